import { describe, expect, test } from 'vitest';
import { planKind } from '../../../shared/plan.ts';
import { referencePlans } from './generated-plans.ts';
import { distance, mapFigures, mapHistograms, type SquarePlan } from './map-figures.ts';

/** `#` high wall, `D` door, `.` floor. */
function planOf(...lines: string[]): SquarePlan {
  const kinds: Record<string, number> = { '#': planKind.high, D: planKind.door, '.': planKind.floor };
  const cells = [...lines.join('')].map((letter) => kinds[letter]);
  return {
    size: lines.length,
    kinds: Uint8Array.from(cells),
    materials: Uint8Array.from(cells, (kind) => (kind === planKind.high ? 7 : 1)),
  };
}

const twoRooms = planOf('.....', '.....', '##D##', '.....', '.....');

describe('figures of maps', () => {
  test('count doors that lead somewhere, and ground in one piece', () => {
    expect(mapFigures([twoRooms])).toMatchObject({
      doors_lead: 1,
      ground_connected: 1,
      doors: 4,
      walls: 4 / 25,
    });
    expect(mapFigures([planOf('.....', '..D..', '#####', '.....', '.....')])).toMatchObject({
      doors_lead: 0,
      ground_connected: 0.5,
    });
  });

  test('say how uniform materials are', () => {
    expect(mapFigures([twoRooms]).floor_material).toBe(1);
    const materials = twoRooms.materials.slice();
    materials[0] = 2;
    expect(mapFigures([{ ...twoRooms, materials }]).floor_material).toBeLessThan(1);
  });

  test('part rooms at doors and narrow gaps', () => {
    // Two rooms of 10 cells: the class from 8 to 15.
    expect(mapHistograms([twoRooms]).room_sizes[3]).toBe(20);
    expect(mapHistograms([planOf('.....', '.....', '##.##', '.....', '.....')]).room_sizes[3]).toBe(20);
    expect(mapHistograms([planOf('.....', '.....', '#...#', '.....', '.....')]).room_sizes[4]).toBe(23);
  });

  test('measure straight runs of walls both ways', () => {
    const { wall_lengths } = mapHistograms([twoRooms]);
    // Two runs of two cells along x; four of one cell along z.
    expect(wall_lengths.slice(0, 3)).toEqual([4, 4, 0]);
  });

  test('compare distributions', () => {
    expect(distance([1, 1], [5, 5])).toBe(0);
    expect(distance([1, 0], [0, 3])).toBe(1);
    expect(distance([3, 1], [1, 1])).toBeCloseTo(0.25);
  });

  test('of the reference hardly differ from one half to the other', () => {
    const [one, two] = [referencePlans(8, 0), referencePlans(8, 8)];
    expect(mapFigures(one).doors_lead).toBe(1);
    expect(mapFigures(one).ground_connected).toBeGreaterThan(0.95);
    const [a, b] = [mapHistograms(one), mapHistograms(two)];
    for (const name of ['wall_lengths', 'wall_heights', 'room_sizes'] as const) {
      expect(distance(a[name], b[name])).toBeLessThan(0.3);
    }
  });
});
