import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { type BodyState, bodyRadius } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { obstaclesFor, type Player, stepOrder, type WorldState } from '../world-state.ts';
import { collideAndSlide, walkable } from './collide-and-slide.ts';
import { isEnclosed, isGround, nearestRoom } from './enclosure.ts';
import { deepestOverlap, isClear, type SolidKind, type Surroundings, touching } from './solids.ts';

/** Why a body was stuck: what it lay in deepest, or that it could not get away. */
export type StuckCause = SolidKind | 'enclosed';

/** A body that was stuck and now is free. */
export interface Depenetration {
  /** Tick at whose end it is free. */
  readonly tick: number;
  /** The player's id; undefined for a ball. */
  readonly player: string | undefined;
  readonly cause: StuckCause;
  /** How far it was moved in this tick, metres. */
  readonly metres: number;
}

/** What ways out are looked for in. */
export interface PhysicsScene {
  readonly state: WorldState;
  readonly grid: KnownGrid;
  /** Places, feet on the ground, that the world seed knows to be free. */
  readonly places: readonly { x: number; z: number }[];
  readonly manifest: Manifest;
}

/** Metres a second at which a body slides out of what it lies in. */
const slideSpeed = 3;
/** Metres that a body slides at most; what is farther is taken in one step. */
const slideReach = 0.65;
/** Corrections that are tried to get clear of several things at once. */
const corrections = 16;
/** Ways out that take a search are looked for every so many seconds. */
const searchSeconds = 0.5;

/**
 * The last part of a tick: bodies that lie in something (a wall that memory has come to know, a door,
 * a block, another body) or that are shut in get out. One that is out within 0.65 m slides there, at
 * 3 m/s; any other, and one that has not made it, is put at the nearest room within 4 m, or else at
 * the nearest free place of the seed, at the next half second. Ways out of walls lead to ground that
 * was seen, never behind them. Bodies take their turns in `order`, balls last. A ball that is shut in stays.
 */
export function depenetrate(scene: PhysicsScene, order: readonly Player[]): Depenetration[] {
  const { state, grid, manifest } = scene;
  const { rate } = manifest.view;
  const searching = state.tick % Math.max(1, Math.round(searchSeconds * rate)) === 0;
  const owners = new Map(order.map((player) => [player.body, player.id]));
  const found: Depenetration[] = [];
  for (const body of stepOrder(state, order)) {
    const around = { grid, obstacles: obstaclesFor(state, body) };
    const cause = stuckCause(around, body, searching);
    if (cause === undefined) continue;
    const { x, z } = body;
    if (searching) putAt(body, exitOf(scene, around, body, cause));
    else slideOut(body, around, slideSpeed / rate);
    if (stuckCause(around, body, searching) !== undefined) continue;
    const metres = Math.hypot(body.x - x, body.z - z);
    found.push({ tick: state.tick, player: owners.get(body), cause, metres });
  }
  return found;
}

/** Why a body is stuck; whether it is shut in is only asked of players, and when `searching`. */
function stuckCause(around: Surroundings, body: BodyState, searching: boolean): StuckCause | undefined {
  const overlap = deepestOverlap(around, body.x, body.z, bodyRadius(body.kind), touching);
  if (overlap !== undefined) return overlap.kind;
  const shutIn = searching && body.kind === 'player' && isEnclosed(around, body.x, body.z);
  return shutIn ? 'enclosed' : undefined;
}

type KnownSurroundings = Surroundings & { readonly grid: KnownGrid };

function exitOf(
  scene: PhysicsScene,
  around: KnownSurroundings,
  body: BodyState,
  cause: StuckCause,
): GroundPoint | undefined {
  const { x, z, kind } = body;
  const radius = bodyRadius(kind);
  const beside = cause === 'enclosed' ? undefined : nearestClear(around, x, z, radius);
  if (beside !== undefined && !(kind === 'player' && isEnclosed(around, beside.x, beside.z))) return beside;
  const room = nearestRoom(around, x, z, radius);
  if (room !== undefined) return room;
  const away = (place: GroundPoint) => Math.hypot(place.x - x, place.z - z);
  return scene.places
    .filter((place) => isClear(around, place.x, place.z, radius))
    .reduce<GroundPoint | undefined>(
      (best, place) => (best === undefined || away(place) < away(best) ? place : best),
      undefined,
    );
}

/**
 * The place that pushing out of the deepest overlap leads to, again and again; undefined when it is far,
 * or when a body in the middle of a wall would come out where nobody has seen ground.
 */
function nearestClear(
  around: KnownSurroundings,
  x: number,
  z: number,
  radius: number,
): GroundPoint | undefined {
  const { embedded } = walkable(around.grid, x, z);
  let atX = x;
  let atZ = z;
  for (let i = 0; i < corrections; i++) {
    const overlap = deepestOverlap(around, atX, atZ, radius, 0);
    if (overlap === undefined)
      return embedded && !isGround(around.grid, atX, atZ) ? undefined : { x: atX, z: atZ };
    const { distance, nx, nz } = overlap.gap;
    atX += nx * (radius - distance + touching);
    atZ += nz * (radius - distance + touching);
    if (Math.hypot(atX - x, atZ - z) > slideReach) return undefined;
  }
  return undefined;
}

function slideOut(body: BodyState, around: KnownSurroundings, most: number): void {
  const radius = bodyRadius(body.kind);
  const exit = nearestClear(around, body.x, body.z, radius);
  if (exit === undefined) return;
  const way = Math.hypot(exit.x - body.x, exit.z - body.z);
  const share = Math.min(1, most / Math.max(way, 1e-9));
  const path = collideAndSlide(
    around,
    body.x,
    body.z,
    radius,
    (exit.x - body.x) * share,
    (exit.z - body.z) * share,
  );
  body.x += path.dx;
  body.z += path.dz;
}

function putAt(body: BodyState, place: GroundPoint | undefined): void {
  if (place === undefined) return;
  body.x = place.x;
  body.z = place.z;
  body.vx = 0;
  body.vz = 0;
}
