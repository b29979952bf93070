import { describe, expect, test } from 'vitest';
import { words } from './fixtures/wall-ahead.ts';
import { landmarksIn } from './landmarks.ts';
import type { RememberedSight } from './remembered-landmarks.ts';
import type { SurfaceSight } from './seen-surfaces.ts';
import { pixelsOfPoint } from './surface-points.ts';

const surface = (name: string) => {
  const found = words.surfaces.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const rainbow = surface('rainbow');

/** Sights of a view: so many pixels of the rainbow in one cell, which all views together know well. */
function shown(pixels: number, { turn = 0, cell = '4 4', alone = 2 } = {}): SurfaceSight[] {
  const sight = { turn, metres: 5, height: 2, part: 3, cell, isFloor: false, surface: rainbow };
  return Array.from({ length: pixels / pixelsOfPoint }, () => ({ ...sight, evidence: 400, alone }));
}

function remembered(
  pixels: number,
  { turn = 0, cell = '4 4', of = rainbow, metres = 5 } = {},
): RememberedSight {
  return { cell, surface: of, pixels, turn, metres };
}

describe('landmarks in a view', () => {
  test('a large one is said on its word alone', () => {
    expect(landmarksIn(shown(400), [])).toMatchObject([{ says: 'the rainbow', part: 'ahead', metres: 5 }]);
  });

  test('a small one needs the support of memory where memory has pictures', () => {
    expect(landmarksIn(shown(200), undefined)).toHaveLength(1);
    expect(landmarksIn(shown(200), [])).toEqual([]);
    expect(landmarksIn(shown(200), [remembered(50)])).toHaveLength(1);
    // Of another landmark, or elsewhere.
    expect(landmarksIn(shown(200), [remembered(50, { of: surface('hedge') })])).toEqual([]);
    expect(landmarksIn(shown(200), [remembered(50, { turn: 0.5, cell: '9 4' })])).toEqual([]);
  });

  test('a sliver that the view contradicts is not said', () => {
    const support = [remembered(60)];
    expect(landmarksIn(shown(60), support)).toHaveLength(1);
    expect(landmarksIn(shown(60, { alone: -3 }), support)).toEqual([]);
  });

  test('one that memory shows is said where the view leaves it out', () => {
    const said = landmarksIn([], [remembered(60, { turn: 0.4 }), remembered(30, { turn: 0.5, cell: '5 4' })]);
    expect(said).toMatchObject([{ says: 'the rainbow', part: 'right', metres: 5 }]);
    // By the pixels of each cell.
    expect(said[0].turn).toBeCloseTo((60 * 0.4 + 30 * 0.5) / 90, 6);
    expect(landmarksIn([], [remembered(60)])).toEqual([]);
  });

  test('one that view and memory show is one, also where they show other cells of it', () => {
    expect(landmarksIn(shown(400), [remembered(900)])).toHaveLength(1);
    expect(landmarksIn(shown(400), [remembered(900, { turn: -0.4, cell: '3 5' })])).toHaveLength(1);
    expect(landmarksIn(shown(400), [remembered(900, { turn: -0.4, cell: '1 5' })])).toHaveLength(2);
  });

  test('the nearest is said first', () => {
    const far = remembered(900, { turn: -0.4, cell: '1 9', metres: 9 });
    const near = remembered(900, { turn: 0.4, cell: '7 2', metres: 2 });
    expect(landmarksIn(shown(400), [far, near]).map(({ metres }) => metres)).toEqual([2, 5, 9]);
  });
});
