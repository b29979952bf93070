import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { StoreError } from '../../contracts/store-error.ts';
import { joinRoom, refusal, tokenOf, until } from '../room.fixture.ts';
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

async function start(changes: Parameters<typeof startSavedApp>[1] = {}) {
  const server = await startSavedApp(disk, changes);
  opened.push(server);
  return server;
}

/** Ends a server so that nothing of its end is stored, as in a crash. */
async function crash({ app }: Awaited<ReturnType<typeof start>>) {
  const gone = new StoreError({ code: 'store-failing', values: {} });
  const writes = [vi.spyOn(disk.rooms, 'append'), vi.spyOn(disk.rooms, 'snapshot')];
  for (const write of writes) write.mockRejectedValue(gone);
  await app.close();
  for (const write of writes) write.mockRestore();
}

const request = { name: 'Kept', seats: 4, access: 'link' as const };
const stored = async (id: string) => (await disk.rooms.open(id))?.state?.tick ?? -1;

/** Walks until the body is elsewhere, and stands still there. */
async function walk({ session, id }: Awaited<ReturnType<typeof joinRoom>>) {
  const body = () => session.state.players.get(id);
  const from = { x: body()?.x ?? 0, z: body()?.z ?? 0 };
  let sequence = Date.now() % 1_000_000;
  await until('a step', () => {
    session.send('input', { sequence: ++sequence, action: { ...neutralAction, move: 1, turn: 0.3 } });
    return Math.hypot((body()?.x ?? 0) - from.x, (body()?.z ?? 0) - from.z) > 1;
  });
  session.send('input', { sequence: ++sequence, action: neutralAction });
  await new Promise((resolve) => setTimeout(resolve, 200));
}

