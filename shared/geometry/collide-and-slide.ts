import type { SolidGrid } from './range-scan.ts';
import { gapTo, type Solid, type SolidKind, type Surroundings, solidsNear } from './solids.ts';

/** A displacement on the ground plane in metres, and what stopped it. */
export interface SlideResult {
  dx: number;
  dz: number;
  /** What the disc ran into, each kind once, in the order of contact. */
  stoppedBy: SolidKind[];
  /** Whether the disc's centre lies in a solid cell. */
  embedded: boolean;
}

/** Most surfaces along which a blocked body slides in one tick. */
const slides = 3;
/** Gap that a disc keeps from obstacles, so that rounding never puts it inside, metres. */
const skin = 1e-5;
/** A direction that points less into a surface than this is parallel to it. */
const along = 1e-9;
/** A grid without walls, for a body inside a solid cell, so that it can walk out. */
const openGround: SolidGrid = { cellSize: 1, solidAt: () => false };

/**
 * How far a disc moves along (dx, dz). At a contact, the rest of the displacement continues along the
 * surface.
 *
 * The result is exact: the disc never comes nearer to anything than its radius. If it is nearer already
 * (ground that became solid, two bodies at one spawn), it never gets still nearer. The path is never longer
 * than requested.
 */
export function collideAndSlide(
  surroundings: Surroundings,
  x: number,
  z: number,
  radius: number,
  dx: number,
  dz: number,
): SlideResult {
  const { grid, embedded } = walkable(surroundings.grid, x, z);
  const reach = radius + Math.hypot(dx, dz) + skin;
  const things = solidsNear({ grid, obstacles: surroundings.obstacles }, x, z, reach).map((solid) => ({
    solid,
    apart: Math.min(radius, gapTo(solid, x, z).distance),
  }));
  const stoppedBy: SolidKind[] = [];
  let atX = x;
  let atZ = z;
  let restX = dx;
  let restZ = dz;
  for (let slide = 0; slide <= slides; slide++) {
    const length = Math.hypot(restX, restZ);
    if (length < 1e-9) break;
    const ux = restX / length;
    const uz = restZ / length;
    let free = length;
    let met: Solid | undefined;
    for (const { solid, apart } of things) {
      const way = wayTo(solid, apart, atX, atZ, ux, uz);
      if (way >= free) continue;
      free = way;
      met = solid;
    }
    atX += ux * free;
    atZ += uz * free;
    if (met === undefined) break;
    if (!stoppedBy.includes(met.kind)) stoppedBy.push(met.kind);
    const { nx, nz } = gapTo(met, atX, atZ);
    restX = ux * (length - free);
    restZ = uz * (length - free);
    const into = restX * nx + restZ * nz;
    restX -= into * nx;
    restZ -= into * nz;
  }
  return { dx: atX - x, dz: atZ - z, stoppedBy, embedded };
}

/** The grid for movement from a position: an open one if the position itself is solid. */
export function walkable(grid: SolidGrid, x: number, z: number): { grid: SolidGrid; embedded: boolean } {
  const embedded = grid.solidAt(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize));
  return { grid: embedded ? openGround : grid, embedded };
}

/** Metres along the unit vector (ux, uz) until a point is `apart` from a solid. Infinity if it never is. */
function wayTo(solid: Solid, apart: number, x: number, z: number, ux: number, uz: number): number {
  const gap = gapTo(solid, x, z);
  const approach = ux * gap.nx + uz * gap.nz;
  // Solids are convex, so a straight path that moves along or away from one never hits it.
  if (approach >= -along) return Number.POSITIVE_INFINITY;
  if (gap.distance <= apart + skin) return 0;
  const { sine, cosine, halfRight, halfForward, round } = solid;
  const ox = x - solid.x;
  const oz = z - solid.z;
  const right = ox * cosine - oz * sine;
  const forward = ox * sine + oz * cosine;
  const uRight = ux * cosine - uz * sine;
  const uForward = ux * sine + uz * cosine;
  const edge = round + Math.max(0, apart);
  let entry = Math.min(
    boxEntry(right, forward, uRight, uForward, halfRight + edge, halfForward),
    boxEntry(right, forward, uRight, uForward, halfRight, halfForward + edge),
  );
  for (const cornerRight of [-halfRight, halfRight]) {
    for (const cornerForward of [-halfForward, halfForward]) {
      entry = Math.min(
        entry,
        discEntry(right - cornerRight, forward - cornerForward, uRight, uForward, edge),
      );
    }
  }
  return Math.max(0, entry - skin);
}

/** Distance at which a ray from outside enters a rectangle around the origin, or Infinity. */
function boxEntry(x: number, z: number, ux: number, uz: number, halfX: number, halfZ: number): number {
  let near = Number.NEGATIVE_INFINITY;
  let far = Number.POSITIVE_INFINITY;
  for (const [at, u, half] of [
    [x, ux, halfX],
    [z, uz, halfZ],
  ]) {
    if (Math.abs(u) < 1e-12) {
      if (Math.abs(at) >= half) return Number.POSITIVE_INFINITY;
      continue;
    }
    near = Math.max(near, Math.min((-half - at) / u, (half - at) / u));
    far = Math.min(far, Math.max((-half - at) / u, (half - at) / u));
  }
  return near < far && near >= 0 ? near : Number.POSITIVE_INFINITY;
}

/** Distance at which a ray from outside enters a disc around the origin, or Infinity. */
function discEntry(x: number, z: number, ux: number, uz: number, radius: number): number {
  const nearest = -(x * ux + z * uz);
  const halfChordSquared = radius * radius - (x * x + z * z - nearest * nearest);
  if (halfChordSquared <= 0) return Number.POSITIVE_INFINITY;
  const entry = nearest - Math.sqrt(halfChordSquared);
  return entry >= 0 ? entry : Number.POSITIVE_INFINITY;
}
