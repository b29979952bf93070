import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpenKind, planHeights, planKind, planKinds } from '../../../shared/plan.ts';
import { floorMaterials, wallMaterials } from '../rendering/materials.ts';
import { Town, type TownArea, tokensOf } from './town.ts';

const seeds = [1, 2, 77, 1_000_003, 2 ** 40 + 5];
const place = fc.integer({ min: -3000, max: 3000 });
const side = fc.integer({ min: 1, max: 40 });
const areas = fc.record({ x0: place, z0: place, width: side, depth: side });

/** What is at a cell of the town's own coordinates, as text. */
function cellsOf(town: Town, area: TownArea): Map<string, string> {
  const window = town.window(area);
  const { kinds, materials } = tokensOf(window);
  const cells = new Map<string, string>();
  for (const [i, kind] of kinds.entries()) {
    const x = area.x0 + (i % area.width);
    const z = area.z0 + Math.floor(i / area.width);
    cells.set(
      `${x} ${z}`,
      `${planKinds[kind]} ${materials[i]} ${window.heights[i]} ${window.floorMaterial[i]}`,
    );
  }
  return cells;
}

describe('a town', () => {
  test('is the same in every window, computed alone or after others', () => {
    const shift = fc.integer({ min: -30, max: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), areas, shift, shift, (seed, area, dx, dz) => {
        const other = { ...area, x0: area.x0 + dx, z0: area.z0 + dz };
        const town = new Town(seed);
        const [one, two] = [cellsOf(town, area), cellsOf(new Town(seed), other)];
        town.window(other);
        for (const [name, cell] of one) if (two.has(name)) expect(two.get(name)).toBe(cell);
        expect(cellsOf(town, area)).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  test('differs with its seed and with the place', () => {
    const area = { x0: 100, z0: -40, width: 30, depth: 30 };
    const text = (seed: number, x0: number) =>
      tokensOf(new Town(seed).window({ ...area, x0 })).kinds.join('');
    expect(text(1, 100)).toBe(text(1, 100));
    expect(text(1, 100)).not.toBe(text(2, 100));
    expect(text(1, 100)).not.toBe(text(1, 100 + 2 ** 15));
  });

  test.each(seeds)('%i is connected: all ground of a window is reached from a street', (seed) => {
    // Ways may lead around outside of the window, so that a wide border is taken with it.
    const border = 60;
    const inner = 60;
    const size = inner + 2 * border;
    const { kinds } = tokensOf(new Town(seed).window({ x0: -500, z0: 900, width: size, depth: size }));
    const reached = new Uint8Array(kinds.length);
    const first = kinds.findIndex((kind, i) => i > border * size && isOpenKind(kind));
    const waiting = [first];
    for (const cell of waiting) {
      if (reached[cell] === 1 || !isOpenKind(kinds[cell])) continue;
      reached[cell] = 1;
      const x = cell % size;
      if (x > 0) waiting.push(cell - 1);
      if (x < size - 1) waiting.push(cell + 1);
      if (cell >= size) waiting.push(cell - size);
      if (cell < size * (size - 1)) waiting.push(cell + size);
    }
    for (let z = border; z < border + inner; z++) {
      for (let x = border; x < border + inner; x++) {
        const cell = z * size + x;
        if (isOpenKind(kinds[cell])) expect(reached[cell], `cell ${x}, ${z}`).toBe(1);
      }
    }
  });

  test.each(seeds)(
    '%i has all kinds of cells and materials, and doors between walls that hide them',
    (seed) => {
      const size = 200;
      const window = new Town(seed).window({ x0: 0, z0: 0, width: size, depth: size });
      const { kinds, materials } = tokensOf(window);
      expect(new Set(kinds).size).toBe(planKinds.length);
      expect(Math.max(...materials)).toBeLessThan(floorMaterials.length + wallMaterials.length);
      for (const { x, z, along } of window.doorways) {
        if (x < 1 || z < 1 || x >= size - 1 || z >= size - 1) continue;
        const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
        const at = (i: number, j: number) => kinds[(z + az * i + ax * j) * size + x + ax * i + az * j];
        expect(kinds[z * size + x]).toBe(planKind.door);
        for (const end of [-1, 1]) {
          expect(planHeights[at(end, 0)]).toBeGreaterThanOrEqual(planHeights[planKind.high]);
          expect(isOpenKind(at(0, end))).toBe(true);
        }
      }
    },
  );
});