describe('a room', () => {
  test('goes on after a crash by its link, with bodies, host and rights, and moves no body', async () => {
    const first = await start();
    const room = await first.app.lobby.create(request);
    const host = { role: 'host' as const, token: tokenOf(room.hostLink), name: 'Ann', visitor: 'browser-a' };
    const play = { token: tokenOf(room.playLink), name: 'Bob', visitor: 'browser-b' };
    const ann = await joinRoom(first.url, room.id, host);
    const bob = await joinRoom(first.url, room.id, play);
    const eve = await joinRoom(first.url, room.id, { ...play, name: 'Eve', visitor: 'browser-e' });
    await walk(bob);
    ann.session.send('host', { command: 'kick', member: eve.id });
    await until('the kick', () => ann.session.state.kicked.size === 1);
    const before = ann.session.state.players.get(bob.id);
    const place = { x: before?.x, z: before?.z, colour: before?.colour };
    const tick = ann.session.state.tick;
    await until('a commit', async () => (await stored(room.id)) > tick);

    await crash(first);
    const second = await start();
    const bobAgain = await joinRoom(second.url, room.id, play);
    const { state } = bobAgain.session;
    expect(state.players.size).toBe(2);
    expect(state.players.get(bobAgain.id)).toMatchObject({ ...place, name: 'Bob', connected: true });
    expect(state.players.get(ann.id)).toMatchObject({ name: 'Ann', connected: false });
    expect(state.tick).toBeGreaterThan(tick);
    expect(await refusal(joinRoom(second.url, room.id, { ...play, visitor: 'browser-e' }))).toMatchObject({
      message: expect.stringMatching(/kept-out/),
    });
    const annAgain = await joinRoom(second.url, room.id, host);
    await until('the host', () => state.host === annAgain.id);
    await until('both', () => state.players.get(annAgain.id)?.connected === true);
    expect([...state.players.keys()].sort()).toEqual([annAgain.id, bobAgain.id].sort());
    await until('the next commit', async () => (await stored(room.id)) > state.tick - 30);
  });

  test('rests without anybody, and wakes for whoever comes', async () => {
    const server = await start({ idleRoomSeconds: 1, reconnectSeconds: 1 });
    const room = await server.app.lobby.create({ ...request, access: 'public' });
    const ann = await joinRoom(server.url, room.id, { name: 'Ann', visitor: 'browser-a' });
    await walk(ann);
    const tick = ann.session.state.tick;
    await ann.session.leave(true);
    const health = async () =>
      (await (await fetch(new URL('/health', server.url))).json()) as { rooms: unknown[] };
    await until('the rest', async () => (await health()).rooms.length === 0);
    expect(await server.app.lobby.list()).toEqual([]);
    expect(await server.app.lobby.find(room.id)).toMatchObject({ name: 'Kept', players: 0 });
    const again = await joinRoom(server.url, room.id, { name: 'Ann', visitor: 'browser-a' });
    expect(again.session.state.tick).toBeGreaterThanOrEqual(tick);
    expect((await health()).rooms).toHaveLength(1);
  });

  test('that is being saved and closed is opened again once it is, for whoever comes meanwhile', async () => {
    const server = await start({ idleRoomSeconds: 1, reconnectSeconds: 0 });
    const room = await server.app.lobby.create({ ...request, access: 'public' });
    const ann = await joinRoom(server.url, room.id, { name: 'Ann', visitor: 'browser-a' });
    await until('a commit', async () => (await stored(room.id)) > 0);
    const { append } = disk.rooms;
    let storing = () => {};
    const slow = new Promise<void>((resolve) => {
      storing = resolve;
    });
    const release = vi.spyOn(disk.rooms, 'release');
    await ann.session.leave(true);
    vi.spyOn(disk.rooms, 'append').mockImplementation(async (...given) => {
      await slow;
      await append.apply(disk.rooms, given);
    });
    const health = async () =>
      (await (await fetch(new URL('/health', server.url))).json()) as { rooms: unknown[] };
    await until('the rest', async () => (await health()).rooms.length === 0);
    const opening = joinRoom(server.url, room.id, { name: 'Bob', visitor: 'browser-b' });
    // Its last state is not stored yet: nobody may go on from an older one.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(release).not.toHaveBeenCalled();
    const open = vi.spyOn(disk.rooms, 'open');
    storing();
    const bob = await opening;
    expect(open.mock.invocationCallOrder[0]).toBeGreaterThan(release.mock.invocationCallOrder[0]);
    for (const spy of [open, release, vi.mocked(disk.rooms.append)]) spy.mockRestore();
    const { tick } = bob.session.state;
    await until('commits', async () => (await stored(room.id)) > tick);
    expect(bob.heard.code).toBe(0);
  });

  test('that nobody has ever had is not looked for, and one that is damaged is refused as such', async () => {
    const server = await start();
    const join = (id: string) =>
      fetch(new URL(`/matchmake/joinById/${id}`, server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
    const open = vi.spyOn(server.store, 'open');
    expect((await join('never')).status).toBe(404);
    expect(open).not.toHaveBeenCalled();
    const room = await server.app.lobby.create({ ...request, access: 'public' });
    await until('the first snapshot', async () => (await disk.rooms.list()).length === 1);
    await crash(server);
    const second = await start();
    for await (const digest of disk.blobs.list()) await disk.blobs.remove(digest);
    const answer = await fetch(new URL(`/matchmake/joinById/${room.id}`, second.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'save-incomplete' });
  });

  test('plays on while the store fails, tells its host, and loses nothing', async () => {
    const server = await start();
    const room = await server.app.lobby.create(request);
    const ann = await joinRoom(server.url, room.id, {
      ...{ role: 'host', token: tokenOf(room.hostLink), visitor: 'browser-a' },
    });
    await until('a commit', async () => (await stored(room.id)) > 0);
    const append = vi.spyOn(disk.rooms, 'append');
    append.mockRejectedValue(new StoreError({ code: 'store-full', values: {} }));
    await until('the notice', () => ann.heard.notices.some((line) => line.includes('saving-fails')));
    expect(ann.heard.notices.join()).toMatch(/disk-full/);
    const { tick } = ann.session.state;
    await until('play', () => ann.session.state.tick > tick + 10);
    append.mockRestore();
    await until('the end of it', () => ann.heard.notices.some((line) => line.includes('saving-works')));
    const [first] = await disk.rooms.slots(room.id);
    const commits = await disk.rooms.log(room.id, first.id);
    expect(commits.at(-1)?.tick).toBeGreaterThan(tick);
  });
});

describe('a room in a store that fails', () => {
  const failing = () => new StoreError({ code: 'store-failing', values: {} });
  const host = (room: { hostLink: string }) => {
    return { role: 'host' as const, token: tokenOf(room.hostLink), visitor: 'browser-a' };
  };

  test('when it is made is stored later, with everything since', async () => {
    const server = await start();
    const create = vi.spyOn(disk.rooms, 'create').mockRejectedValue(failing());
    const room = await server.app.lobby.create(request);
    const ann = await joinRoom(server.url, room.id, host(room));
    // Nobody was there when it failed first. Whoever is host is told.
    await until('the notice', () => ann.heard.notices.some((line) => line.includes('saving-fails')));
    await walk(ann);
    expect(await disk.rooms.list()).toEqual([]);
    create.mockRestore();
    await until('the end of it', () => ann.heard.notices.some((line) => line.includes('saving-works')));
    await until('a commit', async () => (await stored(room.id)) > 0);
    const { x = 0, z = 0 } = ann.session.state.players.get(ann.id) ?? {};
    await server.app.drain(0);
    const saved = await server.store.open(room.id);
    // Pages have numbers of 32 bits.
    const [{ body }] = saved?.world.state.players ?? [];
    expect([body.x, body.z].map(Math.fround)).toEqual([x, z].map(Math.fround));
  });

  test('and is closed before it was stored is stored then', async () => {
    const server = await start();
    const create = vi.spyOn(disk.rooms, 'create').mockRejectedValue(failing());
    const room = await server.app.lobby.create(request);
    const ann = await joinRoom(server.url, room.id, host(room));
    await walk(ann);
    create.mockRestore();
    await server.app.drain(0);
    const saved = await server.store.open(room.id);
    expect(saved?.world.state.players).toHaveLength(1);
  });

  test('has no snapshot of a moment whose commit failed, so that nothing happens twice when it is opened', async () => {
    const server = await start();
    const room = await server.app.lobby.create(request);
    const ann = await joinRoom(server.url, room.id, host(room));
    await until('a commit', async () => (await stored(room.id)) > 0);
    const append = vi.spyOn(disk.rooms, 'append').mockRejectedValue(failing());
    await until('host', () => ann.session.state.host === ann.id);
    ann.session.send('saves', { ask: 'keep', name: 'gate' });
    await until('the refusal', () => ann.heard.notices.some((line) => line.includes('store-failing')));
    expect((await disk.rooms.slots(room.id)).map(({ name }) => name)).not.toContain('gate');
    append.mockRestore();
    const { tick } = ann.session.state;
    await until('a commit', async () => (await stored(room.id)) > tick);
    ann.session.send('saves', { ask: 'keep', name: 'gate' });
    await until('the moment', () => ann.heard.notices.some((line) => line.includes('moment-kept')));
    expect((await disk.rooms.slots(room.id)).map(({ name }) => name)).toContain('gate');
  });

  test('ends where another server took it over, writes nothing more, and lets people come back', async () => {
    const server = await start();
    const room = await server.app.lobby.create(request);
    const ann = await joinRoom(server.url, room.id, host(room));
    await until('a commit', async () => (await stored(room.id)) > 0);
    // The store does not take anything from this server any more.
    await disk.rooms.release(room.id);
    const writes = ['append', 'snapshot', 'rewind', 'forget'] as const;
    const asked = writes.map((write) => vi.spyOn(disk.rooms, write));
    await until('the end', () => ann.heard.code === 4010);
    const health = async () =>
      (await (await fetch(new URL('/health', server.url))).json()) as { rooms: unknown[] };
    await until('the end of the room', async () => (await health()).rooms.length === 0);
    expect(asked.map((spy) => spy.mock.calls.length)).toEqual([1, 0, 0, 0]);
    for (const spy of asked) spy.mockRestore();
    const again = await joinRoom(server.url, room.id, host(room));
    expect(again.session.state.players.size).toBe(1);
    const { tick } = again.session.state;
    await until('commits', async () => (await stored(room.id)) > tick);
  });
});

describe('the end of a server', () => {
  test('is told to people, saves what they did last, and opens nothing any more', async () => {
    const server = await start();
    const room = await server.app.lobby.create(request);
    const options = { token: tokenOf(room.playLink), name: 'Bob', visitor: 'browser-b' };
    const bob = await joinRoom(server.url, room.id, options);
    await walk(bob);
    const ready = () => fetch(new URL('/ready', server.url)).then(({ status }) => status);
    expect(await ready()).toBe(200);
    const draining = server.app.drain(1);
    expect(await ready()).toBe(503);
    expect((await fetch(new URL('/live', server.url))).status).toBe(200);
    await expect(server.app.lobby.create(request)).rejects.toMatchObject({
      refusal: { code: 'server-ending' },
    });
    await until('the notice', () => bob.heard.notices.some((line) => line.includes('server-ends-soon')));
    expect(bob.heard.notices.join()).toMatch(/"kept":true/);
    await draining;
    const last = bob.session.state.players.get(bob.id);
    const place = { x: last?.x, z: last?.z };
    await server.app.close();

    const second = await start();
    const again = await joinRoom(second.url, room.id, options);
    const body = again.session.state.players.get(again.id);
    expect(Math.hypot((body?.x ?? 0) - (place.x ?? 0), (body?.z ?? 0) - (place.z ?? 0))).toBeLessThan(0.3);
  });
});
