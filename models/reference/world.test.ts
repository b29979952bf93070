import { describe, expect, test } from 'vitest';
import { doorSlide, openedDoor } from '../../shared/geometry/door.ts';
import { firstLandmark, floorMaterials, wallMaterials } from './rendering/materials.ts';
import { generateWorld, highestWall, type ReferenceWorld } from './world.ts';

const seeds = Array.from({ length: 60 }, (_, i) => i * 7919 + 1);

test('the same seed gives the same world, another seed another', () => {
  const plain = (seed: number) => JSON.stringify({ ...generateWorld(seed), solidAt: undefined });
  expect(plain(5)).toBe(plain(5));
  expect(plain(5)).not.toBe(plain(6));
});

/** Indices of all cells that steps to the four neighbours reach from `start`, with doors open. */
function reachableCells({ size, solidAt }: ReferenceWorld, start: { x: number; z: number }): Set<number> {
  const reached = new Set<number>();
  const waiting = [start];
  for (const { x, z } of waiting) {
    if (solidAt(x, z) || reached.has(z * size + x)) continue;
    reached.add(z * size + x);
    waiting.push({ x: x + 1, z }, { x: x - 1, z }, { x, z: z + 1 }, { x, z: z - 1 });
  }
  return reached;
}

describe.each(seeds)('world %i', (seed) => {
  const world = generateWorld(seed);
  const { size } = world;
  const cell = (x: number, z: number) => ({ x: Math.floor(x), z: Math.floor(z) });

  test('is enclosed by walls and has known heights and materials', () => {
    for (let i = 0; i < size; i++) {
      for (const [x, z] of [
        [i, 0],
        [i, size - 1],
        [0, i],
        [size - 1, i],
      ]) {
        expect(world.heights[z * size + x]).toBeGreaterThan(2.5);
      }
    }
    expect(world.solidAt(-1, 3)).toBe(true);
    expect(world.solidAt(3, size)).toBe(true);
    expect(Math.max(...world.heights)).toBeLessThanOrEqual(Math.fround(highestWall));
    expect(Math.max(...world.wallMaterial)).toBeLessThan(wallMaterials.length);
    expect(Math.max(...world.floorMaterial)).toBeLessThan(floorMaterials.length);
  });

  test('all open floor is reachable from every spawn if doors are open', () => {
    const open: number[] = [];
    for (let i = 0; i < size * size; i++) if (world.heights[i] === 0) open.push(i);
    expect(open.length).toBeGreaterThan(120);
    expect(reachableCells(world, cell(world.spawns[0].x, world.spawns[0].z))).toEqual(new Set(open));
  });

  test('has spawns apart from each other, on free ground', () => {
    expect(world.spawns.length).toBeGreaterThanOrEqual(8);
    world.spawns.forEach((spawn, i) => {
      expect(world.solidAt(Math.floor(spawn.x), Math.floor(spawn.z))).toBe(false);
      for (const other of world.spawns.slice(i + 1)) {
        expect(Math.hypot(other.x - spawn.x, other.z - spawn.z)).toBeGreaterThanOrEqual(1);
      }
      for (const thing of [...world.blocks, world.ball]) {
        expect(Math.hypot(thing.x - spawn.x, thing.z - spawn.z)).toBeGreaterThan(1);
      }
    });
  });

  test('has doors between two walls that hide them when they are open', () => {
    for (const door of world.doors) {
      const { x, z } = cell(door.x, door.z);
      expect(world.solidAt(x, z)).toBe(false);
      const along = Math.abs(Math.cos(door.yaw)) > 0.5 ? [1, 0] : [0, 1];
      for (const side of [-1, 1]) {
        const beside = world.heights[(z + along[1] * side) * size + x + along[0] * side];
        expect(beside).toBeGreaterThan(2 * 1.1);
      }
      const open = openedDoor(door, 1);
      expect(Math.hypot(open.x - door.x, open.z - door.z)).toBeCloseTo(doorSlide, 6);
      expect(world.solidAt(Math.floor(open.x), Math.floor(open.z))).toBe(true);
    }
  });

  test('uses each landmark rarely', () => {
    const cells = new Map<number, number>();
    world.wallMaterial.forEach((material, i) => {
      if (world.heights[i] > 0 && material >= firstLandmark)
        cells.set(material, (cells.get(material) ?? 0) + 1);
    });
    expect(cells.size).toBeGreaterThan(0);
    for (const count of cells.values()) expect(count).toBeLessThanOrEqual(2);
  });
});

test('most worlds have several doors, and places with a free view of 5 m and more', () => {
  const doors = seeds.map((seed) => generateWorld(seed).doors.length);
  expect(doors.reduce((a, b) => a + b) / seeds.length).toBeGreaterThan(3);
  for (const seed of seeds) {
    const world = generateWorld(seed);
    const views = world.spawns.map(({ x, z, yaw }) => {
      let distance = 0;
      while (
        !world.solidAt(Math.floor(x + Math.sin(yaw) * distance), Math.floor(z + Math.cos(yaw) * distance))
      ) {
        distance += 0.1;
      }
      return distance;
    });
    expect(Math.max(...views)).toBeGreaterThan(5);
  }
});
