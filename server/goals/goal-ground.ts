import type { Entity } from '../../shared/entity.ts';
import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { isClear } from '../../shared/geometry/solids.ts';
import { bodyRadius } from '../../shared/motion-features.ts';
import { placeSpacing, WalkableGround } from '../bots/walkable-ground.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import { type Door, drawnEntity } from '../world/world-state.ts';
import type { GoalWorld } from './goal-world.ts';

/** Metres of the longest way that is searched. */
const farthest = 60;
/** Fields of distances that are kept. */
const mostFields = 12;
/** A body needs its radius, less a little, because walls are known in cells. */
const slack = 0.02;

/** Metres from a place to where a field is from; infinite where no way leads. */
type Field = (from: GroundPoint) => number;

/**
 * Ways over a room's ground for bodies and for balls, which are as wide. Closed doors are no obstacle: they are opened.
 * What is found is kept, for the branches of one plan share it.
 */
export class GoalGround {
  readonly grid: KnownGrid;
  readonly #ways: WalkableGround;
  readonly #fields = new Map<string, Field>();

  constructor(grid: KnownGrid) {
    this.grid = grid;
    this.#ways = new WalkableGround(grid);
  }

  /** Forgets what was found, because more may be known of the ground, and blocks may lie elsewhere. */
  refresh(): void {
    this.#ways.refresh();
    this.#fields.clear();
  }

  /** The shortest way, ending at the goal if one leads there, else near it. */
  way(from: GroundPoint, goal: GroundPoint, obstacles: readonly Entity[]): GroundPoint[] {
    const way = this.#ways.way(from, goal, besides(goal, obstacles));
    const last = way.at(-1) ?? from;
    const isThere = Math.hypot(last.x - goal.x, last.z - goal.z) < 1.5 * placeSpacing;
    return isThere ? [...way, goal] : way;
  }

  /** Lengths of the ways to a place. */
  field(to: GroundPoint, obstacles: readonly Entity[]): Field {
    const about = obstacles.map(({ x, z }) => `${x.toFixed(1)},${z.toFixed(1)}`).join(' ');
    const key = `${to.x.toFixed(1)},${to.z.toFixed(1)} ${about}`;
    let field = this.#fields.get(key);
    if (field === undefined) {
      const places = this.#ways.distancesFrom(to, farthest, besides(to, obstacles));
      field = (from) => nearestOf(from, places);
      if (this.#fields.size >= mostFields) this.#fields.clear();
      this.#fields.set(key, field);
    }
    return field;
  }

  /** Whether a body has room at a place. */
  hasRoom({ x, z }: GroundPoint, obstacles: readonly Entity[]): boolean {
    return isClear({ grid: this.grid, obstacles }, x, z, bodyRadius('player') - slack);
  }

  /** Whether a body as wide as these can go straight from one place to another. */
  isStraight(from: GroundPoint, to: GroundPoint): boolean {
    const metres = Math.hypot(to.x - from.x, to.z - from.z);
    if (metres < 1e-6) return true;
    const side = { x: ((to.z - from.z) / metres) * halfWidth, z: ((from.x - to.x) / metres) * halfWidth };
    return [-1, 1].every((sign) =>
      isInLineOfSight(
        { x: from.x + sign * side.x, z: from.z + sign * side.z },
        { x: to.x + sign * side.x, z: to.z + sign * side.z },
        this.grid,
      ),
    );
  }
}

/** Obstacles but for the one that a way leads to. */
function besides(to: GroundPoint, obstacles: readonly Entity[]): readonly Entity[] {
  return obstacles.filter(({ x, z }) => Math.hypot(x - to.x, z - to.z) > itself);
}

/** Metres from the centre of an obstacle within which a way leads to it: a body that touches a ball is 0.6 m away from it. */
const itself = 0.5;

/** Metres beside the middle of a body at which its way must be free of walls. */
const halfWidth = 0.25;

/** The least way over one of the places around, which may themselves have no room. */
function nearestOf({ x, z }: GroundPoint, places: Field): number {
  let least = Number.POSITIVE_INFINITY;
  const [i, j] = [Math.round(x / placeSpacing), Math.round(z / placeSpacing)];
  for (let di = -1; di <= 1; di++) {
    for (let dj = -1; dj <= 1; dj++) {
      const place = { x: (i + di) * placeSpacing, z: (j + dj) * placeSpacing };
      least = Math.min(least, places(place) + Math.hypot(place.x - x, place.z - z));
    }
  }
  return least;
}

/** What ways lead around: blocks, and whatever else is named. */
export function obstaclesOf({ state }: GoalWorld, around: readonly string[] = []): Entity[] {
  const obstacles: Entity[] = [];
  for (const [id, thing] of state.entities) {
    if (thing.kind !== 'block' && !around.includes(id)) continue;
    const drawn = drawnEntity(thing);
    if (drawn !== undefined) obstacles.push(drawn);
  }
  return obstacles;
}

/** The first closed door through which a way leads. */
export function doorOnWay(
  from: GroundPoint,
  way: readonly GroundPoint[],
  { state }: GoalWorld,
): { id: string; door: Door } | undefined {
  let before = from;
  for (const place of way) {
    for (const [id, door] of state.entities) {
      if (door.kind !== 'door' || (door.opening && door.state > 0.9)) continue;
      if (metresToSegment(door.closed, before, place) < onWay) return { id, door };
    }
    before = place;
  }
  return undefined;
}

/** Metres from the middle of a doorway to a way that leads through it. */
const onWay = 0.35;

export function metresToSegment(point: GroundPoint, from: GroundPoint, to: GroundPoint): number {
  const dx = to.x - from.x;
  const dz = to.z - from.z;
  const square = dx * dx + dz * dz;
  const along = square < 1e-9 ? 0 : ((point.x - from.x) * dx + (point.z - from.z) * dz) / square;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - from.x - share * dx, point.z - from.z - share * dz);
}
