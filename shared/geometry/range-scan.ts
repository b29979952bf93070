import type { Entity } from '../entity.ts';
import { halfExtents } from '../entity.ts';
import { scanRange, scanRays } from '../motion-features.ts';

/** Occupancy grid of static solids, seen from above; input of a range scan. */
export interface SolidGrid {
  /** Metres a cell. */
  readonly cellSize: number;
  /** True for cells that block a body at ground level; unknown cells count as free. */
  solidAt(cellX: number, cellZ: number): boolean;
}

/**
 * Distances (metres, at most scanRange) from (x, z) to the first solid along scanRays directions;
 * ray i points at heading + i * 2 pi / scanRays. Grid cells are walked after Amanatides and Woo
 * (1987); doors, blocks and players among `obstacles` block rays with their footprints.
 */
export function rangeScan(
  grid: SolidGrid,
  obstacles: readonly Entity[],
  x: number,
  z: number,
  heading: number,
  out: Float32Array,
): void {
  const near = obstacles.filter((obstacle) => Math.hypot(x - obstacle.x, z - obstacle.z) <= scanRange + 1);
  for (let i = 0; i < scanRays; i++) {
    const angle = heading + (i * 2 * Math.PI) / scanRays;
    const dx = Math.sin(angle);
    const dz = Math.cos(angle);
    let distance = gridDistance(grid, x, z, dx, dz);
    for (const obstacle of near) distance = Math.min(distance, obstacleDistance(obstacle, x, z, dx, dz));
    out[i] = distance;
  }
}

function gridDistance(grid: SolidGrid, x: number, z: number, dx: number, dz: number): number {
  const size = grid.cellSize;
  let cellX = Math.floor(x / size);
  let cellZ = Math.floor(z / size);
  const stepX = dx > 0 ? 1 : -1;
  const stepZ = dz > 0 ? 1 : -1;
  const deltaX = Math.abs(dx) > 1e-9 ? size / Math.abs(dx) : Number.POSITIVE_INFINITY;
  const deltaZ = Math.abs(dz) > 1e-9 ? size / Math.abs(dz) : Number.POSITIVE_INFINITY;
  let nextX = Math.abs(dx) > 1e-9 ? ((cellX + (dx > 0 ? 1 : 0)) * size - x) / dx : Number.POSITIVE_INFINITY;
  let nextZ = Math.abs(dz) > 1e-9 ? ((cellZ + (dz > 0 ? 1 : 0)) * size - z) / dz : Number.POSITIVE_INFINITY;
  let distance = 0;
  while (distance < scanRange) {
    if (grid.solidAt(cellX, cellZ)) return distance;
    if (nextX < nextZ) {
      distance = nextX;
      nextX += deltaX;
      cellX += stepX;
    } else {
      distance = nextZ;
      nextZ += deltaZ;
      cellZ += stepZ;
    }
  }
  return scanRange;
}

function obstacleDistance(obstacle: Entity, x: number, z: number, dx: number, dz: number): number {
  const [halfRight, , halfForward] = halfExtents[obstacle.kind];
  const ox = x - obstacle.x;
  const oz = z - obstacle.z;
  if (obstacle.kind === 'player' || obstacle.kind === 'ball') {
    const along = -(ox * dx + oz * dz);
    const missSquared = ox * ox + oz * oz - along * along;
    const halfChord = halfRight * halfRight - missSquared;
    if (halfChord <= 0 || along <= 0) return scanRange;
    return Math.max(0, Math.min(scanRange, along - Math.sqrt(halfChord)));
  }
  const s = Math.sin(obstacle.yaw);
  const c = Math.cos(obstacle.yaw);
  const localX = ox * c - oz * s;
  const localZ = ox * s + oz * c;
  const directionX = dx * c - dz * s;
  const directionZ = dx * s + dz * c;
  let near = 0;
  let far: number = scanRange;
  for (const [origin, direction, half] of [
    [localX, directionX, halfRight],
    [localZ, directionZ, halfForward],
  ]) {
    if (Math.abs(direction) < 1e-9) {
      if (Math.abs(origin) > half) return scanRange;
      continue;
    }
    const a = (-half - origin) / direction;
    const b = (half - origin) / direction;
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far ? near : scanRange;
}
