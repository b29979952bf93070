import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { StoreError } from '../contracts/store-error.ts';
import { memoryHash } from '../memory/memory-hash.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { boxScene, renderScene } from '../memory/scene.fixture.ts';
import { perfectView } from '../memory/view.fixture.ts';
import { playManifest } from '../world/snapshots/played-world.fixture.ts';
import { MemoryBlobStore } from './embedded/memory-stores.ts';
import { digestsOf, loadMemory, memoryRecordSchema, saveMemory } from './memory-record.ts';
import { decodePicture, encodePicture } from './picture-blob.ts';

const { view } = playManifest;
const none = { keyframes: [], sky: [], heights: [] };
const poses = fc.array(
  fc.record({
    x: fc.double({ min: -5, max: 5, noNaN: true }),
    y: fc.constant(1.6),
    z: fc.double({ min: -5, max: 5, noNaN: true }),
    yaw: fc.double({ min: -3, max: 3, noNaN: true }),
    pitch: fc.double({ min: -0.3, max: 0.4, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

function played(
  seed: { x: number; y: number; z: number; yaw: number; pitch: number }[],
  count: number,
): RoomMemory {
  const memory = new RoomMemory(playManifest);
  for (const [i, pose] of seed.entries()) {
    if (i < count) memory.remember({ pose, ...renderScene(boxScene, view, pose), tick: 0, author: '' });
    else memory.write(perfectView(playManifest, pose, { tick: 200 * i, imagined: true }), 'ann');
  }
  return memory;
}

describe('a saved memory', () => {
  test('comes back bit by bit, through text', async () => {
    await fc.assert(
      fc.asyncProperty(poses, fc.nat(12), async (seed, count) => {
        const memory = played(seed, count);
        const blobs = new MemoryBlobStore();
        const record = await saveMemory(memory.snapshot(), none, view, blobs);
        const text = JSON.stringify(record);
        const loaded = await loadMemory(memoryRecordSchema.parse(JSON.parse(text)), view, blobs);
        expect(memoryHash(loaded)).toBe(memoryHash(memory.snapshot()));
        const again = await RoomMemory.restore(playManifest, loaded);
        expect(memoryHash(again.snapshot())).toBe(memoryHash(memory.snapshot()));
      }),
      { numRuns: 15 },
    );
  });

  test('is stored once, however often it is saved, and by whomever', async () => {
    const poses = [0, 1, 2].map((yaw) => ({ x: 0, y: 1.6, z: 0, yaw, pitch: 0.2 }));
    const blobs = new MemoryBlobStore();
    const count = async () => {
      let blobsThere = 0;
      for await (const _ of blobs.list()) blobsThere++;
      return blobsThere;
    };
    const record = await saveMemory(played(poses, 2).snapshot(), none, view, blobs);
    const before = await count();
    await saveMemory(played(poses, 2).snapshot(), none, view, blobs);
    await saveMemory(played(poses, 2).snapshot(), digestsOf(record), view, blobs);
    expect(await count()).toBe(before);
  });

  test('that lacks a blob, or has a wrong one, is refused by the name of the blob', async () => {
    const blobs = new MemoryBlobStore();
    const memory = played([{ x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 }], 1);
    const record = await saveMemory(memory.snapshot(), none, view, blobs);
    const [{ picture }] = record.keyframes;
    await blobs.remove(picture);
    await expect(loadMemory(record, view, blobs)).rejects.toThrow(picture);
    const other = await blobs.put(Uint8Array.from([1, 2, 3]));
    const wrong = { ...record, keyframes: [{ ...record.keyframes[0], picture: other }] };
    await expect(loadMemory(wrong, view, blobs)).rejects.toMatchObject({
      refusal: { code: 'save-unreadable', values: { part: other } },
    });
  });
});

test('a disk that fails in the middle of a snapshot refuses it, and nothing else', async () => {
  const blobs = new MemoryBlobStore();
  let puts = 0;
  const full = vi.spyOn(blobs, 'put').mockImplementation(async () => {
    if (++puts > 2) throw new StoreError({ code: 'store-full', values: {} });
    return '0'.repeat(64);
  });
  const memory = played(
    Array.from({ length: 9 }, (_, yaw) => ({ x: 0, y: 1.6, z: 0, yaw, pitch: 0 })),
    9,
  );
  await expect(saveMemory(memory.snapshot(), none, view, blobs)).rejects.toThrow(/full/);
  full.mockRestore();
});

test('any picture comes back from its blob, also with a fine one', () => {
  const size = { width: 16, height: 9 };
  const shared = (bytes: Uint8Array) => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  };
  const colours = (pixels: number) => fc.uint8Array({ minLength: 3 * pixels, maxLength: 3 * pixels });
  fc.assert(
    fc.property(
      colours(144),
      fc.uint16Array({ minLength: 144, maxLength: 144 }),
      fc.option(colours(576), { nil: undefined }),
      (rgb, codes, fine) => {
        const inverseDepth = new Uint16Array(new SharedArrayBuffer(288));
        inverseDepth.set(codes);
        const large = fine && { width: 32, height: 18, rgb: shared(fine) };
        const planes = { rgb: shared(rgb), inverseDepth, ...(large && { fine: large }) };
        const back = decodePicture(encodePicture(planes, size), size, 'it');
        expect([...back.rgb]).toEqual([...planes.rgb]);
        expect([...back.inverseDepth]).toEqual([...inverseDepth]);
        expect(back.fine && [...back.fine.rgb]).toEqual(fine && [...fine]);
      },
    ),
  );
  expect(() => decodePicture(new Uint8Array(4), size, 'it')).toThrow(/it is no part/);
});
