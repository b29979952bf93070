import { type Entity, halfExtents } from '../entity.ts';
import type { SolidGrid } from './range-scan.ts';

/** Kinds of obstacles that can stop a body. */
export const solidKinds = ['wall', 'door', 'block', 'player', 'ball'] as const;
export type SolidKind = (typeof solidKinds)[number];

/** Overlap in metres that counts as mere contact. */
export const touching = 1e-3;

/** The obstacles around a body. */
export interface Surroundings {
  readonly grid: SolidGrid;
  /** Everything except the body itself. */
  readonly obstacles: readonly Entity[];
}

/**
 * The footprint of an obstacle on the ground plane in metres: a rectangle with `halfRight` and `halfForward`
 * along its own axes, or a disc of radius `round` with both 0. Height is ignored, because bodies stand on the
 * ground only.
 */
export interface Solid {
  readonly kind: SolidKind;
  readonly x: number;
  readonly z: number;
  /** Sine and cosine of its yaw. */
  readonly sine: number;
  readonly cosine: number;
  readonly halfRight: number;
  readonly halfForward: number;
  readonly round: number;
}

/** Distance of an obstacle from a point in metres (negative inside), and the unit vector away from it. */
export interface Gap {
  readonly distance: number;
  readonly nx: number;
  readonly nz: number;
}

/**
 * All solids that a disc of radius `reach` at (x, z) can touch. The order depends only on positions, because
 * it decides between simultaneous contacts.
 */
export function solidsNear(surroundings: Surroundings, x: number, z: number, reach: number): Solid[] {
  const things = surroundings.obstacles
    .flatMap((entity) => solidOf(entity) ?? [])
    .filter((solid) => gapTo(solid, x, z).distance < reach)
    .sort((a, b) => a.x - b.x || a.z - b.z);
  return [...wallsNear(surroundings.grid, x, z, reach), ...things];
}

/** Whether a disc at (x, z) touches nothing solid. */
export function isClear(surroundings: Surroundings, x: number, z: number, radius: number): boolean {
  return solidsNear(surroundings, x, z, radius).every((solid) => gapTo(solid, x, z).distance >= radius);
}

/**
 * The solid into which a disc at (x, z) reaches deepest, by more than `slack` metres. Undefined if there is
 * none.
 */
export function deepestOverlap(
  surroundings: Surroundings,
  x: number,
  z: number,
  radius: number,
  slack: number,
): { kind: SolidKind; gap: Gap } | undefined {
  let deepest: { kind: SolidKind; gap: Gap } | undefined;
  for (const solid of solidsNear(surroundings, x, z, radius)) {
    const gap = gapTo(solid, x, z);
    if (gap.distance < Math.min(radius - slack, deepest?.gap.distance ?? radius)) {
      deepest = { kind: solid.kind, gap };
    }
  }
  return deepest;
}

/** The gap between a solid and a point. */
export function gapTo(solid: Solid, x: number, z: number): Gap {
  const { sine, cosine, halfRight, halfForward, round } = solid;
  const ox = x - solid.x;
  const oz = z - solid.z;
  const right = ox * cosine - oz * sine;
  const forward = ox * sine + oz * cosine;
  const beyondRight = Math.abs(right) - halfRight;
  const beyondForward = Math.abs(forward) - halfForward;
  const sideRight = right < 0 ? -1 : 1;
  const sideForward = forward < 0 ? -1 : 1;
  let distance: number;
  let awayRight = 0;
  let awayForward = 0;
  if (beyondRight > 0 || beyondForward > 0) {
    const outRight = Math.max(0, beyondRight);
    const outForward = Math.max(0, beyondForward);
    distance = Math.hypot(outRight, outForward);
    awayRight = (sideRight * outRight) / distance;
    awayForward = (sideForward * outForward) / distance;
  } else {
    // Inside: the nearest side is the way out.
    distance = Math.max(beyondRight, beyondForward);
    if (beyondRight > beyondForward) awayRight = sideRight;
    else awayForward = sideForward;
  }
  return {
    distance: distance - round,
    nx: awayRight * cosine + awayForward * sine,
    nz: awayForward * cosine - awayRight * sine,
  };
}

/** The footprint of an entity. Undefined if it stops nobody. */
export function solidOf(entity: Entity): Solid | undefined {
  const { kind, x, z, yaw } = entity;
  if (kind === 'orb') return undefined;
  const [right, , forward] = halfExtents[kind];
  const isDisc = kind === 'player' || kind === 'ball';
  return {
    kind,
    x,
    z,
    sine: isDisc ? 0 : Math.sin(yaw),
    cosine: isDisc ? 1 : Math.cos(yaw),
    halfRight: isDisc ? 0 : right,
    halfForward: isDisc ? 0 : forward,
    round: isDisc ? right : 0,
  };
}

/** Solid cells as rectangles. Neighbours along x are merged. */
function wallsNear(grid: SolidGrid, x: number, z: number, reach: number): Solid[] {
  const size = grid.cellSize;
  const walls: Solid[] = [];
  const last = Math.floor((x + reach) / size);
  for (let cellZ = Math.floor((z - reach) / size); cellZ * size < z + reach; cellZ++) {
    let begin: number | undefined;
    for (let cellX = Math.floor((x - reach) / size); cellX <= last + 1; cellX++) {
      if (cellX <= last && grid.solidAt(cellX, cellZ)) {
        begin ??= cellX;
        continue;
      }
      if (begin === undefined) continue;
      walls.push({
        kind: 'wall',
        x: ((begin + cellX) * size) / 2,
        z: (cellZ + 0.5) * size,
        sine: 0,
        cosine: 1,
        halfRight: ((cellX - begin) * size) / 2,
        halfForward: size / 2,
        round: 0,
      });
      begin = undefined;
    }
  }
  return walls;
}
