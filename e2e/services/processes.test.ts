import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { joinRoom, startRecording, tokenOf } from '../../server/rooms/room.fixture.ts';
import { adminReportSchema, adminSessionSchema } from '../../shared/admin.ts';
import { type CreatedRoom, createdRoomSchema, roomSummarySchema } from '../../shared/messages.ts';
import { type RecordingStatus, recordingListSchema } from '../../shared/recording.ts';
import { until } from '../until.ts';
import { adminToken, ProcessGroup } from './process-group.ts';
import type { SharedServer } from './shared-server.ts';

let group: ProcessGroup;
const rooms: CreatedRoom[] = [];

beforeAll(async () => {
  group = await ProcessGroup.start('--idle-room-seconds', '600', '--maximum-rooms', '60');
});
afterAll(() => group?.close());

const urls = () => group.processes.map(({ url }) => url);
const json = async (url: URL, schema: z.ZodType = z.unknown()) =>
  schema.parse(await (await fetch(url)).json());

async function createRoom(url: string, name: string): Promise<CreatedRoom> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, seats: 4, access: 'public' }),
  });
  return createdRoomSchema.parse(await answer.json());
}

async function listed(url: string): Promise<string[]> {
  const answer = await fetch(new URL('/api/rooms', url));
  return z
    .array(roomSummarySchema)
    .parse(await answer.json())
    .map(({ id }) => id);
}

/** Whether a server has opened a room. */
function opened({ lines }: SharedServer, room: string): boolean {
  return lines.some((line) => line.includes('room opened') && line.includes(room));
}

test('thirty rooms are shared out among three processes and listed alike at all', async () => {
  for (let i = 0; i < 30; i++) rooms.push(await createRoom(urls()[i % 3], `Room ${i + 1}`));
  const lists = await Promise.all([...urls(), group.url].map(listed));
  expect(lists[0]).toEqual(rooms.map(({ id }) => id));
  for (const list of lists) expect(list).toEqual(lists[0]);
  const shares = group.processes.map(
    ({ server }) => server.lines.filter((line) => line.includes('room opened')).length,
  );
  expect(shares).toEqual([10, 10, 10]);
  for (const url of urls()) {
    const health = await json(new URL('/health', url), z.object({ rooms: z.array(z.unknown()) }));
    expect(health).toMatchObject({ rooms: { length: 30 } });
  }
});

test('a room is joined from any process, and so are its thumbnail, export, saved room and recording had', async () => {
  const [room] = rooms;
  const host = { role: 'host' as const, token: tokenOf(room.hostLink), name: 'Hal', visitor: 'browser-h' };
  const hal = await joinRoom(urls()[0], room.id, host);
  let recordings: RecordingStatus[] = [];
  hal.session.onMessage('recordings', (message) => {
    recordings = recordingListSchema.parse(message).recordings;
  });
  for (const url of urls()) {
    const { session } = await joinRoom(url, room.id, { name: 'Ann' });
    await until('all see each other', () => (session.state.players?.size ?? 0) >= 2);
    await session.leave(true);
  }
  await startRecording(hal);
  await until('a second of it', () => (recordings[0]?.milliseconds ?? 0) > 1000);
  hal.session.send('record', { command: 'stop', recording: recordings[0].id });
  const recording = await until('its link', () => recordings[0]?.state === 'done' && recordings[0].link);
  await until('a thumbnail', async () => {
    const list = z.array(roomSummarySchema).parse(await json(new URL('/api/rooms', urls()[2])));
    return list.find(({ id }) => id === room.id)?.thumbnail;
  });
  const files = [
    ['image/webp', `/api/rooms/${room.id}/thumbnail`],
    ['application/x-tar', room.exportLink],
    ['application/x-tar', room.exportLink.replace('/world?', '/save?')],
    ['video/webm', recording],
  ];
  for (const [type, path] of files) {
    for (const url of urls()) {
      const answer = await fetch(new URL(path, url));
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, type]);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  }
  await hal.session.leave(true);
});

