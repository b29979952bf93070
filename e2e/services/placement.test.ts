import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { neutralAction } from '../../shared/action.ts';
import { type CreatedRoom, createdRoomSchema } from '../../shared/messages.ts';
import { openServer, type TestServer, usualWorld } from '../test-bed.ts';
import { until } from '../until.ts';
import { freePort } from './proxy.ts';
import { RedisServer } from './redis-server.ts';

/** What each process says of itself to the others, once a second. */
const entrySchema = z.object({ url: z.string(), capacity: z.number().optional() });
/** Views by which one process has to have more free than the other, so that measures that change do not decide. */
const margin = 3;
const seats = 8;

let redis: RedisServer;
let connection: Redis;
const processes: { url: string; server: TestServer }[] = [];
const players: { session: Room; url: string }[] = [];
let isOver = false;

beforeAll(async () => {
  redis = await RedisServer.start();
  connection = new Redis(redis.url);
  for (let i = 0; i < 2; i++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const options = [
      ...['--port', String(port), '--redis', redis.url, '--workers', '1'],
      ...['--process-address', `localhost:${port}`, '--process-url', url, '--idle-seat-seconds', '0'],
    ];
    const environment = { WORLDROOM_SECRET: 'a secret that both have' };
    processes.push({ url, server: await openServer(undefined, { options, environment }) });
  }
});

afterAll(async () => {
  isOver = true;
  for (const { session } of players) await session.leave();
  for (const { server } of processes) await server.close();
  connection.disconnect();
  await redis.kill();
});

async function createRoom(): Promise<CreatedRoom> {
  const answer = await fetch(new URL('/api/rooms', processes[0].url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world: usualWorld, seats }),
  });
  return createdRoomSchema.parse(await answer.json());
}

/** The address of the process that has opened a room. */
function placeOf({ id }: CreatedRoom): Promise<string> {
  return until('a process has the room', () => {
    const opened = (line: string) => line.includes('room opened') && line.includes(id);
    return processes.find(({ server }) => server.log.some(opened))?.url;
  });
}

/** A player who walks about, for whom the process of the room draws. */
async function play(room: CreatedRoom, url: string): Promise<void> {
  const session = await new Client(url).joinById(room.id, { name: `Player ${players.length + 1}` });
  session.onMessage('*', () => {});
  players.push({ session, url });
}

async function walk(): Promise<void> {
  for (let sequence = 1; !isOver; sequence++) {
    for (const { session } of players) {
      const action = { ...neutralAction, move: 1, turn: 0.6 * Math.sin(sequence / 17) };
      if (session.connection.isOpen) session.send('input', { sequence, action });
    }
    await sleep(1000 / 12);
  }
}

/** Views that a process has measured to be free, as it tells the others. Undefined before it has measured. */
async function freeAt(url: string): Promise<number | undefined> {
  const told = await connection.hgetall('worldroom:processes');
  const entries = Object.values(told).map((text) => entrySchema.parse(JSON.parse(text)));
  const capacity = entries.find((entry) => entry.url === url)?.capacity;
  return capacity === undefined
    ? undefined
    : capacity - players.filter((player) => player.url === url).length;
}

test('the next rooms are placed where more measured views are free, also where there are more rooms', async () => {
  const first = await createRoom();
  const loaded = await placeOf(first);
  const second = await createRoom();
  const other = await placeOf(second);
  expect(other).not.toBe(loaded);
  await play(second, other);
  for (let i = 0; i < 4; i++) await play(first, loaded);
  void walk();
  await until('both have measured what they draw, and one has far more of it free', async () => {
    const [busy, free] = [await freeAt(loaded), await freeAt(other)];
    if (busy === undefined || free === undefined) return undefined;
    if (free - busy >= margin) return true;
    if (players.length <= seats) await play(first, loaded);
    return undefined;
  });
  // By their rooms alone, both would be equal at first, and after that the loaded one would come before.
  expect(await placeOf(await createRoom())).toBe(other);
  expect(await placeOf(await createRoom())).toBe(other);
});
