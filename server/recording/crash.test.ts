import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { adminReportSchema, adminSessionSchema } from '../../shared/admin.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { type RecordingStatus, recordingListSchema } from '../../shared/recording.ts';
import { joinRoom, startRecording, tokenOf, until } from '../rooms/room.fixture.ts';
import { probe } from './probe.fixture.ts';

const main = resolve(import.meta.dirname, '../main.ts');
const pack = resolve(import.meta.dirname, '../generation/fixtures/pack');
const secret = 'a secret of sixteen characters and more';
const adminToken = 'an admin token of many characters';
let folder: string;
let servers: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-crash-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts a server process on the same folder of recordings. Resolves when it listens. */
async function startServer(...more: string[]): Promise<{ process: ChildProcess; url: string }> {
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
  const given = [main, ...options, '--recording-folder', folder, '--admin-token', adminToken, ...more];
  const server = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'ignore'] });
  servers.push(server);
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /ready: (http:\S+)/.exec(line) ?? [];
    if (url !== undefined) return { process: server, url };
  }
  throw new Error('the server did not start');
}

/** Records the host's view for this time and kills the server during the recording. */
async function crash(
  server: { process: ChildProcess; url: string },
  milliseconds: number,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<RecordingStatus> {
  const created = await fetch(new URL('/api/rooms', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Foundry' }),
  });
  const room = createdRoomSchema.parse(await created.json());
  const host = await joinRoom(server.url, room.id, {
    role: 'host',
    token: tokenOf(room.hostLink),
    name: 'Hal',
  });
  let statuses: RecordingStatus[] = [];
  host.session.onMessage('recordings', (message) => {
    statuses = recordingListSchema.parse(message).recordings;
  });
  await until('Hal is host', () => host.session.state.host === host.id);
  await startRecording(host);
  await until('the link', () => statuses[0]?.link !== undefined);
  await meanwhile();
  await until('some seconds of it', () => statuses[0].milliseconds >= milliseconds);
  const ended = once(server.process, 'exit');
  server.process.kill('SIGKILL');
  await ended;
  return statuses[0];
}

const seconds = 4;

test('a server that is killed while recording serves the rest at its next start, marked as cut short', async () => {
  const first = await startServer('--secret', secret);
  const before = await crash(first, seconds * 1000);
  const [part] = (await readdir(folder)).filter((name) => name.endsWith('.part'));
  expect(part).toBe(`${before.id}.webm.part`);
  // Everything is on the disk except for the last cluster.
  expect((await stat(join(folder, part))).size).toBeGreaterThan(before.bytes / 4);

  const second = await startServer('--secret', secret);
  const answer = await fetch(new URL(before.link ?? '', second.url));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/filename=Foundry-Hal-[\d-]+-cut-short\.webm$/);
  const file = join(folder, 'downloaded.bin');
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
  const found = await probe(file, 1000);
  expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
  // At most the last cluster of one second and what was on its way to the disk are missing.
  expect(found.milliseconds).toBeGreaterThan(seconds * 1000 - 2500);
  expect(found.sought).toBe(0);
  expect(new Set(await readdir(folder))).toEqual(
    new Set([`${before.id}.cut.webm`, `${before.id}.webm.json`, 'downloaded.bin']),
  );
});

test('without a secret, the admin page lists it with a valid link, and the old link is rejected', async () => {
  // Nothing keeps the secret of the server that crashed.
  const before = await crash(await startServer('--data-folder', 'none'), 2500);
  const second = await startServer('--data-folder', 'none');
  expect((await fetch(new URL(before.link ?? '', second.url))).status).toBe(403);
  const login = await fetch(new URL('/api/admin/session', second.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: adminToken }),
  });
  const { session } = adminSessionSchema.parse(await login.json());
  const headers = { authorization: `Bearer ${session}` };
  const report = adminReportSchema.parse(
    await (await fetch(new URL('/api/admin/report', second.url), { headers })).json(),
  );
  expect(report.finished).toMatchObject([
    { id: before.id, roomName: 'Foundry', name: 'Hal', cutShort: true, began: expect.any(Number) },
  ]);
  expect(report.finished[0].expires).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  const answer = await fetch(new URL(z.string().parse(report.finished[0].link), second.url));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toContain('-cut-short.webm');
});

test('a server that starts on the same folder does not touch a running recording', async () => {
  const parts = async () => (await readdir(folder)).filter((name) => name.endsWith('.part'));
  const before = await crash(await startServer('--secret', secret), 6000, async () => {
    const other = await startServer('--secret', secret);
    expect((await fetch(new URL('/health', other.url))).status).toBe(200);
    const [part] = await parts();
    const { size } = await stat(join(folder, part));
    await until('more of it', async () => (await stat(join(folder, part))).size > size);
  });
  expect(await parts()).toEqual([`${before.id}.webm.part`]);
  const third = await startServer('--secret', secret);
  expect((await fetch(new URL(before.link ?? '', third.url))).status).toBe(200);
});
