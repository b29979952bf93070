import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { type SaveAnswer, type SaveRequest, saveAnswerSchema } from '../../../shared/saves.ts';
import { GroundModel, mapPack } from '../endless.fixture.ts';
import { joinRoom, tokenOf, until } from '../room.fixture.ts';
import { startSavedApp, TestDisk } from './saved-app.fixture.ts';

let disk: TestDisk;
const opened: { app: { close(): Promise<void> } }[] = [];

beforeEach(() => {
  disk = new TestDisk();
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
});
afterEach(async () => {
  for (const { app } of opened.splice(0)) await app.close();
});

async function start() {
  const model = new GroundModel();
  const server = {
    ...(await startSavedApp(disk, { addressRateScale: 0 }, { pack: mapPack, model })),
    model,
  };
  opened.push(server);
  return server;
}
type Server = Awaited<ReturnType<typeof start>>;

const request = createRoomSchema.parse({ name: 'Far', access: 'link', begin: 'nothing', plan: { doors: 1 } });

async function enter(server: Server, room: { id: string; hostLink: string }) {
  const token = tokenOf(room.hostLink);
  const host = await joinRoom(server.url, room.id, { role: 'host', token, name: 'Ann', visitor: 'a' });
  await until('the host', () => host.session.state.host === host.id);
  const answers: SaveAnswer[] = [];
  host.session.onMessage('saves', (message) => answers.push(saveAnswerSchema.parse(message)));
  const ask = async (asked: SaveRequest, about: SaveAnswer['about'] = 'moments') => {
    answers.length = 0;
    host.session.send('saves', asked);
    await until(`an answer about ${about}`, () => answers.some((answer) => answer.about === about));
    return answers.find((answer) => answer.about === about);
  };
  return { host, ask };
}

const tilesOf = async (server: Server, id: string) => (await server.store.open(id))?.world.map ?? [];
const names = (tiles: Awaited<ReturnType<typeof tilesOf>>) => tiles.map(({ x, z }) => `${x} ${z}`);

test('a saved room has its map again, and its map goes on', async () => {
  const first = await start();
  const room = await first.app.lobby.create(request);
  const { host } = await enter(first, room);
  const entities = () => host.session.state.entities.size;
  await until('ground', () => first.model.filled.length > 40 && entities() > 20);
  const asked = first.model.filled[0].asked;
  await first.app.drain(0);
  await first.app.close();
  const saved = await tilesOf(first, room.id);
  expect(saved.length).toBeGreaterThan(30);

  const second = await start();
  const again = await enter(second, room);
  expect(again.host.session.state.entities.size).toBeGreaterThan(20);
  await until('more ground', () => second.model.filled.length > 5);
  const filled = second.model.filled.map(({ tile }) => `${tile.x} ${tile.z}`);
  expect(filled.some((name) => names(saved).includes(name))).toBe(false);
  expect(second.model.filled[0].asked).toEqual(asked);
  expect(second.model.filled[0].roomSeed).toBe(first.model.filled[0].roomSeed);
});

test('a room that is taken back, a branch, an archive and a replay have the map of their moment', async () => {
  const server = await start();
  const room = await server.app.lobby.create(request);
  const { host, ask } = await enter(server, room);
  await until('ground', () => host.session.state.entities.size > 20);
  await ask({ ask: 'keep', name: 'here' });
  const answer = await ask({ ask: 'list' });
  if (answer?.about !== 'moments') throw new Error('no list');
  const moment = answer.moments.find(({ name }) => name === 'here');
  if (moment === undefined) throw new Error('no moment');
  const then = (await server.store.open(room.id, { snapshot: moment.id }))?.world.map ?? [];
  expect(then.length).toBeGreaterThan(20);

  let sequence = 0;
  const from = { ...host.session.state.players.get(host.id) };
  await until('a walk', () => {
    host.session.send('input', { sequence: ++sequence, action: { ...neutralAction, move: 1 }, epoch: 0 });
    const { x = 0, z = 0 } = host.session.state.players.get(host.id) ?? {};
    return Math.hypot(x - (from.x ?? 0), z - (from.z ?? 0)) > 1.5;
  });
  const later = host.session.state.entities.size;

  const branch = await ask({ ask: 'branch', moment: moment.id }, 'branch');
  if (branch?.about !== 'branch') throw new Error('no branch');
  const beside = await joinRoom(server.url, branch.room, { token: tokenOf(branch.playLink), name: 'Bob' });
  await until('things of the map', () => beside.session.state.entities.size > 20);

  const file = await (await fetch(new URL(answer.archive, server.url))).arrayBuffer();
  const sent = await fetch(new URL('/api/saves', server.url), {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'application/x-tar' },
  });
  const copy = (await sent.json()) as { id: string; playLink: string };
  const guest = await joinRoom(server.url, copy.id, { token: tokenOf(copy.playLink), name: 'Eve' });
  await until('things of the map', () => guest.session.state.entities.size > 20);
  for (const id of [branch.room, copy.id]) {
    const about = (await server.store.open(id))?.about;
    expect(about?.plan).toMatchObject({ begin: 'nothing', plan: { doors: 1 } });
    expect(about?.began?.length).toBeGreaterThan(0);
    await until('its map', async () => (await tilesOf(server, id)).length >= then.length);
  }

  const replay = await ask({ ask: 'replay', moment: moment.id }, 'replay');
  if (replay?.about !== 'replay') throw new Error('no replay');
  const rooms = server.model.filled.length;
  const viewer = await joinRoom(server.url, replay.room, {
    ...{ role: 'spectator' as const, token: tokenOf(replay.watchLink), name: 'Sue' },
  });
  const { state } = viewer.session;
  await until('its end', () => state.replayTo > 0 && state.tick === state.replayTo);
  expect(state.entities.size).toBeGreaterThan(20);
  const filled = server.model.filled.slice(rooms).map(({ tile }) => `${tile.x} ${tile.z}`);
  expect(filled.filter((name) => names(then).includes(name))).toEqual([]);

  await ask({ ask: 'rewind', moment: moment.id });
  await until('the epoch', () => host.session.state.epoch === 1);
  await until('its things', () => host.session.state.entities.size >= Math.min(later, 20));
  const taken = await tilesOf(server, room.id);
  expect(names(taken)).toEqual(expect.arrayContaining(names(then)));
});
