import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nobody } from '../contracts/saved-members.ts';
import { StoreError } from '../contracts/store-error.ts';
import { memoryHash } from '../memory/memory-hash.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { RecordedWorld } from '../world/log/recorded-world.ts';
import { type LogEntry, Replay } from '../world/log/replay.ts';
import { freePlay } from '../world/modes/free-play.ts';
import type { GameMode } from '../world/modes/mode.ts';
import { modes } from '../world/modes/modes.ts';
import {
  playManifest,
  playOptions,
  playSeed,
  plays,
  playTick,
} from '../world/snapshots/played-world.fixture.ts';
import { stateHash } from '../world/snapshots/state-hash.ts';
import { BlobDigests } from './blob-digests.ts';
import { MemoryBlobStore, MemoryRoomStore } from './embedded/memory-stores.ts';
import { type RoomAbout, roomFormat } from './room-content.ts';
import { SavedRooms } from './saved-rooms.ts';
import { type RoomSaves, StoreThread } from './store-thread.ts';

const mortalWorker = new URL('./fixtures/mortal-store-worker.ts', import.meta.url);
const { keyframes: _, prepared: __, ...seed } = playSeed;
const about = (mode: GameMode): RoomAbout => ({
  format: roomFormat,
  pack: playManifest.name,
  plan: { name: 'A room', world: 'yard', mode: mode.name, seats: 4, access: 'link' },
  roomSeed: 77,
  seed,
});

/** A world that is saved as a room does it. */
async function savedWorld(
  rooms: Pick<RoomSaves, 'create' | 'append' | 'snapshot'>,
  mode: GameMode,
  id = 'room',
) {
  const memory = new RoomMemory(playManifest);
  const digests = new BlobDigests();
  let entries: LogEntry[] = [];
  const world = new RecordedWorld(playOptions(mode, memory), (operation) => entries.push(operation));
  memory.journal = (change) => entries.push({ do: 'memory', change });
  const whole = () => {
    const snapshot = memory.snapshot();
    const room = {
      world: world.snapshot(),
      members: nobody,
      memory: snapshot,
      digests: digests.of(snapshot),
    };
    return { snapshot, room };
  };
  const first = whole();
  digests.learn(first.snapshot, await rooms.create(id, about(mode), first.room));
  const picture = { width: 64, height: 48, rgb: new Uint8Array(new SharedArrayBuffer(3 * 64 * 48)) };
  return {
    world,
    memory,
    hash: () => ({
      state: stateHash(world.snapshot()),
      memory: memoryHash(memory.snapshot(), { evidence: false }),
    }),
    async commit() {
      const given = entries;
      entries = [];
      await rooms.append(id, 0, { entries: given, world: world.snapshot(), members: nobody });
    },
    async snapshot(name = '') {
      const { snapshot, room } = whole();
      const kind = name === '' ? ('auto' as const) : ('slot' as const);
      const { listing, digests: known } = await rooms.snapshot(id, 0, { kind, name }, { ...room, picture });
      digests.learn(snapshot, known);
      return listing;
    },
  };
}

