import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createLog } from '../log.ts';
import { halfOpen, joinFrame } from './raw-client.fixture.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';

/** What strangers send, and what of it reaches the log. */
const lines: string[] = [];
const log = createLog({ level: 'debug', pretty: false, destination: { write: (line) => lines.push(line) } });
let server: Awaited<ReturnType<typeof startTestApp>>;
let room: string;

beforeAll(async () => {
  server = await startTestApp({ maximumRooms: 20, addressRateScale: 0 }, { log });
  room = (await server.app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
});
afterAll(() => server.app.close());
beforeEach(() => {
  lines.length = 0;
});

interface ClientConnection {
  level: number;
  msg: string;
  err?: unknown;
}
const written = () => lines.map((line) => JSON.parse(line) as ClientConnection);
const loud = () => written().filter(({ level }) => level >= 40);

/** Text as it is on the wire; the answer until the connection ends, or two seconds are over. */
async function say(text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket: Socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  socket.on('error', () => {});
  socket.write(text);
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(2_000)]);
  socket.destroy();
  return answer;
}

describe('frames that cannot be read', () => {
  test.each([
    ['msgpack that is cut short', Buffer.from([13, 0xa1, 0x61, 0xdc, 255, 255])],
    ['msgpack that is none', Buffer.from([13, 0xa1, 0x61, 0xc1, 0xc1])],
    ['an array of four billion', Buffer.from([13, 0xa1, 0x61, 0xdd, 255, 255, 255, 255])],
    ['a request that is cut short', Buffer.from([21, 1, 0xa1, 0x61, 0xdf, 255, 255, 255, 255])],
    ['an input that nobody defined', Buffer.from([19, 255, 255])],
    ['a frame over the limit', Buffer.alloc(100_000, 13)],
    ['control characters', Buffer.from([13, 0xa6, 0x1b, 0x5b, 0x32, 0x4a, 0x0a, 0x0d, 0xc1])],
  ])('%s: at most a debug line a client', async (_what, frame) => {
    for (const confirms of [true, false]) {
      const client = await halfOpen(server.url, room, { role: 'spectator' });
      if (confirms) client.socket.send(joinFrame);
      for (let i = 0; i < 20; i++) client.socket.send(frame);
      await sleep(50);
      client.socket.terminate();
    }
    await sleep(100);
    expect(loud()).toEqual([]);
    expect(written().filter(({ msg }) => msg === 'bad connection').length).toBeLessThanOrEqual(2);
    expect(lines.join('')).not.toMatch(/ {4}at |\\u001b|node_modules/);
    for (const line of lines) expect(line.length).toBeLessThan(1_000);
  });

  test('of sixteen clients are sixteen debug lines', async () => {
    const clients = await Promise.all(
      Array.from({ length: 16 }, () => halfOpen(server.url, room, { role: 'spectator' })),
    );
    for (const { socket } of clients) {
      socket.send(joinFrame);
      socket.send(Buffer.alloc(100_000, 13));
    }
    await until('all are closed', () => clients.every(({ code }) => code !== undefined));
    await until(
      'they are logged',
      () => written().filter(({ msg }) => msg === 'bad connection').length >= 16,
    );
    expect(written().filter(({ msg }) => msg === 'bad connection')).toHaveLength(16);
    expect(loud()).toEqual([]);
  });

  test('of the WebSocket protocol itself', async () => {
    const { socket } = await halfOpen(server.url, room, { role: 'spectator' });
    const raw: unknown = Reflect.get(socket, '_socket');
    if (raw === null || typeof raw !== 'object' || !('write' in raw) || typeof raw.write !== 'function') {
      throw new Error('ws has no socket');
    }
    raw.write(Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]));
    await new Promise((resolve) => socket.once('close', resolve));
    await until('logged', () => written().some(({ msg }) => msg === 'bad connection'));
    expect(loud()).toEqual([]);
  });
});

describe('requests that cannot be answered', () => {
  test.each([
    ['TLS', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])],
    ['nothing of HTTP', '\0\u001b[2J\r\n\r\n'],
    [
      'an upgrade without a key',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    [
      'an upgrade of a Host that is none',
      'GET /a/b HTTP/1.1\r\nHost: a b@[\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    [
      'an upgrade with credentials',
      'GET /a/b HTTP/1.1\r\nHost: u:p@x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    [
      'an upgrade to something else',
      'GET /a/b HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    ],
    ['a percent sign alone', 'GET /api/rooms/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a path of control characters', 'GET /\u009b2J\u0085x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    [
      'JSON that is none',
      'POST /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{',
    ],
    [
      'a charset that is none',
      'POST /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json; charset=x\r\nContent-Length: 2\r\n\r\n{}',
    ],
    [
      'an encoding that is none',
      'POST /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: x\r\nContent-Length: 2\r\n\r\n{}',
    ],
    [
      'gzip that is none',
      'POST /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}',
    ],
    [
      'a body that never comes',
      'POST /api/rooms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
    [
      'a body that is too large',
      `POST /api/rooms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 20000\r\n\r\n${' '.repeat(20_000)}`,
    ],
  ])('%s: no line over debug, and no stack', async (_what, text) => {
    const answer = await say(text);
    await sleep(50);
    expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
    expect(loud()).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(1);
    expect(lines.join('')).not.toMatch(/ {4}at |[\u0080-\u009f]/);
  });

  test('a path of 8,000 characters is cut', async () => {
    await fetch(new URL(`/api/rooms/${'x'.repeat(8_000)}`, server.url));
    await until('logged', () => lines.length > 0);
    expect(lines.join('').length).toBeLessThan(600);
  });

  test('sockets without a room, a seat or a token that is theirs', async () => {
    const { host } = new URL(server.url);
    for (const path of [
      'a/b?sessionId=c',
      `x/${room}?sessionId=c`,
      `x/${room}?sessionId=c&reconnectionToken=d`,
    ]) {
      const socket = new WebSocket(`ws://${host}/${path}`);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    }
    expect(loud()).toEqual([]);
  });

  test('a client that goes away while it joins', async () => {
    for (let i = 0; i < 5; i++) {
      const { socket } = await halfOpen(server.url, room);
      socket.terminate();
    }
    await sleep(100);
    expect(loud()).toEqual([]);
  });
});

test('faults of our own are errors with a stack, as before', async () => {
  const { gate } = server.model;
  server.model.gate = () => Promise.reject(new Error('the worker is gone'));
  const ann = await joinRoom(server.url, room);
  await until('an error', () => written().some(({ level }) => level === 50));
  server.model.gate = gate;
  const fault = written().find(({ level }) => level === 50);
  expect(JSON.stringify(fault?.err)).toMatch(/the worker is gone.*at /s);
  await ann.session.leave();
});
