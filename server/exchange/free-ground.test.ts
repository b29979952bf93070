import { expect, test } from 'vitest';
import { solidUnder } from '../../shared/geometry/footprint.ts';
import { HeightGrid } from '../memory/height-grid.ts';
import { scenePoses, sceneSeed } from './capture.fixture.ts';
import { freeGround } from './free-ground.ts';

const view = { width: 128, height: 72, focal: 88 };

test('spawns are under the cameras first, on free ground and apart from each other', () => {
  const { keyframes } = sceneSeed(view);
  const spawns = freeGround(keyframes, view);
  expect(spawns.slice(0, 2)).toEqual(scenePoses.map(({ x, z, yaw }) => ({ x, z, yaw })));
  expect(spawns).toHaveLength(8);
  const grid = new HeightGrid(view);
  for (const { pose, inverseDepth } of keyframes) grid.add(pose, inverseDepth, 'seed');
  for (const [i, { x, z }] of spawns.entries()) {
    expect(solidUnder(grid, x, z, 0.3)).toBe(false);
    for (const other of spawns.slice(0, i))
      expect(Math.hypot(x - other.x, z - other.z)).toBeGreaterThanOrEqual(1.5);
  }
});

test('there is no spawn under a flying camera', () => {
  const flown = scenePoses.map((pose) => ({ ...pose, y: 6, pitch: -0.9 }));
  for (const { x, z } of freeGround(sceneSeed(view, flown).keyframes, view)) {
    for (const pose of flown) expect(Math.hypot(x - pose.x, z - pose.z)).toBeGreaterThan(0.4);
  }
});
