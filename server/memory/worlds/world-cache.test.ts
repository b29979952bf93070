import { cp, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPack, type Pack } from '../../pack/pack.ts';
import { RoomMemory } from '../room-memory.ts';
import { WorldCache } from './world-cache.ts';
import { WorldThread } from './world-thread.ts';

let folder: string;
let pack: Pack;
let thread: WorldThread;
/** Folders that were prepared, in order. */
let prepared: string[];
let worlds: WorldCache;
/** Bytes of a fine picture that the first keyframe of prepared worlds gets. */
let fineBytes: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  await cp(join(import.meta.dirname, '../../generation/fixtures/pack'), folder, { recursive: true });
  const loaded = await loadPack(folder);
  const names = ['plain', 'second', 'third'];
  for (const name of names.slice(1)) {
    await cp(join(folder, 'seeds/plain'), join(folder, 'seeds', name), { recursive: true });
  }
  const seeds = names.map((name) => ({ name, title: name }));
  pack = { ...loaded, manifest: { ...loaded.manifest, seeds } };
  thread = new WorldThread(pack.manifest);
  prepared = [];
  fineBytes = 0;
});

afterEach(async () => {
  await worlds.close();
  await thread.close();
  await rm(folder, { recursive: true });
});

function cache(bytes = 1e9, lifetime?: number): WorldCache {
  worlds = new WorldCache({
    pack,
    bytes,
    ...(lifetime !== undefined && { lifetime }),
    thread: {
      prepare: async (seed, root) => {
        prepared.push(seed.split('/').at(-1) ?? '');
        const world = await thread.prepare(seed, root);
        const fine = { width: 1, height: 1, rgb: new Uint8Array(new SharedArrayBuffer(fineBytes)) };
        if (fineBytes > 0) Object.assign(world.memory.keyframes[0], { fine });
        return world;
      },
      close: () => thread.close(),
    },
  });
  return worlds;
}

test('rooms that open at once share one preparation, and start as from the seed itself', async () => {
  cache();
  const opened = await Promise.all(Array.from({ length: 20 }, () => worlds.open('plain')));
  expect(prepared).toEqual(['plain']);
  expect(new Set(opened).size).toBe(1);
  const seed = await pack.seed('plain');
  const plain = new RoomMemory(pack.manifest);
  for (const keyframe of seed.keyframes) plain.remember(keyframe);
  const { prepared: memory, keyframes, ...rest } = opened[0];
  expect(rest).toEqual({ ...seed, keyframes: undefined });
  expect(keyframes).toEqual(seed.keyframes);
  for (let yaw = -3; yaw < 3; yaw++) {
    const camera = { ...seed.keyframes[0].pose, yaw };
    expect(memory?.fork().retrieve(camera)).toEqual(plain.retrieve(camera));
  }
});

test('rooms that wait for one world continue in separate turns of the event loop', async () => {
  await cache().open('plain');
  let turn = 0;
  const count = () => {
    turn++;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  const turns = await Promise.all(
    Array.from({ length: 10 }, async () => {
      await worlds.open('plain');
      return turn;
    }),
  );
  clearImmediate(immediate);
  expect(new Set(turns).size).toBe(10);
});

test('worlds above the byte limit are dropped, least recently used first; the newest stays', async () => {
  cache(1);
  await worlds.open('plain');
  expect(worlds.kept).toEqual(['plain']);
  await worlds.open('second');
  expect(worlds.kept).toEqual(['second']);
  await worlds.open('plain');
  expect(prepared).toEqual(['plain', 'second', 'plain']);
});

test('fine pictures count towards the byte limit', async () => {
  cache(10e6);
  await worlds.open('plain');
  await worlds.open('second');
  expect(worlds.kept).toEqual(['plain', 'second']);
  fineBytes = 8e6;
  await worlds.open('third');
  await utimes(join(folder, 'seeds/plain/seed.json'), 1, 1);
  await worlds.open('plain');
  expect(worlds.kept).toEqual(['plain']);
});

test('an unused world is dropped after its lifetime', async () => {
  cache(1e9, 20);
  await worlds.open('plain');
  await expect.poll(() => worlds.kept, { timeout: 20_000 }).toEqual([]);
});

test('a world with rewritten files is prepared again', async () => {
  const first = await cache().open('plain');
  await utimes(join(folder, 'seeds/plain/seed.json'), 1, 1);
  expect(await worlds.open('plain')).not.toBe(first);
  expect(prepared).toHaveLength(2);
});

test('a name that the pack does not list never becomes a path', async () => {
  await expect(cache().open('../seeds/plain')).rejects.toThrow(/no world seed named/);
  expect(prepared).toEqual([]);
});

test('a thread that dies fails its jobs, and the next world gets a new one', async () => {
  const script = new URL(
    'data:text/javascript,import{parentPort}from"node:worker_threads";parentPort.on("message",()=>{throw new Error("dead")})',
  );
  const dying = new WorldThread(pack.manifest, script);
  const job = () => dying.prepare(join(folder, 'seeds/plain'), folder);
  await expect(Promise.all([job(), job()])).rejects.toThrow(/ended/);
  await expect(job()).rejects.toThrow(/ended/);
  await dying.close();
  await expect(job()).rejects.toThrow(/ending/);
  cache();
});
