import { Client } from '@colyseus/sdk';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { type Action, neutralAction } from '../../shared/action.ts';
import { pongSchema } from '../../shared/messages.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import type { RoomState } from '../../shared/state.ts';
import { refusal, type Session, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join, leaveLater } = serveRooms({ maximumRooms: 100, reconnectSeconds: 60 });

async function newRoom(seats = 4): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats, access: 'public' })).id;
}

let sequence = 0;
function act(session: Session, action: Partial<Action>): void {
  sequence++;
  session.send('input', { sequence, action: { ...neutralAction, ...action } });
}

/** A seat taken without the SDK, to send what the SDK never would. */
async function rawSocket(room: string): Promise<WebSocket> {
  const answer = await fetch(`${server().url}matchmake/joinById/${room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'spectator' }),
  });
  const seat = z
    .object({ processId: z.string(), roomId: z.string(), sessionId: z.string() })
    .parse(await answer.json());
  const { host } = new URL(server().url);
  const socket = new WebSocket(`ws://${host}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`);
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send(Buffer.from([10]));
  return socket;
}

describe('two players and a spectator', () => {
  test('share one world; each is drawn for, and the spectator costs no view', async () => {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const ben = await join(room, { name: 'Ben' });
    const sue = await join(room, { name: 'Sue', role: 'spectator' });
    await until('both in the state', () => sue.session.state.players.size === 2);
    expect(sue.session.state.players.get(ann.id)).toMatchObject({ name: 'Ann', colour: 0, connected: true });
    expect(sue.session.state.players.get(ben.id)).toMatchObject({ name: 'Ben', colour: 1, connected: true });
    expect(sue.session.state.world).toBe('A yard');

    const before = ben.session.state.players.get(ann.id)?.z ?? Number.NaN;
    act(ann.session, { move: 1 });
    await until('Ann walks', () => (ben.session.state.players.get(ann.id)?.z ?? before) > before + 0.1);
    await until('acknowledged', () => ben.session.state.players.get(ann.id)?.acknowledged === sequence);
    const newest = server().model.requests.at(-1) ?? [];
    expect(newest.map(({ view }) => view).sort()).toEqual([ann.id, ben.id].sort());
  });

  test('get marks of the frames they watch, and of no others', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    const sue = await join(room, { role: 'spectator' });
    sue.session.send('media', { id: 1, method: 'consume', view: ben.id, rtpCapabilities: {} });
    ann.session.send('media', { id: 1, method: 'consume', view: ann.id, rtpCapabilities: {} });
    await until('marks', () => sue.heard.frames.length > 2 && ann.heard.frames.length > 2);
    expect(new Set(sue.heard.frames.map(({ view }) => view))).toEqual(new Set([ben.id]));
    expect(new Set(ann.heard.frames.map(({ view }) => view))).toEqual(new Set([ann.id]));
    const ticks = sue.heard.frames.map(({ tick }) => tick);
    expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
    expect(sue.heard.media).toEqual([{ id: 1, result: { id: expect.any(String) } }]);

    sue.session.send('media', { id: 2, method: 'close', consumer: 'consumer-0' });
    await until('the answer', () => sue.heard.media.length === 2);
    const count = sue.heard.frames.length;
    const tick = sue.session.state.tick;
    await until('three ticks', () => sue.session.state.tick > tick + 3);
    expect(sue.heard.frames.length).toBe(count);

    sue.session.send('media', { id: 3, method: 'consume', view: 'nobody', rtpCapabilities: {} });
    await until('the refusal', () => sue.heard.media.length === 3);
    expect(sue.heard.media[2]).toEqual({ id: 3, error: { code: 'view-gone', values: {} } });
  });
});

describe('coming and going', () => {
  test('a player who leaves disappears at once, with its stream', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const streams = server().media.streams.length;
    const ben = await join(room);
    await until('both', () => ann.session.state.players.size === 2);
    await ben.session.leave();
    await until('Ben is gone', () => ann.session.state.players.size === 1);
    expect(server().media.streams[streams].closed).toBe(true);
    await until('not drawn for', () => server().model.requests.at(-1)?.length === 1);
  });

  test('a dropped player keeps its body, doing nothing, and comes back into it', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    act(ben.session, { move: 1 });
    const token = ben.session.reconnectionToken;
    ben.session.connection.close();
    await until('Ben dropped', () => ann.session.state.players.get(ben.id)?.connected === false);
    const { x, z } = ann.session.state.players.get(ben.id) ?? {};
    const tick = ann.session.state.tick;
    await until('some ticks', () => ann.session.state.tick > tick + 5);
    expect(ann.session.state.players.get(ben.id)).toMatchObject({ connected: false, x, z });
    expect(server().model.requests.at(-1)).toHaveLength(1);

    const back = await ben.client.reconnect<RoomState>(token);
    leaveLater(back);
    back.onMessage('*', () => {});
    expect(back.sessionId).toBe(ben.id);
    await until('Ben is back', () => ann.session.state.players.get(ben.id)?.connected === true);
    // Its page counts from the start again.
    back.send('input', { sequence: 1, action: { ...neutralAction, strafe: 1 } });
    await until('Ben moves', () => (ann.session.state.players.get(ben.id)?.x ?? 0) > (x ?? 0) + 0.1);
    expect(ann.session.state.players.size).toBe(2);
  });

  test('the listing counts who is there', async () => {
    const room = await newRoom(3);
    await join(room);
    await join(room, { role: 'spectator' });
    expect(await server().app.lobby.find(room)).toMatchObject({
      players: 1,
      spectators: 1,
      seats: 3,
      world: 'yard',
    });
  });
});

