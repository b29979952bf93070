import { expect, test } from 'vitest';
import { isOpenKind, planControls, planKinds } from '../../../shared/plan.ts';
import { makePlanPatches, patchSize } from './plan-patches.ts';

test('patches are of one town, at places of their own, the same for a seed', () => {
  const patches = makePlanPatches(4, 6);
  expect(patches).toEqual(makePlanPatches(4, 6));
  expect(new Set(patches.map(({ kinds }) => kinds.join(''))).size).toBe(6);
  for (const { kinds, traits } of patches) {
    expect(kinds.length).toBe(patchSize * patchSize);
    expect(Math.max(...kinds)).toBeLessThan(planKinds.length);
    for (const { name } of planControls) {
      expect(traits[name]).toBeGreaterThanOrEqual(0);
      expect(traits[name]).toBeLessThanOrEqual(1);
    }
  }
});

test('a walk sees connected ground and the walls around it, but not all', () => {
  for (const { kinds, seen } of makePlanPatches(11, 8)) {
    const cells = [...seen.keys()].filter((cell) => seen[cell] === 1);
    expect(cells.length).toBeGreaterThan(20);
    expect(cells.length).toBeLessThan(seen.length);
    const walls = cells.filter((cell) => !isOpenKind(kinds[cell]));
    const besideOpen = walls.filter((cell) =>
      [-1, 1, -patchSize, patchSize].some(
        (step) => seen[cell + step] === 1 && isOpenKind(kinds[cell + step]),
      ),
    );
    expect(besideOpen.length).toBeGreaterThanOrEqual(0.8 * walls.length);
  }
});
