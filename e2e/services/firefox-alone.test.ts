import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NetworkNamespace } from './network-namespace.ts';

let machine: NetworkNamespace;
beforeAll(async () => {
  machine = await NetworkNamespace.open([]);
  // No network except loopback.
  await machine.run('ip', 'link', 'delete', machine.device);
});
afterAll(() => machine?.close());

test('on a machine with loopback alone, Firefox explains what to do', async () => {
  const card = await machine.run(process.execPath, join(import.meta.dirname, 'firefox-alone.ts'));
  expect(card).toContain('127.0.0.1');
  expect(card).toContain('Connect this computer to a network');
});
