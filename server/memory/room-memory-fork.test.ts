import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { savedAuthor } from '../contracts/keyframe.ts';
import type { MemoryChange } from '../contracts/memory-change.ts';
import { loadPack } from '../pack/pack.ts';
import { RoomMemory } from './room-memory.ts';
import { boxScene, renderScene } from './scene.fixture.ts';
import { perfectView } from './view.fixture.ts';

let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack')));
});

const pose = fc.record({
  x: fc.double({ min: -5, max: 5, noNaN: true }),
  y: fc.constant(1.6),
  z: fc.double({ min: -5, max: 5, noNaN: true }),
  yaw: fc.double({ min: -3, max: 3, noNaN: true }),
  pitch: fc.double({ min: -0.3, max: 0.4, noNaN: true }),
});
const looks: Pose[] = Array.from({ length: 12 }, (_, i) => ({
  x: Math.sin(i) * 4,
  y: 1.6,
  z: Math.cos(i) * 4,
  yaw: i,
  pitch: 0.1,
}));

/** Every third keyframe was drawn in an earlier room. */
function remember(memory: RoomMemory, poses: readonly Pose[]): RoomMemory {
  for (const [i, pose] of poses.entries()) {
    const author = i % 3 === 2 ? savedAuthor : '';
    memory.remember({ pose, ...renderScene(boxScene, manifest.view, pose), tick: 0, author });
  }
  return memory;
}

/** Everything that a memory shows: ids, pictures of keyframes and plates, and the height grid. */
function shownBy(memory: RoomMemory) {
  const retrieved = looks.map((look) =>
    memory.retrieve(look).map(({ id, pose, rgb, inverseDepth }) => ({
      id,
      pose,
      rgb: Buffer.from(rgb).toString('base64'),
      depth: [...inverseDepth],
    })),
  );
  const parts = [...memory.heights.parts(8)];
  const cells = parts.flatMap(({ x, z }) =>
    Array.from({ length: 4096 }, (_, i) =>
      memory.heights.cell(x * 64 + (i % 64), z * 64 + Math.floor(i / 64)),
    ),
  );
  return { size: memory.size, ids: [...memory.keyframes].map(({ id }) => id), retrieved, parts, cells };
}

/** Kinds of all cells that are not unknown, by position. */
function knownCells({ heights }: RoomMemory) {
  const cells = [...heights.parts(8)].flatMap(({ x, z }) =>
    Array.from({ length: 4096 }, (_, i) => {
      const [cellX, cellZ] = [x * 64 + (i % 64), z * 64 + Math.floor(i / 64)];
      return `${cellX} ${cellZ} ${heights.cell(cellX, cellZ)}`;
    }),
  );
  return new Set(cells.filter((cell) => !cell.endsWith('unknown')));
}

/** Uses the same copy as a transfer between threads. */
async function prepared(memory: RoomMemory): Promise<RoomMemory> {
  return RoomMemory.restore(manifest, structuredClone(memory.snapshot()));
}

function play(memory: RoomMemory, poses: readonly Pose[], author: string): void {
  for (const [i, camera] of poses.entries()) {
    memory.write(perfectView(manifest, camera, { tick: 200 * (i + 1), imagined: i % 2 === 0 }), author);
  }
}

