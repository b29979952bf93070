import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loadPack } from '../../pack/pack.ts';
import { RemoteThread } from './remote-thread.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

test('a thread that dies fails its jobs, and another one takes the next', async () => {
  const { manifest } = await loadPack(join(fixtures, 'pack'));
  const script = pathToFileURL(join(fixtures, 'dying-remote-worker.ts'));
  const thread = new RemoteThread({ address: '127.0.0.1:1', manifest }, script);
  const jobs = [thread.identify(1_000), thread.identify(1_000)];
  for (const job of jobs) await expect(job).rejects.toMatchObject({ kind: 'gone' });
  await expect(thread.identify(1_000)).rejects.toMatchObject({ kind: 'gone' });
  await thread.close();
  await expect(thread.identify(1_000)).rejects.toThrow(/is closed/);
});

test('nobody there is said as such', async () => {
  const { manifest } = await loadPack(join(fixtures, 'pack'));
  const thread = new RemoteThread({ address: '127.0.0.1:1', manifest });
  await expect(thread.identify(2_000)).rejects.toMatchObject({ name: 'KServeError', kind: 'gone' });
  await thread.close();
  await thread.close();
});
