import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { type SaveAnswer, type SaveRequest, saveAnswerSchema } from '../../../shared/saves.ts';
import { joinRoom, tokenOf, until } from '../room.fixture.ts';
import { startSavedApp, TestDisk } from './saved-app.fixture.ts';

let disk: TestDisk;
let server: Awaited<ReturnType<typeof startSavedApp>>;

beforeEach(async () => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
  disk = new TestDisk();
  server = await startSavedApp(disk, { addressRateScale: 0 });
});
afterEach(() => server.app.close());

type Player = Awaited<ReturnType<typeof joinRoom>>;

async function openRoom() {
  const room = await server.app.lobby.create({ name: 'Kept', seats: 4, access: 'link' });
  const token = tokenOf(room.hostLink);
  const host = await joinRoom(server.url, room.id, { role: 'host', token, name: 'Ann', visitor: 'a' });
  const bob = await joinRoom(server.url, room.id, {
    token: tokenOf(room.playLink),
    name: 'Bob',
    visitor: 'b',
  });
  await until('the host', () => host.session.state.host === host.id);
  const answers: SaveAnswer[] = [];
  host.session.onMessage('saves', (message) => answers.push(saveAnswerSchema.parse(message)));
  const ask = async (request: SaveRequest) => {
    const before = answers.length;
    const told = host.heard.notices.length;
    host.session.send('saves', request);
    await until(
      'an answer',
      () =>
        answers.length > before || host.heard.notices.slice(told).some((line) => line.startsWith('saves')),
    );
    return answers.at(-1);
  };
  const moments = async () => {
    const answer = await ask({ ask: 'list' });
    if (answer?.about !== 'moments') throw new Error('no list');
    return answer;
  };
  return { room, host, bob, ask, moments };
}

const placeOf = (viewer: Player, of: Player) => {
  const { x = 0, z = 0 } = viewer.session.state.players.get(of.id) ?? {};
  return { x, z };
};
const apart = (a: { x: number; z: number }, b: { x: number; z: number }) => Math.hypot(a.x - b.x, a.z - b.z);

let sequence = 0;
async function walk(player: Player, epoch = 0) {
  const from = placeOf(player, player);
  await until('a step', () => {
    const action = { ...neutralAction, move: 1 };
    player.session.send('input', { sequence: ++sequence, action, epoch });
    return apart(placeOf(player, player), from) > 1;
  });
  player.session.send('input', { sequence: ++sequence, action: neutralAction, epoch });
  await new Promise((resolve) => setTimeout(resolve, 300));
}

test('a room is taken back for everybody in it, and the future that it had is kept', async () => {
  const { host, bob, ask, moments } = await openRoom();
  await ask({ ask: 'keep', name: 'the start' });
  const { tick } = host.session.state;
  const start = placeOf(host, bob);
  await walk(bob);
  const later = placeOf(host, bob);
  const slot = (await moments()).moments.find(({ name }) => name === 'the start');
  expect(slot).toMatchObject({ kind: 'slot' });

  const cid = await joinRoom(server.url, (await server.app.lobby.list())[0]?.id ?? host.session.roomId, {
    ...{ role: 'spectator' as const, token: tokenOf(host.heard.invites[0].watchLink), name: 'Cid' },
  });
  await ask({ ask: 'rewind', moment: slot?.id ?? 0 });
  await until('the epoch', () => bob.session.state.epoch === 1);
  expect(apart(placeOf(host, bob), start)).toBeLessThan(0.1);
  expect(bob.session.state.tick).toBeLessThan(tick + 30);
  for (const { heard } of [host, bob, cid]) {
    await until('the notice', () => heard.notices.some((line) => line.includes('room-rewound')));
  }
  // Late messages of the old future are refused, and new ones move the body.
  const still = placeOf(host, bob);
  for (let i = 0; i < 10; i++) {
    bob.session.send('input', { sequence: ++sequence, action: { ...neutralAction, move: 1 }, epoch: 0 });
  }
  await until('the refusal', () => bob.heard.notices.some((line) => line.includes('old-future')));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(apart(placeOf(host, bob), still)).toBeLessThan(0.05);
  await walk(bob, 1);

  const future = (await moments()).moments.find(({ kind }) => kind === 'rewound');
  expect(future?.tick).toBeGreaterThan(slot?.tick ?? 0);
  await ask({ ask: 'rewind', moment: future?.id ?? 0 });
  await until('the epoch', () => bob.session.state.epoch === 2);
  expect(apart(placeOf(host, bob), later)).toBeLessThan(0.3);
});

