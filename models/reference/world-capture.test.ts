import { expect, test } from 'vitest';
import { skyCode } from '../../shared/geometry/inverse-depth.ts';
import { Random } from './random.ts';
import { seedPoses } from './seed-poses.ts';
import { generateWorld } from './world.ts';
import { captureWorld } from './world-capture.ts';

const intrinsics = { width: 64, height: 48, focal: 44 };
const world = generateWorld(2_000_001);

test('poses stand on open floor, look in many directions and are deterministic', () => {
  const poses = seedPoses(world, 24, new Random(1));
  expect(poses).toHaveLength(24);
  expect(new Set(poses.map((pose) => JSON.stringify(pose))).size).toBe(24);
  expect(seedPoses(world, 24, new Random(1))).toEqual(poses);
  for (const { x, z } of poses) expect(world.solidAt(Math.floor(x), Math.floor(z))).toBe(false);
  const quarters = new Set(poses.map(({ yaw }) => Math.floor((yaw + Math.PI) / (Math.PI / 2))));
  expect(quarters.size).toBeGreaterThanOrEqual(4);
});

test('more poses begin with fewer ones, so that a world seed can grow', () => {
  const poses = seedPoses(world, 90, new Random(3));
  expect(poses.slice(0, 40)).toEqual(seedPoses(world, 40, new Random(3)));
  expect(new Set(poses.map((pose) => JSON.stringify(pose))).size).toBe(90);
});

test('chosen poses see more of the compound than random ones', () => {
  const places = (poses: readonly { x: number; z: number }[]) =>
    new Set(poses.map(({ x, z }) => `${Math.floor(x / 4)} ${Math.floor(z / 4)}`)).size;
  expect(places(seedPoses(world, 32, new Random(2)))).toBeGreaterThan(9);
});

test('a captured world seed has every pixel, all entities and spawns', () => {
  const seed = captureWorld(world, {
    title: 'A place',
    keyframes: 5,
    intrinsics,
    controls: { timeOfDay: 0.5, fog: 0 },
  });
  expect(seed.source).toBe('reference world 2000001');
  expect(seed.keyframes.map((keyframe) => keyframe.id)).toEqual([0, 1, 2, 3, 4]);
  for (const { inverseDepth } of seed.keyframes) {
    expect(inverseDepth.every((code) => code >= skyCode)).toBe(true);
    expect(inverseDepth.some((code) => code > 1000)).toBe(true);
  }
  expect(seed.spawns).toHaveLength(world.spawns.length);
  const kinds = seed.entities.map((entity) => entity.kind);
  expect(kinds.filter((kind) => kind === 'door')).toHaveLength(world.doors.length);
  expect(kinds.filter((kind) => kind === 'block')).toHaveLength(world.blocks.length);
  expect(kinds.filter((kind) => kind === 'orb')).toHaveLength(world.orbs.length);
  expect(kinds.filter((kind) => kind === 'ball')).toHaveLength(1);
});
