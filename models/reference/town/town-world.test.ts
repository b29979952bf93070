import { expect, test } from 'vitest';
import { createFrame, Renderer } from '../rendering/renderer.ts';
import { Town } from './town.ts';
import { townWorld } from './town-world.ts';

test('a window of a town is drawn by the reference renderer', () => {
  const world = townWorld(new Town(3), { x0: -16, z0: 40, width: 40 });
  const intrinsics = { width: 64, height: 36, focal: 44 };
  const frame = createFrame(intrinsics);
  const renderer = new Renderer(world, intrinsics);
  for (const { x, z, yaw } of world.spawns) {
    renderer.render({ x, y: 1.6, z, yaw, pitch: 0 }, world.doors, { timeOfDay: 0.4, fog: 0.1 }, frame);
    expect(new Set(frame.rgb).size).toBeGreaterThan(30);
  }
  expect(world.doors.length).toBeGreaterThan(0);
  expect(world.orbs.length).toBeGreaterThan(0);
});

test('ground without a start is refused', () => {
  expect(() => townWorld(new Town(3), { x0: 0, z0: 0, width: 1 })).toThrow('take a larger window');
});
