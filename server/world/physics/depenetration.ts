import { collideAndSlide, walkable } from '../../../shared/geometry/collide-and-slide.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import {
  deepestOverlap,
  isClear,
  type SolidKind,
  type Surroundings,
  touching,
} from '../../../shared/geometry/solids.ts';
import { type BodyState, bodyRadius } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { obstaclesFor, obstaclesNear, type Player, stepOrder, type WorldState } from '../world-state.ts';
import { isEnclosed, isGround, nearestRoom } from './enclosure.ts';

/** Why a body was stuck: the kind of its deepest overlap, or that it was enclosed. */
export type StuckCause = SolidKind | 'enclosed';

/** A body that was stuck and is free now. */
export interface Depenetration {
  /** Tick at whose end it is free. */
  readonly tick: number;
  /** The player's id. Undefined for a ball. */
  readonly player: string | undefined;
  readonly cause: StuckCause;
  /** Distance that it was moved in this tick, metres. */
  readonly metres: number;
}

/** The world in which bodies are freed. */
export interface PhysicsScene {
  readonly state: WorldState;
  readonly grid: KnownGrid;
  /** Spots that the world seed knows to be free ground. */
  readonly spots: readonly { x: number; z: number }[];
  readonly manifest: Manifest;
}

/** Speed at which a body slides out of an overlap, metres a second. */
const slideSpeed = 3;
/** Longest slide in metres. A body with a longer way out is relocated in one step. */
const slideReach = 0.65;
/** Iterations to resolve several overlaps. */
const corrections = 16;
/** Seconds between two searches for relocations. */
const searchSeconds = 0.5;

/**
 * Depenetration, the last part of a tick. It frees bodies that overlap something (a wall that memory has
 * learnt, a door, a block, another body) and players that are enclosed.
 *
 * A body whose way out is at most 0.65 m slides there at 3 m/s. Every half second, other stuck bodies are
 * relocated: to the nearest room within 4 m, else to the nearest free spot of the seed. A way out of a wall
 * leads only to ground that was seen, never behind the wall. Bodies take turns in `order`, balls last. An
 * enclosed ball stays.
 */
export function depenetrate(scene: PhysicsScene, order: readonly Player[]): Depenetration[] {
  const { state, grid, manifest } = scene;
  const { rate } = manifest.view;
  const searching = state.tick % Math.max(1, Math.round(searchSeconds * rate)) === 0;
  const owners = new Map(order.map((player) => [player.body, player.id]));
  const found: Depenetration[] = [];
  for (const body of stepOrder(state, order)) {
    const cause = stuckCause({ grid, obstacles: obstaclesNear(state, body) }, body, searching);
    if (cause === undefined) continue;
    const around = { grid, obstacles: obstaclesFor(state, body) };
    const { x, z } = body;
    if (searching) relocate(body, exitOf(scene, around, body, cause));
    else slideOut(body, around, slideSpeed / rate);
    if (stuckCause(around, body, searching) !== undefined) continue;
    const metres = Math.hypot(body.x - x, body.z - z);
    found.push({ tick: state.tick, player: owners.get(body), cause, metres });
  }
  return found;
}

/**
 * Why a body is stuck, or undefined. The test for enclosure is slow, so it is only made for players and when
 * `searching`.
 */
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
  const away = (spot: GroundPoint) => Math.hypot(spot.x - x, spot.z - z);
  return scene.spots
    .filter((spot) => isClear(around, spot.x, spot.z, radius))
    .reduce<GroundPoint | undefined>(
      (best, spot) => (best === undefined || away(spot) < away(best) ? spot : best),
      undefined,
    );
}

/**
 * The position after resolving the deepest overlap repeatedly. Undefined if it is too far, or if a body in a
 * wall would come out on unseen ground.
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

function relocate(body: BodyState, spot: GroundPoint | undefined): void {
  if (spot === undefined) return;
  body.x = spot.x;
  body.z = spot.z;
  body.vx = 0;
  body.vz = 0;
}
