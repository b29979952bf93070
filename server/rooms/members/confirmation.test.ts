import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { neutralAction } from '../../../shared/action.ts';
import { admissionCodes } from '../../../shared/protocol/close-codes.ts';
import { comeBackAtOnce, halfBack, halfOpen, type RawClient } from '../raw-client.fixture.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { silentAfter } from './activity.ts';

const { server, join } = serveRooms({ maximumRooms: 100, maximumSpectators: 4, reconnectSeconds: 600 });
const opened: RawClient[] = [];
afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.terminate();
});

async function newRoom(seats = 4): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats, access: 'public' })).id;
}

async function silent(count: number, room: string, role: 'player' | 'spectator'): Promise<RawClient[]> {
  const clients = await Promise.all(
    Array.from({ length: count }, () => halfOpen(server().url, room, { role })),
  );
  opened.push(...clients);
  return clients;
}

const counts = async (room: string) => {
  const { players, spectators } = (await server().app.lobby.find(room)) ?? {};
  return { players, spectators };
};

describe('who connects and does not confirm', () => {
  test('has no seat, is not drawn for, and is closed with a code', async () => {
    const room = await newRoom();
    const before = server().model.requests.length;
    const clients = await silent(4, room, 'player');
    expect(await counts(room)).toEqual({ players: 0, spectators: 0 });
    const ann = await join(room);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
    expect(ann.session.state.players.size).toBe(1);
    await until('all are closed', () => clients.every(({ code }) => code !== undefined));
    expect(new Set(clients.map(({ code }) => code))).toEqual(new Set([admissionCodes.unconfirmed]));
    const views = server().model.requests.slice(before).flat();
    expect(new Set(views.filter((view) => view.room === room).map(({ view }) => view))).toEqual(
      new Set([ann.id]),
    );
  });

  test('takes no place to watch, however many they are', async () => {
    const room = await newRoom();
    await silent(40, room, 'spectator');
    expect(await counts(room)).toEqual({ players: 0, spectators: 0 });
    const sue = await join(room, { role: 'spectator' });
    expect(sue.session.state.spectators.size).toBe(1);
  });

  test('keeps a seat when it confirms in time, with whatever follows at once', async () => {
    const room = await newRoom();
    const [client] = await silent(1, room, 'player');
    client.confirm();
    // A message in the same packet as the confirmation is not lost.
    client.socket.send(Buffer.from([13, 0xa4, ...Buffer.from('ping'), 0x81, 0xa2, ...Buffer.from('id'), 7]));
    const answers: Buffer[] = [];
    client.socket.on('message', (data: Buffer) => answers.push(data));
    await until('a pong', () => answers.some((data) => data[0] === 13 && data.includes('pong')));
    expect(await counts(room)).toEqual({ players: 1, spectators: 0 });
  });

  test('costs nobody a room: one that it alone is in is empty', async () => {
    const room = await newRoom();
    const [client] = await silent(1, room, 'player');
    client.socket.terminate();
    const ann = await join(room);
    expect(ann.session.state.players.size).toBe(1);
  });

  test('and says other things instead is no member all the same', async () => {
    const room = await newRoom();
    const [client] = await silent(1, room, 'player');
    for (const frame of [[18], [13, 0xa4, 0x70, 0x69, 0x6e, 0x67], [21, 1, 0xa1, 0x61]]) {
      client.socket.send(Buffer.from(frame));
    }
    await until('closed', () => client.code !== undefined);
    expect(client.code).toBe(admissionCodes.unconfirmed);
    expect(await counts(room)).toEqual({ players: 0, spectators: 0 });
  });

  test.each(['', 'a', 'a/b?sessionId=c', 'a/b?sessionId=c&reconnectionToken=d'])(
    'at /%s, which is no room, is closed as well',
    async (path) => {
      const { host } = new URL(server().url);
      const socket = new WebSocket(`ws://${host}/${path}`);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    },
  );
});

describe('who comes back and does not confirm', () => {
  test('stays away from its body, which nobody draws for, and then loses it', async () => {
    const room = await newRoom(1);
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    const token = ann.session.reconnectionToken;
    ann.session.connection.close();
    const connected = () => sue.session.state.players.get(ann.id)?.connected;
    await until('Ann dropped', () => connected() === false);
    const back = await halfBack(server().url, token);
    opened.push(back);
    const before = server().model.requests.length;
    await until('closed', () => back.code !== undefined);
    expect(back.code).toBe(admissionCodes.unconfirmed);
    await until('the body is gone', () => sue.session.state.players.size === 0);
    expect(
      server()
        .model.requests.slice(before)
        .flat()
        .filter((view) => view.room === room),
    ).toEqual([]);
  });

  test('is back when it confirms', async () => {
    const room = await newRoom(1);
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    ann.session.connection.close();
    const connected = () => sue.session.state.players.get(ann.id)?.connected;
    await until('Ann dropped', () => connected() === false);
    const back = await halfBack(server().url, ann.session.reconnectionToken);
    opened.push(back);
    expect(connected()).toBe(false);
    back.confirm();
    await until('Ann is back', () => connected() === true);
  });
});

test('whose network changed is back at once: the connection that it left behind is ended', async () => {
  const room = await newRoom(1);
  const ann = await join(room);
  const sue = await join(room, { role: 'spectator' });
  const back = await comeBackAtOnce(server().url, ann.id, ann.session.reconnectionToken);
  opened.push(back);
  expect(back.code).toBeUndefined();
  back.confirm();
  await until('the old connection ended', () => !ann.session.connection.isOpen);
  await until('Ann is there', () => sue.session.state.players.get(ann.id)?.connected === true);
  const { tick } = sue.session.state;
  await until('some ticks', () => sue.session.state.tick > tick + 10);
  expect(sue.session.state.players.get(ann.id)?.connected).toBe(true);
});

test('a token that is not the one of a connection ends nobody', async () => {
  const room = await newRoom(1);
  const ann = await join(room);
  const back = await comeBackAtOnce(server().url, ann.id, `${room}:guessed`);
  opened.push(back);
  await until('closed', () => back.code !== undefined);
  expect(ann.session.connection.isOpen).toBe(true);
});

describe('who confirms and then never says anything', () => {
  test('is not drawn for after five seconds, and gives its seat to whoever waits', async () => {
    const room = await newRoom(1);
    const [client] = await silent(1, room, 'player');
    client.confirm();
    await until('it plays', async () => (await counts(room)).players === 1);
    const ann = await join(room);
    ann.session.send('ping', { id: 1 });
    expect(ann.session.state.spectators.get(ann.id)?.place).toBe(1);
    await until('Ann plays', () => ann.session.state.players.has(ann.id));
    expect(ann.session.state.players.has(client.id)).toBe(false);
    ann.session.send('input', { sequence: 1, action: { ...neutralAction, move: 1 } });
    const { tick } = ann.session.state;
    await until('some ticks', () => ann.session.state.tick > tick + 30);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
  });

  test('leaves its place to watch to somebody who does', async () => {
    const room = await newRoom();
    const clients = await silent(4, room, 'spectator');
    for (const client of clients) client.confirm();
    await until('they watch', async () => (await counts(room)).spectators === 4);
    await sleep(silentAfter + 500);
    const sue = await join(room, { role: 'spectator' });
    expect(sue.session.state.spectators.has(sue.id)).toBe(true);
    await until('one is put out', () => clients.some(({ code }) => code === admissionCodes.unconfirmed));
  });
});
