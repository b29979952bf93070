import type { Entity } from '../../shared/entity.ts';
import type { BodyIntent, BodyState, MotionChange } from '../../shared/motion-features.ts';
import { bodyRadius, scanRange, scanRays } from '../../shared/motion-features.ts';
import { rangeScan, type SolidGrid } from '../../shared/range-scan.ts';
import type { Limit } from './statistics.ts';

/**
 * The limits to which the motion network's outputs are held, so that a wrong guess can never take a
 * body through a wall, a door, a block or another body, below the ground, or faster than the pack
 * allows, and that what nobody moves stands still. Directions, distances and radii are on the ground plane, in metres.
 */
export interface Surroundings {
  grid: SolidGrid;
  /** Everything but the body itself. */
  obstacles: readonly Entity[];
}

export interface HeldChange extends MotionChange {
  /** Which limits acted. */
  limited: Limit[];
}

/** Probability of ground above which a body this near to it stands on it. */
const groundProbability = 0.5;
const groundReach = 0.12;
/** Slower than this, metres a second, a body that nothing drives stands still. */
const restSpeed = 0.05;
/** Metres between a ball and a player within which the player may be kicking it. */
const kickReach = 0.1;
/** Metres of a tick's rise that neither a jump nor the velocity explains but that are let pass. */
const riseTolerance = 0.02;
/** A blocked body spends what is left of its way along the surface, at most this often a tick. */
const slides = 3;

const still: MotionChange = { dx: 0, dy: 0, dz: 0, vx: 0, vy: 0, vz: 0, ground: 1, contact: 0 };
/** A grid without walls, for a body whose own place has been found to be solid: it may walk out. */
const openGround: SolidGrid = { cellSize: 1, solidAt: () => false };

/**
 * The change that a body really makes. Limits, by the names under which they are counted: `invalid`
 * (not a number), `speed` (metres a second), `rest` (speed is gained only by walking or by a kick),
 * `rise` (height is gained only by a jump or by the velocity there is), `ground`, `solid` (walls and
 * obstacles), `embedded` (its own place has come to count as solid). `timeStep` is in seconds.
 */
export function holdToLimits(
  body: BodyState,
  change: MotionChange,
  surroundings: Surroundings,
  intent: BodyIntent,
  speedLimit: number,
  timeStep: number,
): HeldChange {
  const limited: Limit[] = [];
  let held = change;
  if (!Object.values(change).every(Number.isFinite)) {
    limited.push('invalid');
    held = still;
  }
  held = { ...held };

  const speed = Math.hypot(held.dx, held.dy, held.dz) / timeStep;
  const speedAfter = Math.hypot(held.vx, held.vy, held.vz);
  if (speed > speedLimit || speedAfter > speedLimit) {
    limited.push('speed');
    scaleDisplacement(held, Math.min(1, speedLimit / Math.max(speed, 1e-9)));
    scaleVelocity(held, Math.min(1, speedLimit / Math.max(speedAfter, 1e-9)));
  }

  if (!isDriven(body, intent, surroundings)) {
    const before = Math.hypot(body.vx, body.vz);
    const most = before < restSpeed ? 0 : before;
    const gained = Math.hypot(held.vx, held.vz) > most || Math.hypot(held.dx, held.dz) > most * timeStep;
    if (gained) {
      limited.push('rest');
      holdPace(held, most, timeStep);
    }
  }

  const rise = Math.max(0, body.vy * timeStep) + riseTolerance;
  if (body.kind === 'player' && !(intent.jump && body.y < 1e-3) && held.dy > rise) {
    limited.push('rise');
    held.dy = Math.max(0, body.vy * timeStep);
    held.vy = Math.min(held.vy, Math.max(0, body.vy));
  }
  const height = body.y + held.dy;
  if (height < 0) limited.push('ground');
  if (height < 0 || (held.ground > groundProbability && height < groundReach)) {
    held.dy = -body.y;
    held.vy = Math.max(0, held.vy);
    if (body.kind === 'player') held.vy = 0;
  }

  const path = freePath(surroundings, body.x, body.z, bodyRadius(body.kind), held.dx, held.dz);
  if (path.embedded) limited.push('embedded');
  if (path.blocked) limited.push('solid');
  return { ...held, dx: path.dx, dz: path.dz, limited };
}

