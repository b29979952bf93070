import { type Entity, halfExtents } from '../entity.ts';
import type { SolidGrid } from './range-scan.ts';

/**
 * Ground areas that entities cover, seen from above: players and balls are discs of their half extent,
 * all other kinds are rectangles turned by their yaw. Metres.
 */

/** Whether a disc and an entity's footprint overlap. */
export function meetsDisc(entity: Entity, x: number, z: number, radius: number): boolean {
  const [halfRight, , halfForward] = halfExtents[entity.kind];
  const ox = x - entity.x;
  const oz = z - entity.z;
  if (entity.kind === 'player' || entity.kind === 'ball') return Math.hypot(ox, oz) < radius + halfRight;
  const s = Math.sin(entity.yaw);
  const c = Math.cos(entity.yaw);
  const right = Math.max(0, Math.abs(ox * c - oz * s) - halfRight);
  const forward = Math.max(0, Math.abs(ox * s + oz * c) - halfForward);
  return Math.hypot(right, forward) < radius;
}

/** Whether two footprints overlap, by the separating axis theorem for rectangles. */
export function meets(a: Entity, b: Entity): boolean {
  if (isDisc(a)) return meetsDisc(b, a.x, a.z, halfExtents[a.kind][0]);
  if (isDisc(b)) return meetsDisc(a, b.x, b.z, halfExtents[b.kind][0]);
  for (const yaw of [a.yaw, a.yaw + Math.PI / 2, b.yaw, b.yaw + Math.PI / 2]) {
    const s = Math.sin(yaw);
    const c = Math.cos(yaw);
    const gap = Math.abs((b.x - a.x) * c - (b.z - a.z) * s);
    if (gap >= reach(a, yaw) + reach(b, yaw)) return false;
  }
  return true;
}

/** Whether the grid has a solid cell under a square of this half width. */
export function solidUnder(grid: SolidGrid, x: number, z: number, half: number): boolean {
  const size = grid.cellSize;
  for (let cellX = Math.floor((x - half) / size); cellX * size < x + half; cellX++) {
    for (let cellZ = Math.floor((z - half) / size); cellZ * size < z + half; cellZ++) {
      if (grid.solidAt(cellX, cellZ)) return true;
    }
  }
  return false;
}

function isDisc(entity: Entity): boolean {
  return entity.kind === 'player' || entity.kind === 'ball';
}

/** Half the width of a rectangle's projection on the axis (cos yaw, -sin yaw). */
function reach(entity: Entity, yaw: number): number {
  const [halfRight, , halfForward] = halfExtents[entity.kind];
  const turn = entity.yaw - yaw;
  return Math.abs(halfRight * Math.cos(turn)) + Math.abs(halfForward * Math.sin(turn));
}
