import { type Entity, type EntityKind, halfExtents } from '../../shared/entity.ts';
import { doorway } from '../../shared/geometry/door.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { gapTo, isClear, type Surroundings, solidOf } from '../../shared/geometry/solids.ts';
import { WalkableGround } from '../bots/walkable-ground.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import { distance, type Knowledge } from './knowledge.ts';
import type { Sighted } from './sight-log.ts';

/** Radius in metres that has to be free along a way. */
const passing = 0.28;
/** Metres between places of a straight line that are looked at. */
const stride = 0.1;
/** Metres from the start of a leg within which less room is enough. */
const leaving = 0.3;
/** Metres from a thing's middle at which one is there. */
const arrived: Readonly<Record<EntityKind, number>> = {
  orb: 0.75,
  ball: 0.9,
  player: 0.9,
  block: 1.1,
  door: 0.9,
};

/** A way on foot over ground that is known to be floor. */
export interface KnownRoute {
  /** Corners, without the start; the last one is beside the goal. */
  readonly way: readonly GroundPoint[];
  /** To the goal's middle. */
  readonly metres: number;
  /** Closed doors, as they were seen, that it leads through. */
  readonly doors: number;
}

/** The way from who asks to something that was seen; undefined where no known ground leads there. */
export function routeTo({ last }: Sighted, knowledge: Knowledge): KnownRoute | undefined {
  const { pose, sights, ground } = knowledge;
  const goal = last.entity.kind === 'door' ? { ...last.entity, ...doorway(last.entity) } : last.entity;
  const others = [...sights.values()]
    .map((sighted) => sighted.last.entity)
    .filter((one) => one !== last.entity);
  const obstacles = others.filter(({ kind }) => kind === 'block');
  const known = new SeenFloor(ground);
  const places = new WalkableGround(known).way(pose, goal, obstacles);
  const there = arrived[last.entity.kind];
  const first = places.findIndex((place) => distance(place, goal) <= there);
  if (first < 0) {
    if (distance(pose, goal) > there) return undefined;
    return { way: [{ x: goal.x, z: goal.z }], metres: distance(pose, goal), doors: 0 };
  }
  const way = straightened(pose, places.slice(0, first + 1), { grid: known, obstacles });
  const doors = others.filter(
    (one) => one.kind === 'door' && one.state < 0.5 && leadsThrough(pose, way, one),
  );
  const corners = [pose, ...way, goal];
  const metres = corners.slice(1).reduce((sum, corner, index) => sum + distance(corners[index], corner), 0);
  return { way, metres, doors: doors.length };
}

/** Ground where what nobody has seen is no way: a cell without any known floor around it counts as solid. */
class SeenFloor implements KnownGrid {
  readonly cellSize: number;
  readonly #ground: KnownGrid;

  constructor(ground: KnownGrid) {
    this.#ground = ground;
    this.cellSize = ground.cellSize;
  }

  solidAt(x: number, z: number): boolean {
    const ground = this.#ground;
    if (ground.solidAt(x, z)) return true;
    if (ground.cell === undefined || ground.cell(x, z) === 'floor') return false;
    for (let dz = -gapCells; dz <= gapCells; dz++)
      for (let dx = -gapCells; dx <= gapCells; dx++)
        if (ground.cell(x + dx, z + dz) === 'floor') return false;
    return true;
  }
}

/** Cells of ground between seen floor that nobody looked at closely enough, and that count as floor with it. */
const gapCells = 3;

/**
 * A way with the fewest corners: each leg goes as far along the places as a body gets in a straight line. Legs may end
 * between places, which lie on a lattice.
 */
function straightened(
  from: GroundPoint,
  places: readonly GroundPoint[],
  surroundings: Surroundings,
): GroundPoint[] {
  const points = between([from, ...places]);
  const way: GroundPoint[] = [];
  for (let at = 0; at < points.length - 1; ) {
    // Where one stands closer to a wall than a way may lead, the first leg leads away from it.
    let [near, far] = [at + 1, points.length - 1];
    if (isFree(points[at], points[far], surroundings)) near = far;
    while (far - near > 1) {
      const middle = Math.floor((near + far) / 2);
      if (isFree(points[at], points[middle], surroundings)) near = middle;
      else far = middle;
    }
    at = near;
    way.push(points[at]);
  }
  return way;
}

/** Points of a way at most {@link stride} metres apart, with its corners. */
function between(corners: readonly GroundPoint[]): GroundPoint[] {
  const points = [corners[0]];
  for (const [index, corner] of corners.slice(1).entries()) {
    const before = corners[index];
    const steps = Math.max(1, Math.ceil(distance(before, corner) / stride));
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      points.push({
        x: before.x + (corner.x - before.x) * share,
        z: before.z + (corner.z - before.z) * share,
      });
    }
  }
  return points;
}

/** Whether a body gets from one point to another in a straight line; where it stands now, it fits anyhow. */
function isFree(from: GroundPoint, to: GroundPoint, surroundings: Surroundings): boolean {
  const steps = Math.ceil(distance(from, to) / stride);
  for (let step = 1; step <= steps; step++) {
    const x = from.x + ((to.x - from.x) * step) / steps;
    const z = from.z + ((to.z - from.z) * step) / steps;
    const room = distance(from, { x, z }) < leaving ? passing / 2 : passing;
    if (!isClear(surroundings, x, z, room)) return false;
  }
  return true;
}

function leadsThrough(from: GroundPoint, way: readonly GroundPoint[], door: Entity): boolean {
  const solid = solidOf(door);
  if (solid === undefined) return false;
  const reach = halfExtents.player[0];
  let at = from;
  for (const corner of way) {
    const steps = Math.ceil(distance(at, corner) / stride);
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 1 : step / steps;
      const x = at.x + (corner.x - at.x) * share;
      const z = at.z + (corner.z - at.z) * share;
      if (gapTo(solid, x, z).distance < reach) return true;
    }
    at = corner;
  }
  return false;
}
