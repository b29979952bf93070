import type { Pose } from '../../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { PlanSketch, SketchWall } from '../../../shared/sketch.ts';

/** Distance between candidate positions, and between an eye and the walls, metres. */
const lattice = 0.5;
const clearance = 0.6;
/** Most positions for one sketch, and their least distance from each other in metres. */
const mostSpots = 12;
const leastApart = 1.3;
/** Views at each position. The default field of view is 72 degrees wide. */
export const looksAround = 6;
/** Pitch in radians. It points down, because the ground matters more than the sky. */
const pitch = -0.1;

/**
 * Camera poses that see all open ground of a plan: positions far from each other (farthest-point sampling,
 * Gonzalez, 1985), the first near the middle, with views in all directions at each.
 */
export function sketchPoses(plan: PlanSketch, solid: SolidGrid, eyeHeight: number): Pose[] {
  const { from, to } = plan.area;
  const middle = { x: (from.x + to.x) / 2, z: (from.z + to.z) / 2 };
  const free: GroundPoint[] = [];
  for (let z = from.z + lattice; z < to.z; z += lattice) {
    for (let x = from.x + lattice; x < to.x; x += lattice) {
      if (isClear(plan.walls, solid, x, z)) free.push({ x, z });
    }
  }
  const poses: Pose[] = [];
  const distances = free.map((spot) => -apart(spot, middle));
  for (let count = 0; count < mostSpots && free.length > 0; count++) {
    const best = distances.indexOf(Math.max(...distances));
    if (count > 0 && distances[best] < leastApart) break;
    const { x, z } = free[best];
    for (let look = 0; look < looksAround; look++) {
      poses.push({ x, y: eyeHeight, z, yaw: (look * 2 * Math.PI) / looksAround, pitch });
    }
    for (const [i, spot] of free.entries()) {
      const distance = apart(spot, free[best]);
      distances[i] = count === 0 ? distance : Math.min(distances[i], distance);
    }
  }
  return poses;
}

function apart(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}

function isClear(walls: readonly SketchWall[], solid: SolidGrid, x: number, z: number): boolean {
  if (walls.some((wall) => distanceTo(wall, x, z) < clearance)) return false;
  const reach = Math.ceil(0.3 / solid.cellSize);
  const cellX = Math.floor(x / solid.cellSize);
  const cellZ = Math.floor(z / solid.cellSize);
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dx = -reach; dx <= reach; dx++) if (solid.solidAt(cellX + dx, cellZ + dz)) return false;
  }
  return true;
}

/** Distance from a point to a wall's footprint in metres. 0 inside. */
export function distanceTo({ from, to, thickness }: SketchWall, x: number, z: number): number {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const alongX = length > 0 ? (to.x - from.x) / length : 1;
  const alongZ = length > 0 ? (to.z - from.z) / length : 0;
  const right = x - (from.x + to.x) / 2;
  const ahead = z - (from.z + to.z) / 2;
  const along = Math.abs(right * alongX + ahead * alongZ) - Math.max(length, thickness) / 2;
  const across = Math.abs(ahead * alongX - right * alongZ) - thickness / 2;
  return Math.hypot(Math.max(0, along), Math.max(0, across));
}
