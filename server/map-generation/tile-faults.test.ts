import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planKind, planKinds, planTile, planWindow, unknownKind } from '../../shared/plan.ts';
import { faultScore, findFaults, mendFaults } from './tile-faults.ts';
import { windowCell } from './window.ts';

const { floor, high, door } = planKind;

/** A window of floor with `kind` at cells of the tile. */
function windowWith(cells: readonly (readonly [number, number])[], kind: number): Uint8Array {
  const kinds = new Uint8Array(planWindow * planWindow).fill(floor);
  for (const [x, z] of cells) kinds[windowCell(x, z)] = kind;
  return kinds;
}

const box = [2, 3, 4, 5].flatMap(
  (i) =>
    [
      [i, 2],
      [i, 5],
      [2, i],
      [5, i],
    ] as const,
);

describe('faults of a tile', () => {
  test('are ground that nothing leads to', () => {
    const kinds = windowWith(box, high);
    expect(findFaults(kinds).cutOff.map((region) => region.length)).toEqual([4]);
    kinds[windowCell(3, 2)] = floor;
    expect(faultScore(findFaults(kinds))).toBe(0);
  });

  test('are no ground that leads to what is not known', () => {
    const kinds = windowWith(box, high);
    kinds[windowCell(3, 3)] = unknownKind;
    expect(faultScore(findFaults(kinds))).toBe(0);
  });

  test.each([
    [
      'between walls, from ground to ground',
      [
        [1, 1],
        [3, 1],
      ],
      0,
    ],
    ['with a wall on one side only', [[1, 1]], 1],
    ['without a wall', [], 1],
    [
      'before a wall',
      [
        [1, 1],
        [3, 1],
        [2, 2],
      ],
      1,
    ],
  ] as const)('are doors but those %s', (_, walls, expected) => {
    const kinds = windowWith(walls, high);
    kinds[windowCell(2, 1)] = door;
    expect(findFaults(kinds).doors.length).toBe(expected);
  });

  test('are mended without a change of what is given', () => {
    const cell = fc.integer({ min: 0, max: planTile - 1 });
    const placed = fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: planKinds.length - 1 })), {
      maxLength: 64,
    });
    fc.assert(
      fc.property(placed, fc.array(fc.tuple(cell, cell), { maxLength: 12 }), (cells, given) => {
        const kinds = windowWith([], floor);
        for (const [x, z, kind] of cells) kinds[windowCell(x, z)] = kind;
        const before = kinds.slice();
        const fixed = new Set(given.map(([x, z]) => windowCell(x, z)));
        const inTile = new Set(Array.from({ length: 64 }, (_, i) => windowCell(i % planTile, i >> 3)));
        mendFaults(kinds, (i) => inTile.has(i) && !fixed.has(i));
        for (const [i, kind] of kinds.entries()) {
          if (!inTile.has(i) || fixed.has(i)) expect(kind).toBe(before[i]);
        }
        if (fixed.size === 0) expect(faultScore(findFaults(kinds))).toBe(0);
        expect(faultScore(findFaults(kinds))).toBeLessThanOrEqual(faultScore(findFaults(before)));
      }),
    );
  });

  test('are ground that ends beyond the window, and get a door', () => {
    const size = 13 * planTile;
    const kinds = new Uint8Array(size * size).fill(floor);
    const first = (size - planTile) / 2;
    // A court of 30 x 20 m, of which the tile has a corner.
    const wall = (x: number, z: number) => {
      kinds[(first + z) * size + first + x] = high;
    };
    for (let x = -26; x <= 4; x++) [-16, 4].map((z) => wall(x, z));
    for (let z = -16; z <= 4; z++) [-26, 4].map((x) => wall(x, z));
    expect(findFaults(kinds).cutOff.map((region) => region.length)).toEqual([29 * 19]);
    const inTile = (cell: number) => {
      const [x, z] = [(cell % size) - first, Math.floor(cell / size) - first];
      return Math.min(x, z) >= 0 && Math.max(x, z) < planTile;
    };
    const before = kinds.slice();
    mendFaults(kinds, inTile);
    expect(faultScore(findFaults(kinds))).toBe(0);
    const changed = [...kinds.keys()].filter((cell) => kinds[cell] !== before[cell]);
    expect(changed.map((cell) => [kinds[cell], inTile(cell)])).toEqual([[door, true]]);
  });

  test('are none of the largest region where nothing is left to lead on', () => {
    const kinds = new Uint8Array((5 * planTile) ** 2).fill(high);
    const size = 5 * planTile;
    for (let z = 2; z < size - 2; z++) for (let x = 2; x < size - 2; x++) kinds[z * size + x] = floor;
    expect(faultScore(findFaults(kinds))).toBe(0);
    const first = 2 * planTile;
    for (const [x, z] of box) kinds[(first + z) * size + first + x] = high;
    expect(faultScore(findFaults(kinds))).toBe(4);
  });
});