describe('a saved room', () => {
  test('reopens as it was at its last commit, and its log replays to the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.array(fc.tuple(plays, fc.constantFrom('none', 'none', 'commit', 'snapshot')), {
          minLength: 1,
          maxLength: 50,
        }),
        async (mode, ticks) => {
          const rooms = new SavedRooms(new MemoryRoomStore(), new MemoryBlobStore(), playManifest);
          const saved = await savedWorld(rooms, mode);
          let last = saved.hash();
          for (const [play, then] of ticks) {
            await playTick(saved.world, play);
            if (then === 'none') continue;
            await saved.commit();
            last = saved.hash();
            if (then === 'snapshot') await saved.snapshot();
          }
          const opened = await rooms.open('room');
          if (opened === undefined) throw new Error('no room');
          expect(stateHash(opened.world)).toBe(last.state);
          expect(memoryHash(opened.memory, { evidence: false })).toBe(last.memory);
          expect(opened.about).toEqual(about(mode));

          const [first] = await rooms.slots('room');
          const found = await rooms.replay('room', first.id);
          if (found === undefined) throw new Error('no replay');
          const memory = await RoomMemory.restore(playManifest, found.start.memory);
          const replay = new Replay(playOptions(mode, memory));
          replay.world.restore(found.start.world);
          await replay.repeat(found.log);
          expect(stateHash(replay.world.snapshot())).toBe(last.state);
          expect(memoryHash(memory.snapshot(), { evidence: false })).toBe(last.memory);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('of another pack is refused, and is not in the list', async () => {
    const [store, blobs] = [new MemoryRoomStore(), new MemoryBlobStore()];
    await savedWorld(new SavedRooms(store, blobs, playManifest), freePlay);
    const other = new SavedRooms(store, blobs, { ...playManifest, name: 'other' });
    await expect(other.open('room')).rejects.toThrow(/belongs to the pack "test".*"other"/);
    expect(await other.list()).toEqual([]);
  });
});

test('blobs that no room needs are removed, and no others', async () => {
  const blobs = new MemoryBlobStore();
  const rooms = new SavedRooms(new MemoryRoomStore(), blobs, playManifest);
  const saved = await savedWorld(rooms, freePlay, 'a');
  for (const play of fc.sample(plays, { numRuns: 30, seed: 3 })) await playTick(saved.world, play);
  await saved.commit();
  await savedWorld(rooms, freePlay, 'b');
  // Rooms that are open may need blobs that nothing refers to yet.
  await blobs.put(Uint8Array.from([2]));
  expect(await rooms.collect()).toBe(0);
  for (const id of ['a', 'b']) await rooms.release(id);
  expect(await rooms.collect()).toBe(1);
  await rooms.remove('b');
  await blobs.put(Uint8Array.from([1]));
  expect(await rooms.collect()).toBe(1);
  expect(memoryHash((await rooms.open('a'))?.memory ?? saved.memory.snapshot(), { evidence: false })).toBe(
    saved.hash().memory,
  );
  await rooms.remove('a');
  expect(await rooms.collect()).toBeGreaterThan(3);
  for await (const digest of blobs.list()) throw new Error(`${digest} stayed`);
});

