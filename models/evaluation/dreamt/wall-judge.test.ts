import { expect, test } from 'vitest';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { generateWorld } from '../../reference/world.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { groundOf } from './dreamt-views.ts';
import { WallJudge } from './wall-judge.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const world = generateWorld(11);
const [spawn] = world.spawns;
const camera: Pose = { x: spawn.x, y: 1.6, z: spawn.z, yaw: spawn.yaw, pitch: 0 };
const frame = createFrame(intrinsics);
new Renderer(world, intrinsics).render(camera, [], defaultControls, frame);

/** Figures of the frame, with depths changed, beside a map. */
function figuresOf(changed = (depth: number) => depth, ground = groundOf(world)) {
  const judge = new WallJudge(intrinsics);
  const inverseDepth = frame.inverseDepth.map((code) => encodeDepth(changed(1 / (code * (5 / 65535)))));
  judge.judge(ground, { camera, inverseDepth, entity: frame.entity });
  return judge.figures;
}

test('walls of a reference frame stand where its own map has them', () => {
  const { seen, mapped, near } = figuresOf();
  expect(mapped.pixels).toBeGreaterThan(1000);
  expect(near.pixels).toBeGreaterThan(100);
  expect(seen.pixels).toBeGreaterThan(1000);
  for (const { right } of [seen, mapped, near]) expect(right).toBeGreaterThan(0.99);
});

test('walls that are drawn half a metre too near do not', () => {
  const { seen, near } = figuresOf((depth) => Math.max(0.3, depth - 0.5));
  expect(near.right).toBe(0);
  expect(seen.right).toBeLessThan(0.5);
});

test('walls that the map does not have, and those that it was given, are told apart', () => {
  const empty = groundOf({ ...world, heights: new Float32Array(world.size ** 2) });
  expect(figuresOf(undefined, empty)).toMatchObject({ seen: { right: 0 }, mapped: { pixels: 0 } });
  const given = groundOf(world);
  given.given.fill(1);
  expect(figuresOf(undefined, given)).toMatchObject({ seen: { pixels: 0 }, mapped: { pixels: 0 } });
});

test('entities are not judged', () => {
  const judge = new WallJudge(intrinsics);
  const entity = frame.entity.slice().fill(255);
  judge.judge(groundOf(world), { camera, inverseDepth: frame.inverseDepth, entity });
  expect(judge.figures).toMatchObject({ seen: { pixels: 0 }, mapped: { pixels: 0 } });
});
