import { type Entity, halfExtents } from '../../../shared/entity.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';

/** What can stop a body. */
export const solidKinds = ['wall', 'door', 'block', 'player', 'ball'] as const;
export type SolidKind = (typeof solidKinds)[number];

/** Metres of overlap that count as touching. */
export const touching = 1e-3;

/** What is around a body. */
export interface Surroundings {
  readonly grid: SolidGrid;
  /** Everything but the body itself. */
  readonly obstacles: readonly Entity[];
}

/**
 * Ground that something solid covers, from above, metres: a rectangle with `halfRight` and
 * `halfForward` along its own axes, or a disc of radius `round` where both are 0. Height does not
 * count: nobody stands on anything but the ground.
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

/** How far something is from a point, metres (negative within it), and the unit vector away from it. */
export interface Gap {
  readonly distance: number;
  readonly nx: number;
  readonly nz: number;
}

/**
 * Everything solid that a disc of radius `reach` at (x, z) can meet, in an order that follows from
 * where things are and not from how they are listed: it decides between two that are met at once.
 */
export function solidsNear(surroundings: Surroundings, x: number, z: number, reach: number): Solid[] {
  const things = surroundings.obstacles
    .flatMap((entity) => solidOf(entity) ?? [])
    .filter((solid) => gapTo(solid, x, z).distance < reach)
    .sort((a, b) => a.x - b.x || a.z - b.z);
  return [...wallsNear(surroundings.grid, x, z, reach), ...things];
}

/** True where a disc at (x, z) touches nothing solid. */
export function isClear(surroundings: Surroundings, x: number, z: number, radius: number): boolean {
  return solidsNear(surroundings, x, z, radius).every((solid) => gapTo(solid, x, z).distance >= radius);
}

/** What a disc at (x, z) reaches deepest into, by more than `slack` metres; undefined when into nothing. */
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

/** The way from a solid to a point. */
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
    // Within it: out by the nearest side.
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

/** The ground of an entity; undefined for what stops nobody. */
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

/** Solid cells as rectangles, those side by side along x as one. */
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