/**
 * How far a disc gets on the way (dx, dz): along each straight part it is swept against the points
 * that a range scan hits, ray 0 of which lies exactly on the way; where it touches, the rest of the
 * way continues along the surface.
 */
export function freePath(
  surroundings: Surroundings,
  x: number,
  z: number,
  radius: number,
  dx: number,
  dz: number,
): { dx: number; dz: number; blocked: boolean; embedded: boolean } {
  const { grid, embedded } = walkable(surroundings.grid, x, z);
  const scan = new Float32Array(scanRays);
  let atX = x;
  let atZ = z;
  let restX = dx;
  let restZ = dz;
  let blocked = false;
  for (let slide = 0; slide <= slides; slide++) {
    const length = Math.hypot(restX, restZ);
    if (length < 1e-6) break;
    const aheadX = restX / length;
    const aheadZ = restZ / length;
    rangeScan(grid, surroundings.obstacles, atX, atZ, Math.atan2(aheadX, aheadZ), scan);
    const contact = sweep(scan, radius, length);
    atX += aheadX * contact.free;
    atZ += aheadZ * contact.free;
    if (contact.free >= length) break;
    blocked = true;
    // (along, side) of the surface in the frame of the way; the right of (aheadX, aheadZ) is (aheadZ, -aheadX).
    const rest = (length - contact.free) * contact.tangentAlong;
    restX = rest * (contact.tangentAlong * aheadX + contact.tangentSide * aheadZ);
    restZ = rest * (contact.tangentAlong * aheadZ - contact.tangentSide * aheadX);
  }
  return { dx: atX - x, dz: atZ - z, blocked, embedded };
}

/** The grid to scan from a place: an open one where the place itself counts as solid. */
export function walkable(grid: SolidGrid, x: number, z: number): { grid: SolidGrid; embedded: boolean } {
  const embedded = grid.solidAt(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize));
  return { grid: embedded ? openGround : grid, embedded };
}

/** Free length along ray 0 for a disc, and the direction of the surface it touches there. */
function sweep(scan: Float32Array, radius: number, length: number) {
  let free = length;
  let tangentAlong = 1;
  let tangentSide = 0;
  for (let i = 0; i < scanRays; i++) {
    if (scan[i] >= scanRange) continue;
    const angle = (i * 2 * Math.PI) / scanRays;
    const along = scan[i] * Math.cos(angle);
    const side = scan[i] * Math.sin(angle);
    if (along <= 1e-9 || Math.abs(side) >= radius) continue;
    const reach = Math.max(0, along - Math.sqrt(radius * radius - side * side));
    if (reach >= free) continue;
    free = reach;
    const normal = Math.hypot(along - reach, side);
    tangentAlong = Math.abs(side) / normal;
    tangentSide = (-Math.sign(side) * (along - reach)) / normal;
  }
  return { free, tangentAlong, tangentSide };
}

/** Whether something gives the body speed: its own walking, or, for a ball, a player beside it. */
function isDriven(body: BodyState, intent: BodyIntent, { obstacles }: Surroundings): boolean {
  if (body.kind === 'player') return intent.move !== 0 || intent.strafe !== 0;
  const reach = bodyRadius('ball') + bodyRadius('player') + kickReach;
  return obstacles.some(({ kind, x, z }) => kind === 'player' && Math.hypot(x - body.x, z - body.z) < reach);
}

/** Holds the horizontal velocity and displacement to `most` metres a second. */
function holdPace(change: MotionChange, most: number, timeStep: number): void {
  const speed = Math.min(1, most / Math.max(Math.hypot(change.vx, change.vz), 1e-9));
  change.vx *= speed;
  change.vz *= speed;
  const way = Math.min(1, (most * timeStep) / Math.max(Math.hypot(change.dx, change.dz), 1e-9));
  change.dx *= way;
  change.dz *= way;
}

function scaleDisplacement(change: MotionChange, share: number): void {
  change.dx *= share;
  change.dy *= share;
  change.dz *= share;
}

function scaleVelocity(change: MotionChange, share: number): void {
  change.vx *= share;
  change.vy *= share;
  change.vz *= share;
}