describe('a prepared memory', () => {
  it('equals one built keyframe by keyframe, also after the same writes to both', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(pose, { minLength: 1, maxLength: 20 }),
        fc.array(pose, { maxLength: 6 }),
        async (seed, played) => {
          // A seed that is larger than the memory evicts some of its own keyframes.
          const small = { ...manifest, memory: { ...manifest.memory, capacity: 16 } };
          const plain = remember(new RoomMemory(small), seed);
          const restored = await RoomMemory.restore(
            small,
            structuredClone(remember(new RoomMemory(small), seed).snapshot()),
          );
          const fork = restored.fork();
          expect(shownBy(fork)).toEqual(shownBy(plain));
          play(plain, played, 'ann');
          play(fork, played, 'ann');
          expect(shownBy(fork)).toEqual(shownBy(plain));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('can be forked by rooms that do not see each other’s writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(pose, { minLength: 1, maxLength: 6 }),
        fc.array(pose, { minLength: 1, maxLength: 5 }),
        fc.array(pose, { minLength: 1, maxLength: 5 }),
        async (seed, first, second) => {
          const base = await prepared(remember(new RoomMemory(manifest), seed));
          const untouched = shownBy(base);
          const [a, b] = [base.fork(), base.fork()];
          play(a, first, 'ann');
          expect(shownBy(b)).toEqual(untouched);
          const alone = remember(new RoomMemory(manifest), seed);
          play(alone, second, 'bob');
          play(b, second, 'bob');
          expect(shownBy(b)).toEqual(shownBy(alone));
          expect(shownBy(base)).toEqual(untouched);
          expect(shownBy(base.fork())).toEqual(untouched);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('is not changed by writes to its forks', async () => {
    const base = await prepared(remember(new RoomMemory(manifest), looks.slice(0, 3)));
    const fork = base.fork();
    const before = shownBy(fork);
    play(base, looks.slice(4, 9), 'ann');
    expect(base.size).toBeGreaterThan(fork.size);
    expect(shownBy(fork)).toEqual(before);
  });

  it('shares the pictures of its keyframes', async () => {
    const base = await prepared(remember(new RoomMemory(manifest), looks.slice(0, 3)));
    const [a] = base.fork().keyframes;
    const [b] = base.fork().keyframes;
    expect(a.rgb.buffer).toBe(b.rgb.buffer);
  });

  it('keeps what authors have written, and goes on as if nothing had happened', async () => {
    const memory = remember(new RoomMemory(manifest), looks.slice(0, 1));
    play(memory, looks.slice(6, 8), 'ann');
    const again = await prepared(memory.fork());
    expect(shownBy(again)).toEqual(shownBy(memory));
    for (const one of [memory, again]) play(one, looks.slice(6, 11), 'ann');
    expect(shownBy(again)).toEqual(shownBy(memory));
  });
});

describe('a journal', () => {
  it('has everything that makes the later memory of the earlier one', async () => {
    const small = { ...manifest, memory: { ...manifest.memory, capacity: 16 } };
    await fc.assert(
      fc.asyncProperty(
        fc.array(pose, { minLength: 10, maxLength: 16 }),
        fc.array(pose, { minLength: 4, maxLength: 10 }),
        async (seed, played) => {
          const memory = remember(new RoomMemory(small), seed);
          const again = await RoomMemory.restore(small, structuredClone(memory.fork().snapshot()));
          const changes: MemoryChange[] = [];
          memory.journal = (change) => changes.push(structuredClone(change));
          play(memory, played, 'ann');
          for (const change of changes) again.repeat(change);
          // Editions count changes, of which a journal has the result alone.
          const { parts: _, cells: __, ...shown } = shownBy(memory);
          expect(shownBy(again)).toMatchObject(shown);
          expect(knownCells(again)).toEqual(knownCells(memory));
          expect({ ...again.snapshot(), heights: 0, index: 0 }).toEqual({
            ...memory.snapshot(),
            heights: 0,
            index: 0,
          });
        },
      ),
      { numRuns: 10 },
    );
  });

  it('of another memory replaces the content of a memory in use', async () => {
    const memory = remember(new RoomMemory(manifest), looks.slice(0, 2));
    const { heights } = memory;
    play(memory, looks.slice(4, 8), 'ann');
    const other = remember(new RoomMemory(manifest), looks.slice(2, 4));
    const wanted = shownBy(remember(new RoomMemory(manifest), looks.slice(2, 4)));
    const former = new Map([...heights.parts(8)].map(({ x, z, edition }) => [`${x} ${z}`, edition]));
    await memory.replace(structuredClone(other.snapshot()));
    expect(memory.heights).toBe(heights);
    const { retrieved, ids } = shownBy(await prepared(memory));
    expect(knownCells(memory)).toEqual(knownCells(remember(new RoomMemory(manifest), looks.slice(2, 4))));
    expect({ retrieved, ids }).toEqual({ retrieved: wanted.retrieved, ids: wanted.ids });
    for (const { x, z, edition } of heights.parts(8))
      expect(edition).toBeGreaterThan(former.get(`${x} ${z}`) ?? -1);
  });
});
