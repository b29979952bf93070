import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probe } from '../../server/recording/probe.fixture.ts';
import { joinRoom, startRecording, tokenOf, until } from '../../server/rooms/room.fixture.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { type RecordingStatus, recordingListSchema } from '../../shared/recording.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
/** Bytes of the disk; room for a few seconds of pictures. */
const diskSize = 256 * 1024;
let folder: string;
let url: string;
let stop = () => {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-full-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', folder]);
  const pack = join(root, 'server/generation/fixtures/pack');
  const options = [
    '--port',
    '0',
    '--pack',
    pack,
    '--provider',
    'cpu',
    '--workers',
    '1',
    '--media-workers',
    '1',
  ];
  const given = [join(root, 'server/main.ts'), ...options, '--recording-folder', folder];
  const server = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'ignore'] });
  stop = () => void server.kill('SIGKILL');
  for await (const line of createInterface(server.stdout)) {
    url = /ready: (http:\S+)/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
});
afterAll(async () => {
  stop();
  await run('umount', ['-l', folder]);
  await rm(folder, { recursive: true });
});

test('a full disk ends a recording, keeps its file and reports it; the next recording fails with a message', async () => {
  const created = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const room = createdRoomSchema.parse(await created.json());
  const host = await joinRoom(url, room.id, { role: 'host', token: tokenOf(room.hostLink), name: 'Hal' });
  let recordings: RecordingStatus[] = [];
  host.session.onMessage('recordings', (message) => {
    recordings = recordingListSchema.parse(message).recordings;
  });
  await until('Hal is host', () => host.session.state.host === host.id);
  await startRecording(host);
  await until(
    'two seconds of it',
    () => (recordings[0]?.milliseconds ?? 0) > 2000 && recordings[0].link !== undefined,
  );
  // Fills the disk with another file.
  const { bavail, bsize } = await statfs(folder);
  const rest = Math.max(0, bavail * bsize - 4096);
  await writeFile(join(folder, 'other-data'), Buffer.alloc(rest));
  await until('its end', () => ['done', 'failed'].includes(recordings[0].state));
  expect(recordings[0]).toMatchObject({ state: 'done', cutShort: true, reason: { code: 'disk-full' } });

  const answer = await fetch(new URL(recordings[0].link ?? '', url));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toContain('cut-short');
  const file = join(tmpdir(), `worldroom-full-disk-${process.pid}.webm`);
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
  const found = await probe(file);
  await rm(file);
  expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
  expect(found.milliseconds).toBeGreaterThan(900);
  expect(await readdir(folder)).toContain('other-data');

  const left = await statfs(folder);
  await writeFile(join(folder, 'more-data'), Buffer.alloc(left.bavail * left.bsize)).catch(() => {});
  await startRecording(host);
  await until('another', () => recordings.length === 2 && recordings[1].state === 'failed');
  expect(recordings[1].reason?.code).toBe('disk-full');
  await host.session.leave();
}, 120_000);
