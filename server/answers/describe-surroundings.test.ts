import { describe, expect, test } from 'vitest';
import { surroundingsSchema } from '../../shared/answers/scene.ts';
import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { encodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import { partSize, type ViewEmbedding } from '../contracts/view-embedding.ts';
import type { Words } from '../pack/word-tower.ts';
import { describeSurroundings } from './describe-surroundings.ts';
import type { ReadPlanes } from './seen-surfaces.ts';

const intrinsics: Intrinsics = { width: 128, height: 64, focal: 88 };
const { width, height, focal } = intrinsics;
const [rows, columns] = [height / partSize, width / partSize];
const names = ['lawn', 'brick', 'hedge', 'rainbow'] as const;
const kinds = { lawn: 'floor', brick: 'wall', hedge: 'wall', rainbow: 'landmark' } as const;

/** Each surface is an axis, and so is every other word. */
function axis(name: string): Float32Array {
  const places: readonly string[] = names;
  const at = places.indexOf(name);
  return Float32Array.from({ length: 5 }, (_, i) => (i === (at < 0 ? 4 : at) ? 1 : 0));
}
const words: Words = {
  surfaces: names.map((name) => ({ name, says: `the ${name}`, kind: kinds[name], embedding: axis(name) })),
  logits: { scale: 12, offset: -6 },
  embed: axis,
};

/** A wall across the view 4 m ahead, from the ground up beyond the view, seen from 1.6 m. */
function wallAhead(): ReadPlanes & { inverseDepth: Uint16Array; entity: Uint8Array } {
  const planes = (bytes: number) => new SharedArrayBuffer(width * height * bytes);
  const inverseDepth = new Uint16Array(planes(2));
  for (let row = 0; row < height; row++) {
    const up = (height / 2 - row - 0.5) / focal;
    const depth = up < 0 ? Math.min(4, 1.6 / -up) : 4;
    inverseDepth.fill(encodeDepth(depth), row * width, (row + 1) * width);
  }
  const camera = { x: 0.5, y: 1.6, z: 0.5, yaw: 0, pitch: 0 };
  return { camera, inverseDepth, entity: new Uint8Array(planes(1)) };
}

/** Parts that show what `shown` says, by column and row of the part. */
function embeddingOf(shown: (column: number, row: number) => string): ViewEmbedding {
  const values = new Float32Array(5 * rows * columns);
  for (let part = 0; part < rows * columns; part++) {
    const vector = axis(shown(part % columns, Math.floor(part / columns)));
    for (const [i, value] of vector.entries()) values[i * rows * columns + part] = value;
  }
  return { width: 5, rows, columns, values };
}

const isGround = (row: number) => row >= 7;

describe('surroundings', () => {
  test('walls are said by the part of the view, and the ground', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column < columns / 2 ? 'brick' : 'hedge',
    );
    const said = describeSurroundings(wallAhead(), embedding, intrinsics, words);
    expect(surroundingsSchema.parse(said)).toEqual(said);
    expect(said.walls).toContainEqual({ part: 'left', says: 'the brick' });
    expect(said.walls).toContainEqual({ part: 'right', says: 'the hedge' });
    expect(said.landmarks).toEqual([]);
  });

  test('a landmark is said once, with its side and distance, and not as a wall', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column >= columns - 4 ? 'rainbow' : 'brick',
    );
    const { landmarks, walls } = describeSurroundings(wallAhead(), embedding, intrinsics, words);
    expect(landmarks).toHaveLength(1);
    expect(landmarks[0]).toMatchObject({ says: 'the rainbow', part: 'right' });
    expect(landmarks[0].metres).toBeGreaterThan(4);
    expect(landmarks[0].metres).toBeLessThan(5.5);
    expect(walls.some(({ says }) => says === 'the rainbow')).toBe(false);
  });

  test('the parts of a cell say together what it is of', () => {
    // One part of sixteen is mistaken for a landmark.
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column % 4 === 1 && row === 3 ? 'rainbow' : 'brick',
    );
    expect(describeSurroundings(wallAhead(), embedding, intrinsics, words).landmarks).toEqual([]);
  });

  test('nothing is said of entities and of the sky', () => {
    const embedding = embeddingOf(() => 'rainbow');
    const hidden = wallAhead();
    hidden.entity.fill(255);
    const nothing = { walls: [], ground: null, landmarks: [], words: [] };
    expect(describeSurroundings(hidden, embedding, intrinsics, words)).toEqual(nothing);
    const sky = wallAhead();
    sky.inverseDepth.fill(skyCode);
    expect(describeSurroundings(sky, embedding, intrinsics, words)).toEqual(nothing);
  });

  test('words that are asked for are found in the part that shows them most, or not at all', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column < columns / 2 ? 'brick' : 'hedge',
    );
    const said = describeSurroundings(wallAhead(), embedding, intrinsics, words, ['hedge', 'rainbow']);
    expect(said.words).toEqual([
      { words: 'hedge', part: 'right' },
      { words: 'rainbow', part: null },
    ]);
  });
});
