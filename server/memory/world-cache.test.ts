import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Pose } from '../../shared/camera.ts';
import { defaultPackFolder, loadPack, type Pack } from '../pack/pack.ts';
import { RoomMemory } from './room-memory.ts';
import { WorldCache } from './world-cache.ts';
import { WorldThread } from './world-thread.ts';

let folder: string;
let pack: Pack;
let cache: WorldCache;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-cache-'));
  await cp(defaultPackFolder, folder, {
    recursive: true,
    // Two worlds do; weights to train on from are of no use here.
    filter: (path) => !path.endsWith('.pt'),
  });
  pack = await loadPack(folder);
  cache = new WorldCache({ pack, bytes: 1e9 });
});
afterAll(async () => {
  await cache.close();
  await rm(folder, { recursive: true });
});

const name = () => pack.manifest.seeds[0].name;

function forkOf(world: Awaited<ReturnType<WorldCache['open']>>): RoomMemory {
  const fork = world.prepared?.fork();
  if (!(fork instanceof RoomMemory)) throw new Error('the world was not prepared');
  return fork;
}

const looks: Pose[] = [0, 1, 2, 3, 4, 5].map((i) => ({
  x: 4 + 2 * i,
  y: 1.6,
  z: 6 + i,
  yaw: i - 2,
  pitch: 0.1 * (i - 3),
}));
const seen = (memory: RoomMemory) => looks.map((look) => memory.retrieve(look).map(({ id }) => id));
const solid = (memory: RoomMemory) =>
  Array.from({ length: 80 * 80 }, (_, i) => memory.heights.solidAt(i % 80, Math.floor(i / 80)));

describe('a prepared world', () => {
  test('is what a memory is that remembers its keyframes one by one', async () => {
    const world = await cache.open(name());
    const prepared = forkOf(world);
    const { keyframes } = await pack.seed(name());
    const own = new RoomMemory(pack.manifest);
    for (const keyframe of keyframes) own.remember(keyframe);
    expect(prepared.size).toBe(own.size);
    expect(seen(prepared)).toEqual(seen(own));
    expect(solid(prepared)).toEqual(solid(own));
    for (const look of looks) {
      const [a, b] = [prepared.retrieve(look), own.retrieve(look)];
      for (const [i, keyframe] of a.entries()) {
        expect(keyframe.pose).toEqual(b[i].pose);
        expect(Buffer.from(keyframe.rgb).equals(Buffer.from(b[i].rgb))).toBe(true);
        const bytes = (codes: Uint16Array) => Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
        expect(bytes(keyframe.inverseDepth).equals(bytes(b[i].inverseDepth))).toBe(true);
      }
    }
  });

  test('is read once for all who ask at once, and pictures are shared', async () => {
    const thread = new WorldThread(pack.manifest);
    const prepare = vi.spyOn(thread, 'prepare');
    const own = new WorldCache({ pack, bytes: 1e9, thread });
    const worlds = await Promise.all(Array.from({ length: 5 }, () => own.open(name())));
    expect(prepare).toHaveBeenCalledTimes(1);
    const [a, b] = worlds.map((world) => [...forkOf(world).keyframes][0]);
    expect(a.rgb).toBe(b.rgb);
    await own.close();
  });

  test('is not changed by what rooms that began from it remember, nor are other rooms', async () => {
    const world = await cache.open(name());
    const before = { seen: seen(forkOf(world)), solid: solid(forkOf(world)) };
    const source = [...forkOf(world).keyframes];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(source.length - 1), fc.double({ min: -3, max: 3, noNaN: true })), {
          minLength: 1,
          maxLength: 6,
        }),
        (writes) => {
          const [first, second] = [forkOf(world), forkOf(world)];
          for (const [at, away] of writes) {
            const { pose, rgb, inverseDepth } = source[at];
            first.remember({
              pose: { ...pose, x: pose.x + away, yaw: pose.yaw + away },
              rgb,
              inverseDepth,
              tick: 1,
              author: 'ann',
            });
          }
          expect(first.size).toBe(source.length + writes.length);
          expect(second.size).toBe(source.length);
          expect(seen(second)).toEqual(before.seen);
          expect(solid(second)).toEqual(before.solid);
          expect(seen(forkOf(world))).toEqual(before.seen);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('is dropped when others need its place; the newest stays', async () => {
    const small = new WorldCache({ pack, bytes: 1 });
    for (const seed of pack.manifest.seeds.slice(0, 3)) await small.open(seed.name);
    expect(small.kept).toEqual([pack.manifest.seeds[2].name]);
    await small.close();
  });

  test('that breaks later is told once, with the file, and read again when it was mended', async () => {
    const broken = pack.manifest.seeds[1].name;
    const picture = join(folder, 'seeds', broken, '001.webp');
    const whole = join(defaultPackFolder, 'seeds', broken, '001.webp');
    const failed = vi.fn();
    const own = new WorldCache({ pack, bytes: 1e9, failed });
    await rm(picture);
    for (let i = 0; i < 3; i++) await expect(own.open(broken)).rejects.toThrow(/001\.webp/);
    expect(failed).toHaveBeenCalledTimes(1);
    await writeFile(picture, 'not a picture');
    await expect(own.open(broken)).rejects.toThrow(/001\.webp/);
    await cp(whole, picture, { force: true });
    await rm(join(folder, 'touched'), { force: true });
    await own.close();
    const again = new WorldCache({ pack, bytes: 1e9 });
    expect(forkOf(await again.open(broken)).size).toBeGreaterThan(100);
    await again.close();
  });
});
