import { expect, test } from 'vitest';
import { isOpenKind, planKind, planKinds, planTile, solidKind, unknownKind } from '../../shared/plan.ts';
import { GeneratedMap } from './generated-map.ts';
import { hashingNetwork, testMaterials, testPlan } from './plan-network.fixture.ts';
import { surroundingCells, surroundingsOf } from './surroundings.ts';
import type { PlanTile, Tile } from './tile.ts';
import { fillTile, type PlanNetwork } from './tile-filler.ts';
import { dependenciesOf, earlierNeighbours, isLater } from './tile-order.ts';
import { type GivenPlan, nothingGiven } from './window.ts';

/** Tiles along each side of a map that is looked through. */
const tiles = 12;
const size = tiles * planTile;

/** Open cells of a map in regions that do not reach its border. */
function enclosedCells(map: GeneratedMap): number {
  const visited = new Uint8Array(size * size);
  const isOpen = (cell: number) => isOpenKind(map.kindAt(cell % size, Math.floor(cell / size)));
  let enclosed = 0;
  for (let start = 0; start < size * size; start++) {
    if (visited[start] === 1 || !isOpen(start)) continue;
    const region = [start];
    visited[start] = 1;
    let atBorder = false;
    for (const cell of region) {
      const [x, z] = [cell % size, Math.floor(cell / size)];
      atBorder ||= Math.min(x, z, size - 1 - x, size - 1 - z) === 0;
      const beside = [x > 0 && cell - 1, x < size - 1 && cell + 1, z > 0 && cell - size];
      for (const next of [...beside, z < size - 1 && cell + size]) {
        if (next === false || visited[next] === 1 || !isOpen(next)) continue;
        visited[next] = 1;
        region.push(next);
      }
    }
    if (!atBorder) enclosed += region.length;
  }
  return enclosed;
}

/** A network that knows nothing of maps, but draws more floor than anything else. */
const scattering: PlanNetwork = async (inputs) => {
  const logits = await hashingNetwork(inputs);
  const cells = planTile * planTile;
  for (const row of inputs.windows.keys()) {
    const first = (row * planKinds.length + planKind.floor) * cells;
    for (let i = first; i < first + cells; i++) logits.kinds[i] += 2;
  }
  return logits;
};

async function enclosedIn(roomSeed: number, given: GivenPlan): Promise<number> {
  const map = new GeneratedMap({
    roomSeed,
    given,
    materials: testMaterials,
    fill: (request) => fillTile(scattering, request, testPlan),
  });
  for (let z = 0; z < tiles; z++) for (let x = 0; x < tiles; x++) await map.generate({ x, z });
  return enclosedCells(map);
}

test.each([1, 2, 3])('nothing of a map is shut in where walls are scattered (room seed %i)', async (seed) => {
  expect(await enclosedIn(seed, nothingGiven)).toBe(0);
});

test('ground is open as far as it may lead on, and solid where it may not', () => {
  const tile = { x: 4, z: 4 };
  const floor: PlanTile = { kinds: new Uint8Array(64), materials: new Uint8Array(64) };
  const given: GivenPlan = { ...nothingGiven, kindAt: (x) => (x === 0 ? planKind.high : unknownKind) };
  const kinds = surroundingsOf(tile, given, () => floor);
  const middle = (surroundingCells - planTile) / 2;
  const at = (other: Tile) =>
    kinds[
      (middle + (other.z - tile.z) * planTile) * surroundingCells + middle + (other.x - tile.x) * planTile + 1
    ];
  expect(at(tile)).toBe(unknownKind);
  for (const earlier of earlierNeighbours(tile)) expect(at(earlier)).toBe(planKind.floor);
  const dependencies = dependenciesOf(tile);
  for (let z = -2; z <= 10; z++) {
    for (let x = -2; x <= 10; x++) {
      const other = { x, z };
      if (dependencies.some((one) => one.x === x && one.z === z) || (x === 4 && z === 4)) continue;
      expect(at(other)).toBe(isLater(other, tile) ? unknownKind : solidKind);
      expect(isLater(other, tile)).toBe(!isLater(tile, other));
    }
  }
  expect(kinds[middle * surroundingCells + middle - 4 * planTile]).toBe(planKind.floor);
  expect(kinds[middle - 4 * planTile]).toBe(planKind.high);
});

test('a tile depends on what those tiles depend on that it is filled in from', () => {
  for (let z = 0; z < 6; z++) {
    for (let x = 0; x < 6; x++) {
      const seen = new Set<string>();
      for (const tile of dependenciesOf({ x, z })) {
        for (const { x: earlierX, z: earlierZ } of earlierNeighbours(tile)) {
          expect(seen).toContain(`${earlierX} ${earlierZ}`);
        }
        seen.add(`${tile.x} ${tile.z}`);
      }
      expect(seen.size).toBeLessThanOrEqual(98);
    }
  }
});
