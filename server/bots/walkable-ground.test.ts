import { expect, test } from 'vitest';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { isClear } from '../../shared/geometry/solids.ts';
import { gridOf, openGround } from '../world/world.fixture.ts';
import { placeSpacing, WalkableGround } from './walkable-ground.ts';

const wall = gridOf(
  '############',
  '#..........#',
  '#..........#',
  '########...#',
  '#..........#',
  '#..........#',
  '############',
);
const lengthOf = (from: GroundPoint, way: readonly GroundPoint[]) =>
  way.reduce(
    ({ metres, last }, place) => ({
      metres: metres + Math.hypot(place.x - last.x, place.z - last.z),
      last: place,
    }),
    { metres: 0, last: from },
  ).metres;

test('a way goes around a wall, with room for a body everywhere', () => {
  const from = { x: 2, z: 1.5 };
  const way = new WalkableGround(wall).way(from, { x: 2, z: 5 });
  expect(Math.hypot((way.at(-1)?.x ?? 0) - 2, (way.at(-1)?.z ?? 0) - 5)).toBeLessThan(placeSpacing);
  expect(Math.max(...way.map(({ x }) => x))).toBeGreaterThan(7);
  for (const { x, z } of way) expect(isClear({ grid: wall, obstacles: [] }, x, z, 0.28)).toBe(true);
  expect(new WalkableGround(wall).distancesFrom(from, 30)({ x: 2, z: 5 })).toBeCloseTo(
    lengthOf(from, way),
    1,
  );
});

test('a way to a place that is walled in ends as near as one can come', () => {
  const box = gridOf('.........', '.........', '...####..', '...#..#..', '...#..#..', '...####..');
  const goal = { x: 5, z: 4 };
  const ground = new WalkableGround(box);
  const last = ground.way({ x: 1, z: 1 }, goal).at(-1);
  expect(last && Math.hypot(last.x - goal.x, last.z - goal.z)).toBeLessThan(3);
  expect(ground.hasRoom(goal)).toBe(true);
  expect(ground.distancesFrom({ x: 1, z: 1 }, 20)(goal)).toBe(Number.POSITIVE_INFINITY);
});

test('a way goes around obstacles that are named, and ground that changed is looked at anew', () => {
  const ball = { kind: 'ball', x: 3, y: 0.3, z: 1, yaw: 0, colour: [1, 1, 1], state: 0 } as const;
  const way = new WalkableGround(openGround).way({ x: 1, z: 1 }, { x: 5, z: 1 }, [ball]);
  expect(Math.min(...way.map(({ x, z }) => Math.hypot(x - 3, z - 1)))).toBeGreaterThan(0.5);
  let isSolid = true;
  const ground = new WalkableGround({ cellSize: 1, solidAt: () => isSolid });
  expect(ground.hasRoom({ x: 0, z: 0 })).toBe(false);
  isSolid = false;
  expect(ground.hasRoom({ x: 0, z: 0 })).toBe(false);
  ground.refresh();
  expect(ground.hasRoom({ x: 0, z: 0 })).toBe(true);
});