describe('who may come in', () => {
  test('wrong options are refused by their name', async () => {
    const room = await newRoom();
    const client = new Client(server().url);
    expect(await refusal(client.joinById(room, { name: ' ' }))).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^name: /),
    });
    expect(await refusal(client.joinById(room, { role: 'admin' }))).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^role: /),
    });
    expect(await refusal(client.joinById(room, { services: {} }))).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^services: /),
    });
    expect(await refusal(client.joinById('no-such-room'))).toMatchObject({ code: 404 });
    expect(await refusal(client.create('world'))).toMatchObject({
      code: 404,
      message: expect.stringMatching(/POST \/api\/rooms/),
    });
    expect(await refusal(client.joinOrCreate('world'))).toMatchObject({ code: 404 });
  });

  test('pages of other sites cannot connect', async () => {
    const { host } = new URL(server().url);
    const socket = new WebSocket(`ws://${host}/a/b?sessionId=c`, { origin: 'https://evil.example' });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toMatch(/403/);
  });
});

describe('bad messages', () => {
  test.each([
    ['input', { sequence: 1, action: { ...neutralAction, move: 2 } }, /input.action.move: malformed .*1/],
    [
      'input',
      { sequence: 1, action: { ...neutralAction, move: 'fast' } },
      /input.action.move: malformed .*number/,
    ],
    ['input', { sequence: 1, action: { ...neutralAction, move: Number.NaN } }, /input.action.move/],
    [
      'input',
      { sequence: 1, action: { ...neutralAction, fly: true } },
      /input.action.fly: malformed .*unknown-field/,
    ],
    ['input', { sequence: -1, action: neutralAction }, /input.sequence/],
    ['input', undefined, /input: .*object/],
    ['ping', { id: 'x' }, /ping.id/],
    ['media', { id: 1, method: 'hack' }, /media.method/],
    ['media', { id: 1, method: 'consume', view: 'v'.repeat(65), rtpCapabilities: {} }, /media.view/],
    ['cheat', { score: 9999 }, /unknown-message .*"cheat".*input.*media.*ping/],
  ])('%s %j is answered by a notice that names the field', async (type, message, notice) => {
    const ann = await join(await newRoom());
    ann.session.send(type, message);
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toMatch(notice);
    expect(ann.session.connection.isOpen).toBe(true);
  });

  test('a media request that is too large is answered with its id', async () => {
    const ann = await join(await newRoom());
    const rtpCapabilities = { codecs: 'x'.repeat(40_000) };
    ann.session.send('media', { id: 8, method: 'consume', view: ann.id, rtpCapabilities });
    await until('an answer', () => ann.heard.media.length > 0);
    expect(ann.heard.media[0]).toEqual({ id: 8, error: expect.objectContaining({ code: 'malformed' }) });
  });

  test('a spectator cannot play', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    act(sue.session, { move: 1 });
    await until('a notice', () => sue.heard.notices.length > 0);
    expect(sue.heard.notices[0]).toMatch(/players-only/);
    expect(ann.session.state.players.get(ann.id)?.z).toBe(10);
  });

  test('a client that floods is closed; the others and the room go on', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const mal = await join(room);
    await until('both', () => ann.session.state.players.size === 2);
    for (let i = 0; i < 400; i++) act(mal.session, { move: 1 });
    await until('Mal is closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.tooFrequent);
    expect(mal.heard.notices.some((text) => /too-many-messages/.test(text))).toBe(true);
    expect(mal.heard.notices.length).toBeLessThan(10);
    await until('Mal is gone', () => ann.session.state.players.size === 1);
    const { tick } = ann.session.state;
    act(ann.session, { move: 1 });
    await until('the room goes on', () => ann.session.state.tick > tick + 3);
    expect(ann.session.connection.isOpen).toBe(true);
  });

  test('a client that keeps sending nonsense is closed', async () => {
    const mal = await join(await newRoom());
    for (let i = 0; i < 60; i++) mal.session.send('cheat', i);
    await until('closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.tooFrequent);
  });

  test('frames that are no messages, or too large, harm nobody', async () => {
    const room = await newRoom();
    const ann = await join(room);
    for (const frame of [
      [],
      [13],
      [13, 0xdb, 255, 255, 255, 255],
      [13, 0xa5, 1],
      [17],
      [19, 1],
      [20, 255],
      [21],
      [22],
      [255],
    ]) {
      const socket = await rawSocket(room);
      socket.send(Buffer.from(frame));
      socket.close();
    }
    const large = await rawSocket(room);
    large.send(Buffer.alloc(100_000, 13));
    const code = await new Promise<number>((resolve) => large.once('close', resolve));
    expect(code).toBe(1009);
    const { tick } = ann.session.state;
    await until('the room goes on', () => ann.session.state.tick > tick + 3);
  });
});

test('a ping is answered with the clock and the tick', async () => {
  const ann = await join(await newRoom());
  const pongs: unknown[] = [];
  ann.session.onMessage('pong', (message) => pongs.push(message));
  ann.session.send('ping', { id: 7 });
  await until('a pong', () => pongs.length > 0);
  const pong = pongSchema.parse(pongs[0]);
  expect(pong.id).toBe(7);
  expect(Math.abs(pong.time - Date.now())).toBeLessThan(60_000);
});

test('a room survives networks that fail for a while', async () => {
  const ann = await join(await newRoom());
  const { gate } = server().model;
  server().model.gate = () => Promise.reject(new Error('the worker is gone'));
  const { tick } = ann.session.state;
  await until('ticks without views', () => ann.session.state.tick > tick + 5);
  server().model.gate = gate;
  ann.session.send('media', { id: 1, method: 'consume', view: ann.id, rtpCapabilities: {} });
  await until('frames again', () => ann.heard.frames.length > 0);
});