test('whoever runs the servers sees and closes rooms of all at any', async () => {
  const answer = await fetch(new URL('/api/admin/session', urls()[0]), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: adminToken }),
  });
  const { session } = adminSessionSchema.parse(await answer.json());
  const headers = { authorization: `Bearer ${session}` };
  for (const url of urls()) {
    const report = await fetch(new URL('/api/admin/report', url), { headers });
    expect(adminReportSchema.parse(await report.json()).rooms).toHaveLength(rooms.length);
  }
  const closed = rooms.splice(-3);
  for (const { id } of closed) {
    const path = new URL(`/api/admin/rooms/${id}`, urls()[1]);
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(401);
    expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(204);
  }
  await until('they are gone', async () => (await listed(urls()[2])).length === rooms.length);
});

test('a process that stands still for three seconds keeps its rooms in the lobby, or has them again', async () => {
  const [first, second] = group.processes;
  const all = await listed(first.url);
  let [absent, longest] = [0, 0];
  const began = performance.now();
  second.server.signal('SIGSTOP');
  let since: number | undefined;
  let isStill = true;
  while (isStill || performance.now() - began < 15_000) {
    const now = performance.now();
    if (isStill && now - began > 3_000) {
      second.server.signal('SIGCONT');
      isStill = false;
    }
    const missing = all.length - (await listed(first.url)).length;
    absent = Math.max(absent, missing);
    since = missing === 0 ? undefined : (since ?? now);
    longest = Math.max(longest, now - (since ?? now));
    await pause(100);
  }
  console.info(`rooms absent: ${absent}, for at most ${(longest / 1000).toFixed(1)} s`);
  for (const url of urls()) expect(await listed(url)).toEqual(all);
});

test('rooms play on while Redis is gone, and the lobby is whole again once it is back', async () => {
  const all = await listed(group.url);
  const [, second] = rooms;
  const ann = await joinRoom(urls()[1], second.id, { name: 'Ann', visitor: 'browser-a' });
  const plays = async () => {
    const { tick } = ann.session.state;
    await until('play', () => ann.session.state.tick > tick + 24);
  };
  await plays();
  await group.redis.kill();
  await plays();
  // Each has its own rooms, and whoever is in one of them can come back to it.
  const lists = await Promise.all(urls().map(listed));
  expect(lists.flat().sort()).toEqual([...all].sort());
  const owner = urls()[lists.findIndex((list) => list.includes(second.id))];
  const ben = await joinRoom(owner, second.id, { name: 'Ben', visitor: 'browser-b' });
  await until('both', () => ann.session.state.players.size === 2);
  await group.redis.resume();
  const back = performance.now();
  for (const url of urls()) await until('all rooms', async () => (await listed(url)).length === all.length);
  console.info(
    `the lobby was whole ${((performance.now() - back) / 1000).toFixed(1)} s after Redis was back`,
  );
  await plays();
  for (const { session } of [ann, ben]) await session.leave(true);
});

test('the rooms of a killed process leave the lobby, and go on elsewhere when somebody comes', async () => {
  const [first, second, third] = group.processes;
  const all = await listed(first.url);
  const room = rooms[4];
  const host = { role: 'host' as const, token: tokenOf(room.hostLink), name: 'Hal', visitor: 'browser-h' };
  const hal = await joinRoom(first.url, room.id, host);
  await until('play', () => hal.session.state.tick > 12);
  const owner = group.processes.find(({ server }) => opened(server, room.id));
  if (owner === undefined) throw new Error('nobody has the room');
  const others = [first, second, third].filter((each) => each !== owner);
  const left = all.filter((id) => !opened(owner.server, id));
  expect(left.length).toBeLessThan(all.length);
  await owner.server.end('SIGKILL');
  const killed = performance.now();
  await until('its rooms have left', async () => (await listed(others[0].url)).length === left.length);
  expect(await listed(others[1].url)).toEqual(left);
  console.info(`its rooms had left the lobby after ${((performance.now() - killed) / 1000).toFixed(1)} s`);
  const back = await joinRoom(group.url, room.id, host);
  expect(back.session.state.players.get(back.id)?.name).toBe('Hal');
  await until('it is listed again', async () => (await listed(others[1].url)).includes(room.id));
  await back.session.leave(true);
});

test('nothing of what the processes say is an error or holds a secret', () => {
  const errors = group.lines.filter((line) => /"level":[56]0/.test(line));
  expect(errors).toEqual([]);
  expect(group.lines.join('\n')).not.toContain('a secret that all processes have');
});