test('a branch is a room of its own, with its own links, where everybody’s body waits', async () => {
  const { room, host, bob, ask } = await openRoom();
  await walk(bob);
  await ask({ ask: 'keep', name: 'here' });
  const place = placeOf(host, bob);
  const answer = await ask({ ask: 'list' });
  const moment = answer?.about === 'moments' ? (answer.moments.at(-1)?.id ?? 0) : 0;
  const answers: SaveAnswer[] = [];
  host.session.onMessage('saves', (message) => answers.push(saveAnswerSchema.parse(message)));
  host.session.send('saves', { ask: 'branch', moment });
  await until('the links', () => answers.some(({ about }) => about === 'branch'));
  const branch = answers.find((one) => one.about === 'branch');
  if (branch?.about !== 'branch') throw new Error('no branch');
  expect(branch.room).not.toBe(room.id);
  const again = await joinRoom(server.url, branch.room, {
    ...{ token: tokenOf(branch.playLink), name: 'Bob', visitor: 'b' },
  });
  expect(apart(placeOf(again, again), place)).toBeLessThan(0.3);
  expect(again.session.state.players.size).toBe(2);
  await until('both rooms run', async () => {
    const { tick } = again.session.state;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return again.session.state.tick > tick;
  });
});

test('a room is taken away as a file, and opened from it', async () => {
  const { room, bob, moments } = await openRoom();
  await walk(bob);
  const { archive, moments: list } = await moments();
  const picture = await fetch(new URL(list[0].picture, server.url));
  // Nothing had been drawn at the first moment, or something had.
  expect([200, 204]).toContain(picture.status);
  const none = list[0].picture.replace(/\d+(?=\/picture)/, '999999');
  expect((await fetch(new URL(none, server.url))).status).toBe(404);
  const file = await fetch(new URL(archive, server.url));
  expect(file.status).toBe(200);
  const bytes = await file.arrayBuffer();
  const send = (body: ArrayBuffer) =>
    fetch(new URL('/api/saves', server.url), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-tar' },
    });
  const answer = await send(bytes);
  expect(answer.status).toBe(201);
  const copy = (await answer.json()) as { id: string; playLink: string; name: string };
  expect(copy).toMatchObject({ name: 'Kept' });
  expect(copy.id).not.toBe(room.id);
  const eve = await joinRoom(server.url, copy.id, { token: tokenOf(copy.playLink), name: 'Eve' });
  expect(eve.session.state.players.size).toBe(1);
  const refused = await send(bytes.slice(0, bytes.byteLength / 2));
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: 'save-incomplete' });
  const link = new URL(archive, server.url);
  link.searchParams.set('token', 'forged');
  expect((await fetch(link)).status).toBe(403);
});

test('only the host may do so, and only at moments that there are', async () => {
  const { host, bob, ask } = await openRoom();
  bob.session.send('saves', { ask: 'list' });
  await until('the refusal', () => bob.heard.notices.some((line) => line.includes('host-only')));
  await ask({ ask: 'rewind', moment: 9999 });
  await until('the refusal', () => host.heard.notices.some((line) => line.includes('no-such-slot')));
  const { tick } = host.session.state;
  await until('play', () => host.session.state.tick > tick + 3);
  expect(host.session.state.epoch).toBe(0);
});

test('what happened since a moment happens again in a room of its own, at any speed, seen through anybody’s eyes', async () => {
  const { host, bob, moments } = await openRoom();
  const [first] = (await moments()).moments;
  await walk(bob);
  const later = placeOf(host, bob);
  const { tick } = host.session.state;
  await until(
    'a commit',
    async () => ((await disk.rooms.open(host.session.roomId))?.state?.tick ?? 0) > tick,
  );
  const answers: SaveAnswer[] = [];
  host.session.onMessage('saves', (message) => answers.push(saveAnswerSchema.parse(message)));
  host.session.send('saves', { ask: 'replay', moment: first.id });
  await until('the link', () => answers.some(({ about }) => about === 'replay'));
  const replay = answers.find((one) => one.about === 'replay');
  if (replay?.about !== 'replay') throw new Error('no replay');
  const eve = await joinRoom(server.url, replay.room, {
    ...{ role: 'spectator' as const, token: tokenOf(replay.watchLink), name: 'Eve' },
  });
  const { state } = eve.session;
  await until('the players of then', () => state.players.size === 2);
  expect(state.replayTo).toBeGreaterThan(tick);
  eve.session.send('replay', { speed: 0, tick });
  await until('that tick', () => state.tick === tick);
  expect(apart(placeOf(eve, bob), later)).toBeLessThan(0.01);
  const before = eve.heard.frames.length;
  eve.session.send('media', { id: 1, method: 'consume', view: bob.id });
  eve.session.send('replay', { speed: 2, tick: state.replayFrom });
  await until('frames of it', () => eve.heard.frames.length > before || state.tick > state.replayFrom + 10);
  await until('its end', () => state.tick === state.replayTo);
  // Nobody plays in the past, and the present goes on.
  const guest = await joinRoom(server.url, replay.room, {
    role: 'spectator',
    token: tokenOf(replay.watchLink),
  });
  expect(guest.session.state.players.has(guest.id)).toBe(false);
  host.session.send('replay', { speed: 2 });
  await until('the refusal', () => host.heard.notices.some((line) => line.includes('no-replay')));
});
