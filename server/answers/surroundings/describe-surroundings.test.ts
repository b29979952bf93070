import { describe, expect, test } from 'vitest';
import { surroundingsSchema } from '../../../shared/answers/scene.ts';
import { encodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { ViewEmbedding } from '../../contracts/view-embedding.ts';
import { describeSurroundings } from './describe-surroundings.ts';
import { columns, embeddingOf, intrinsics, isGround, wallAhead, words } from './fixtures/wall-ahead.ts';
import { cellKey } from './surface-evidence.ts';
import { pixelsOfPoint, type ReadPlanes, surfacePoints } from './surface-points.ts';

/** As a view that is described. */
function read(planes: ReadPlanes, embedding: ViewEmbedding) {
  return { points: surfacePoints(planes, intrinsics), embedding };
}

describe('surroundings', () => {
  test('walls are said by the part of the view, and the ground', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column < columns / 2 ? 'brick' : 'hedge',
    );
    const said = describeSurroundings(read(wallAhead(), embedding), words);
    expect(surroundingsSchema.parse(said)).toEqual(said);
    expect(said.walls).toContainEqual({ part: 'left', says: 'the brick' });
    expect(said.walls).toContainEqual({ part: 'right', says: 'the hedge' });
    expect(said.landmarks).toEqual([]);
  });

  test('a landmark is said once, with its side and distance, and not as a wall', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column >= columns - 4 ? 'rainbow' : 'brick',
    );
    const { landmarks, walls } = describeSurroundings(read(wallAhead(), embedding), words);
    expect(landmarks).toHaveLength(1);
    expect(landmarks[0]).toMatchObject({ says: 'the rainbow', part: 'right' });
    expect(landmarks[0].metres).toBeGreaterThan(4);
    expect(landmarks[0].metres).toBeLessThan(5.5);
    expect(walls.some(({ says }) => says === 'the rainbow')).toBe(false);
  });

  test('a landmark as wide as the view is one', () => {
    const embedding = embeddingOf((_, row) => (isGround(row) ? 'lawn' : 'rainbow'));
    const { landmarks } = describeSurroundings(read(wallAhead(), embedding), words);
    expect(landmarks).toMatchObject([{ says: 'the rainbow', part: 'ahead' }]);
  });

  test('a strip of a wall between a nearer one and the sky is read', () => {
    const { inverseDepth, ...planes } = wallAhead();
    const [top, bottom] = [8, 10];
    inverseDepth.fill(skyCode, 0, top * intrinsics.width);
    inverseDepth.fill(encodeDepth(9), top * intrinsics.width, bottom * intrinsics.width);
    const points = surfacePoints({ ...planes, inverseDepth }, intrinsics);
    const far = points.filter(({ metres }) => metres > 8);
    expect(far.every(({ isFloor }) => !isFloor)).toBe(true);
    expect(far.length * pixelsOfPoint).toBe((bottom - top) * intrinsics.width);
  });

  test('of a narrow strip, memory has the word that the view does not contradict', () => {
    const { inverseDepth, ...planes } = wallAhead();
    inverseDepth.fill(skyCode, 0, 10 * intrinsics.width);
    for (const row of [8, 9])
      inverseDepth.fill(encodeDepth(9), row * intrinsics.width, row * intrinsics.width + 40);
    const points = surfacePoints({ ...planes, inverseDepth }, intrinsics);
    const sums = Float64Array.from(words.surfaces, ({ name }) => (name === 'rainbow' ? 0 : -3000));
    const far = points.filter(({ metres }) => metres > 8);
    const remembered = new Map(far.map((point) => [cellKey(point), { points: 300, sums }]));
    const saidWith = (strip: string) => {
      const embedding = embeddingOf((_, row) => (isGround(row) ? 'lawn' : row === 1 ? strip : 'brick'));
      return describeSurroundings({ points, embedding }, words, [], [remembered]).landmarks;
    };
    expect(saidWith('unsure')).toMatchObject([{ says: 'the rainbow', part: 'left' }]);
    expect(saidWith('hedge')).toEqual([]);
  });

  test('the parts of a cell say together what it is of', () => {
    // One part of sixteen is mistaken for a landmark.
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column % 4 === 1 && row === 3 ? 'rainbow' : 'brick',
    );
    expect(describeSurroundings(read(wallAhead(), embedding), words).landmarks).toEqual([]);
  });

  test('nothing is said of entities and of the sky', () => {
    const embedding = embeddingOf(() => 'rainbow');
    const hidden = wallAhead();
    hidden.entity.fill(255);
    const nothing = { walls: [], ground: null, landmarks: [], words: [] };
    expect(describeSurroundings(read(hidden, embedding), words)).toEqual(nothing);
    const sky = wallAhead();
    sky.inverseDepth.fill(skyCode);
    expect(describeSurroundings(read(sky, embedding), words)).toEqual(nothing);
  });

  test('words that are asked for are found in the part that shows them most, or not at all', () => {
    const embedding = embeddingOf((column, row) =>
      isGround(row) ? 'lawn' : column < columns / 2 ? 'brick' : 'hedge',
    );
    const said = describeSurroundings(read(wallAhead(), embedding), words, ['hedge', 'rainbow']);
    expect(said.words).toEqual([
      { words: 'hedge', part: 'right' },
      { words: 'rainbow', part: null },
    ]);
  });
});