describe('the thread of saved rooms', () => {
  let folder: string;
  let thread: StoreThread;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saved-'));
    thread = await StoreThread.open({ place: { kind: 'folder', folder }, manifest: playManifest });
  });
  afterEach(async () => {
    await thread.close();
    await rm(folder, { recursive: true });
  });

  test('keeps rooms, slots and pictures after it ended', async () => {
    const saved = await savedWorld(thread, freePlay);
    for (const play of fc.sample(plays, { numRuns: 30, seed: 3 })) await playTick(saved.world, play);
    await saved.commit();
    const slot = await saved.snapshot('gate');
    const before = saved.hash();
    await thread.close();
    await expect(thread.list()).rejects.toThrow(/log says why/);
    thread = await StoreThread.open({ place: { kind: 'folder', folder }, manifest: playManifest });
    expect((await thread.list()).map(({ id, epoch }) => [id, epoch])).toEqual([['room', 0]]);
    const opened = await thread.open('room');
    expect(opened && stateHash(opened.world)).toBe(before.state);
    expect(opened && memoryHash(opened.memory)).toBe(memoryHash(saved.memory.snapshot()));
    expect(opened?.digests.keyframes.every((digest) => digest !== undefined)).toBe(true);
    const picture = await thread.picture('room', slot.id);
    expect(Buffer.from(picture ?? []).toString('latin1', 8, 12)).toBe('WEBP');
    expect(await thread.open('nobody')).toBeUndefined();
  });

  test('is replaced when it dies, and what it had not answered is stored once', async () => {
    await thread.close();
    const deaths: string[] = [];
    thread = await StoreThread.open(
      { place: { kind: 'folder', folder }, manifest: playManifest },
      { script: mortalWorker, died: (error) => deaths.push(error.message) },
    );
    const saved = await savedWorld(thread, freePlay);
    for (const name of ['before', 'after']) {
      const tick = saved.world.state.tick;
      for (const play of fc.sample(plays, { numRuns: 20, seed: 3 })) await playTick(saved.world, play);
      const [committed, slot] = [saved.commit(), saved.snapshot(name)];
      expect(thread.activity.waiting).toBeGreaterThan(0);
      for (const play of fc.sample(plays, { numRuns: 20, seed: 4 })) await playTick(saved.world, play);
      // Asked for while no thread is there, or before its death is known.
      const later = saved.commit();
      await Promise.all([committed, slot, later]);
      expect((await slot).tick).toBe(tick + 20);
      const opened = await thread.open('room');
      expect(opened && stateHash(opened.world)).toBe(saved.hash().state);
      expect(opened && memoryHash(opened.memory, { evidence: false })).toBe(saved.hash().memory);
    }
    expect(deaths).toHaveLength(2);
    expect(thread.activity).toMatchObject({ waiting: 0, lag: 0, failed: 0, deaths: 2 });
    expect(thread.activity.done).toBeGreaterThan(8);
    const slots = await thread.slots('room');
    expect(slots.map(({ name }) => name)).toEqual(['', 'before', 'after']);
    const found = await thread.replay('room', slots[0].id);
    expect(found?.log.filter(({ do: what }) => what === 'ticked')).toHaveLength(80);
  });

  test('refuses a call that several threads died of, and does those after it', async () => {
    await thread.close();
    thread = await StoreThread.open(
      { place: { kind: 'folder', folder }, manifest: playManifest },
      { script: mortalWorker },
    );
    const saved = await savedWorld(thread, freePlay);
    await expect(saved.snapshot('always')).rejects.toMatchObject({ refusal: { code: 'store-failing' } });
    expect(await saved.snapshot('gate')).toMatchObject({ name: 'gate' });
    expect(thread.activity.failed).toBe(1);
  });

  test('refuses calls while its folder cannot be opened, and is there again with it', async () => {
    await thread.close();
    thread = await StoreThread.open(
      { place: { kind: 'folder', folder }, manifest: playManifest },
      { script: mortalWorker },
    );
    const saved = await savedWorld(thread, freePlay);
    const [file, kept] = [join(folder, 'rooms.db'), join(folder, 'kept.db')];
    const dies = saved.snapshot('before');
    // The data base cannot be opened where a folder is.
    await rename(file, kept);
    await mkdir(file);
    await expect(dies).rejects.toBeInstanceOf(StoreError);
    await expect(thread.list()).rejects.toBeInstanceOf(StoreError);
    await rm(file, { recursive: true });
    await rename(kept, file);
    expect(await thread.list()).toHaveLength(1);
  });

  test('stores a keyframe once for all rooms', async () => {
    await savedWorld(thread, freePlay, 'a');
    const count = async () => (await readdir(join(folder, 'blobs'), { recursive: true })).length;
    const before = await count();
    await savedWorld(thread, freePlay, 'b');
    expect(await count()).toBe(before);
  });

  test('refuses a folder that another server has, or that holds no rooms', async () => {
    await expect(
      StoreThread.open({ place: { kind: 'folder', folder }, manifest: playManifest }),
    ).rejects.toThrow(/Another server/);
    const other = await mkdtemp(join(tmpdir(), 'saved-other-'));
    await writeFile(join(other, 'rooms.db'), 'no data base'.repeat(500));
    await expect(
      StoreThread.open({ place: { kind: 'folder', folder: other }, manifest: playManifest }),
    ).rejects.toThrow(/cannot be read/);
    await rm(other, { recursive: true });
  });
});
