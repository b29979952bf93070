import { Client } from '@colyseus/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TestMemory } from '../world/world.fixture.ts';
import { joinRoom, refusal, startTestApp, until } from './room.fixture.ts';

let server: Awaited<ReturnType<typeof startTestApp>>;
const memories: TestMemory[] = [];

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const createMemory = () => {
    const memory = new TestMemory();
    memories.push(memory);
    return memory;
  };
  server = await startTestApp({ reconnectSeconds: 0.2, idleRoomSeconds: 2 }, { createMemory });
});

afterAll(async () => {
  await server.app.close();
});

const newRoom = async () =>
  (await server.app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;

test('a dropped player who does not come back is gone after a while', async () => {
  const room = await newRoom();
  const ann = await joinRoom(server.url, room);
  const ben = await joinRoom(server.url, room);
  await until('both', () => ann.session.state.players.size === 2);
  const token = ben.session.reconnectionToken;
  ben.session.connection.close();
  await until('Ben is gone', () => ann.session.state.players.size === 1);
  expect(await refusal(ben.client.reconnect(token))).toMatchObject({
    code: 409,
    message: expect.stringMatching(/Join again/),
  });
  expect(await refusal(ben.client.reconnect('nothing:here'))).toMatchObject({ code: 404 });
  await ann.session.leave();
});

test('an empty room ends after a while, which late comers are told', async () => {
  const room = await newRoom();
  const ann = await joinRoom(server.url, room);
  expect((await server.app.lobby.list()).map(({ id }) => id)).toContain(room);
  await ann.session.leave();
  await until('the room ended', async () => (await server.app.lobby.find(room)) === undefined);
  expect(await refusal(new Client(server.url).joinById(room))).toMatchObject({
    code: 404,
    message: expect.stringMatching(/has ended/),
  });
  expect(server.media.viewers.every((viewer) => viewer.closed)).toBe(true);
  expect(server.media.streams.every((stream) => stream.closed)).toBe(true);
});

test('a room that nobody ever joins ends too, and gives its memory back', async () => {
  const room = await newRoom();
  const memory = memories.at(-1);
  expect(memory?.closed).toBe(false);
  await until('the room ended', async () => (await server.app.lobby.find(room)) === undefined);
  await until('its memory is given back', () => memory?.closed === true);
});

test('closing the server tells everybody and ends every room', async () => {
  const ann = await joinRoom(server.url, await newRoom());
  await server.app.close();
  await until('Ann is told', () => ann.heard.code !== 0);
  expect(ann.heard.code).toBe(4001);
  await expect(fetch(server.url)).rejects.toThrow();
});
