import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createTarPacker } from 'modern-tar';
import { beforeAll, describe, expect, test } from 'vitest';
import { nobody } from '../contracts/saved-members.ts';
import { StoreError } from '../contracts/store-error.ts';
import { memoryHash } from '../memory/memory-hash.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { freePlay } from '../world/modes/free-play.ts';
import {
  playManifest,
  playSeed,
  plays,
  playTick,
  playWorld,
} from '../world/snapshots/played-world.fixture.ts';
import { digestOf } from './embedded/file-blob-store.ts';
import { MemoryBlobStore, MemoryRoomStore } from './embedded/memory-stores.ts';
import { packed } from './packed-data.ts';
import { unpackRoom } from './room-archive.ts';
import { type RoomAbout, roomFormat } from './room-content.ts';
import { SavedRooms } from './saved-rooms.ts';

const { keyframes: _, prepared: __, ...seed } = playSeed;
const about: RoomAbout = {
  format: roomFormat,
  pack: playManifest.name,
  plan: { name: 'A room', world: 'yard', mode: freePlay.name, seats: 4, access: 'link' },
  roomSeed: 77,
  seed,
};

let folder: string;
let archive: Uint8Array;
/** The files of the archive, by name. */
const files = new Map<string, Uint8Array>();
let memory: RoomMemory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  const rooms = new SavedRooms(new MemoryRoomStore(), new MemoryBlobStore(), playManifest);
  memory = new RoomMemory(playManifest);
  const world = playWorld(freePlay, memory);
  for (const play of fc.sample(plays, { numRuns: 20, seed: 5 })) await playTick(world, play);
  const room = {
    world: world.snapshot(),
    members: { ...nobody, silenced: ['browser-1'] },
    memory: memory.snapshot(),
    digests: { keyframes: [], sky: [], heights: [] },
  };
  await rooms.create('room', about, room);
  const file = join(folder, 'room.tar');
  expect(await rooms.export('room', file)).toBe(true);
  archive = await readFile(file);
  await rm(folder, { recursive: true });
  // ustar: a name of 100 bytes, and the size in octal at 124, in blocks of 512 bytes.
  for (let at = 0; archive[at] !== 0; ) {
    const text = (from: number, length: number) =>
      Buffer.from(archive)
        .toString('latin1', at + from, at + from + length)
        .split('\0')[0];
    const size = Number.parseInt(text(124, 12), 8);
    files.set(text(0, 100), archive.slice(at + 512, at + 512 + size));
    at += 512 * (1 + Math.ceil(size / 512));
  }
});

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** A tar with these files instead. */
async function tarOf(changed: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const pack = async () => {
    for (const [name, bytes] of changed) {
      const writer = controller.add({ name, size: bytes.length }).getWriter();
      await writer.write(Uint8Array.from(bytes));
      await writer.close();
    }
    controller.finalize();
  };
  const [bytes] = await Promise.all([new Response(readable).arrayBuffer(), pack()]);
  return new Uint8Array(bytes);
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const headOf = () => JSON.parse(Buffer.from(files.get('room.json') ?? []).toString('utf8'));
const firstBlob = () => [...files.keys()].find((name) => name.startsWith('blobs/')) ?? '';
/** The archive with another content, and a head that vouches for it. */
async function withContent(data: Uint8Array) {
  return new Map(files)
    .set('content.zst', data)
    .set('room.json', json({ ...headOf(), content: digestOf(data) }));
}

describe('an archive of a room', () => {
  test('opens elsewhere as the same world, without the people', async () => {
    const { about: read, content, blobs } = await unpackRoom(once(archive), playManifest);
    expect(read).toEqual(about);
    expect(content.members).toEqual(nobody);
    expect(content.world.state.players).toEqual([]);
    const elsewhere = new SavedRooms(new MemoryRoomStore(), new MemoryBlobStore(), playManifest);
    const place = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await writeFile(join(place, 'room.tar'), archive);
    await elsewhere.import(join(place, 'room.tar'), 'copy');
    await rm(place, { recursive: true });
    const opened = await elsewhere.open('copy');
    expect(opened && memoryHash(opened.memory)).toBe(memoryHash(memory.snapshot()));
    expect(blobs).toBeDefined();
  });

  const faults: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ['no archive at all', () => new Uint8Array(5000).fill(65), /save-unreadable.*the file/],
    ['empty', () => new Uint8Array(0), /save-unreadable.*the file/],
    ['cut in the middle', () => archive.slice(0, archive.length / 2), /save-incomplete/],
    ['lacks its head', () => tarOf(new Map([...files].slice(1))), /save-incomplete.*room\.json/],
    [
      'lacks a picture',
      async () => {
        const fewer = new Map(files);
        fewer.delete(firstBlob());
        return tarOf(fewer);
      },
      /save-incomplete/,
    ],
    [
      'has a changed picture',
      () => {
        const blob = Uint8Array.from(files.get(firstBlob()) ?? []);
        blob[blob.length - 1] ^= 1;
        return tarOf(new Map(files).set(firstBlob(), blob));
      },
      /save-damaged.*blobs/,
    ],
    [
      'has a changed content',
      () => {
        const data = Uint8Array.from(files.get('content.zst') ?? []);
        data[40] ^= 1;
        return tarOf(new Map(files).set('content.zst', data));
      },
      /save-damaged.*content/,
    ],
    [
      'is of a newer server',
      () => tarOf(new Map(files).set('room.json', json({ ...headOf(), format: 99 }))),
      /save-newer.*99/,
    ],
    [
      'is of another pack',
      () => tarOf(new Map(files).set('room.json', json({ ...headOf(), about: { ...about, pack: 'moon' } }))),
      /save-of-another-pack.*moon/,
    ],
    [
      'has a wrong field',
      async () => tarOf(await withContent(await packed({ format: roomFormat, world: {} }))),
      /save-field.*world/,
    ],
    [
      'has a content that is not compressed',
      async () => tarOf(await withContent(json({ format: 1 }))),
      /save-damaged.*content/,
    ],
    [
      'has a file that leads out',
      () => tarOf(new Map(files).set('../../etc/passwd', json({}))),
      /save-unreadable.*passwd/,
    ],
    [
      'has a head that is not text of the form',
      () => tarOf(new Map(files).set('room.json', Buffer.from('{'))),
      /save-unreadable.*room\.json/,
    ],
  ];
  test.each(faults)('(%s) is refused, and nothing is changed', async (_, make, code) => {
    const [store, blobs] = [new MemoryRoomStore(), new MemoryBlobStore()];
    const rooms = new SavedRooms(store, blobs, playManifest);
    const place = await mkdtemp(join(tmpdir(), 'foreign-'));
    await writeFile(join(place, 'room.tar'), await make());
    const found = await rooms.import(join(place, 'room.tar'), 'copy').catch((error: unknown) => error);
    await rm(place, { recursive: true });
    if (!(found instanceof StoreError)) throw found;
    expect(JSON.stringify(found.refusal)).toMatch(code);
    expect(found.message).not.toBe('');
    expect(await store.list()).toEqual([]);
    for await (const digest of blobs.list()) throw new Error(`${digest} was left behind`);
  });

  test('never makes the reader fail in another way, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), fc.nat(255), fc.nat(3000), async (at, value, cut) => {
        const bytes = archive.slice(0, archive.length - cut);
        bytes[Math.min(at, bytes.length - 1)] = value;
        const found = await unpackRoom(once(bytes), playManifest).catch((error: unknown) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(StoreError);
      }),
      { numRuns: 60 },
    );
  });
});

test('a branch begins at a moment of another room, which stays as it is', async () => {
  const rooms = new SavedRooms(new MemoryRoomStore(), new MemoryBlobStore(), playManifest);
  const world = playWorld(freePlay, memory);
  const room = {
    world: world.snapshot(),
    members: nobody,
    memory: memory.snapshot(),
    digests: { keyframes: [], sky: [], heights: [] },
  };
  await rooms.create('room', about, room);
  const [first] = await rooms.slots('room');
  const branch = await rooms.branch('room', first.id, 'what-if');
  expect(branch.branch).toEqual({ room: 'room', tick: 0 });
  const opened = await rooms.open('what-if');
  expect(opened && memoryHash(opened.memory)).toBe(memoryHash(memory.snapshot()));
  expect((await rooms.list()).map(({ id }) => id).sort()).toEqual(['room', 'what-if']);
  await expect(rooms.branch('room', 999, 'other')).rejects.toMatchObject({
    refusal: { code: 'no-such-slot' },
  });
});
