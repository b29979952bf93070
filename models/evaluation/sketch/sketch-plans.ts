import { distanceTo } from '../../../server/world/sketch/sketch-poses.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { PlanSketch, SketchWall } from '../../../shared/sketch.ts';
import { eyeHeight } from '../../reference/player.ts';
import type { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/** Metres a side of sketched areas. */
const side = 8;
/** Metres between a random plan and its world, so that no keyframe can show it. */
const faraway = 60;
const randomWalls = { fewest: 3, more: 4 };
/** Least metres between a camera in a plan and its walls. */
const clearance = 0.7;

/** The world's own walls in an area around the open place that is farthest from all `known` cameras. */
export function truePlan(world: ReferenceWorld, known: readonly Pose[]): PlanSketch {
  let best = { x: 0, z: 0, apart: -1 };
  for (let z = 0; z < world.size; z++) {
    for (let x = 0; x < world.size; x++) {
      if (world.solidAt(x, z)) continue;
      const apart = Math.min(...known.map((pose) => Math.hypot(pose.x - x - 0.5, pose.z - z - 0.5)));
      if (apart > best.apart) best = { x, z, apart };
    }
  }
  const corner = (cell: number) => Math.max(0, Math.min(world.size - side, cell - side / 2));
  const from = { x: corner(best.x), z: corner(best.z) };
  const walls: SketchWall[] = [];
  for (let z = from.z; z < from.z + side; z++) {
    for (let x = from.x; x < from.x + side; ) {
      const height = world.heights[z * world.size + x];
      const start = x;
      while (x < from.x + side && world.heights[z * world.size + x] === height) x++;
      if (height === 0) continue;
      walls.push({ from: { x: start, z: z + 0.5 }, to: { x, z: z + 0.5 }, height, thickness: 1 });
    }
  }
  return { kind: 'plan', area: { from, to: { x: from.x + side, z: from.z + side } }, walls };
}

/** Random walls outside the world. */
export function randomPlan(random: Random): PlanSketch {
  const from = { x: faraway, z: faraway };
  const place = () => ({
    x: from.x + random.range(0.5, side - 0.5),
    z: from.z + random.range(0.5, side - 0.5),
  });
  const walls = Array.from({ length: randomWalls.fewest + random.integer(randomWalls.more) }, () => ({
    from: place(),
    to: place(),
    height: random.pick([1, 1.8, 2.6, 3.4]),
    thickness: random.range(0.3, 1),
  }));
  return { kind: 'plan', area: { from, to: { x: from.x + side, z: from.z + side } }, walls };
}

/** `count` cameras at free places of a plan, in all directions. */
export function camerasAt(plan: PlanSketch, count: number, random: Random): Pose[] {
  const poses: Pose[] = [];
  for (let attempt = 0; poses.length < count && attempt < 100 * count; attempt++) {
    const x = random.range(plan.area.from.x, plan.area.to.x);
    const z = random.range(plan.area.from.z, plan.area.to.z);
    if (plan.walls.some((wall) => distanceTo(wall, x, z) < clearance)) continue;
    poses.push({ x, y: eyeHeight, z, yaw: random.range(-Math.PI, Math.PI), pitch: random.range(-0.2, 0.1) });
  }
  return poses;
}
