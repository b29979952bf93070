import type { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { wrapAngle } from '../../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { lookLimits } from '../../reference/player.ts';

/** Cells of a metre, around the body, in which a way is searched for. */
const searched = 28;
/** Ticks between two searches, and without progress after which the walker counts as stuck. */
const searchEvery = 18;
/** Metres at which a waypoint counts as reached. */
const near = 0.4;
const turnPerTick = lookLimits.turnRate / 12;

/**
 * A scripted player that walks towards a far goal over ground that the room's map knows, around walls and through doors,
 * which it opens.
 */
export class OutwardWalker {
  readonly #ground: World['ground'];
  goal: GroundPoint;
  #path: GroundPoint[] = [];
  #age = 0;
  #last = { x: 0, z: 0 };

  constructor(world: Pick<World, 'ground'>, goal: GroundPoint) {
    this.#ground = world.ground;
    this.goal = goal;
  }

  act({ body, pitch }: Player, tick: number): Action {
    if (this.#age-- <= 0 || this.#path.length === 0) {
      this.#path = this.#search(body);
      this.#age = searchEvery;
    }
    while (this.#path.length > 0 && Math.hypot(this.#path[0].x - body.x, this.#path[0].z - body.z) < near) {
      this.#path.shift();
    }
    const [next] = this.#path;
    const look = Math.max(-1, Math.min(1, -pitch * 2));
    if (next === undefined) return { ...neutralAction, look };
    const aside = wrapAngle(Math.atan2(next.x - body.x, next.z - body.z) - body.heading);
    const turn = Math.max(-1, Math.min(1, aside / turnPerTick));
    const moved = Math.hypot(body.x - this.#last.x, body.z - this.#last.z);
    this.#last = { x: body.x, z: body.z };
    // A closed door stands in the way of whoever does not move.
    const use = moved < 0.05 && tick % 8 === 0;
    return { ...neutralAction, look, turn, move: Math.abs(aside) < 0.5 ? 1 : 0, use };
  }

  /** Whether the body can walk over a cell of a metre, as far as is known. */
  #isOpen(x: number, z: number): boolean {
    const { cellSize } = this.#ground;
    const fine = Math.max(1, Math.round(1 / cellSize));
    const first = { x: x * fine, z: z * fine };
    for (let dz = 0; dz < fine; dz++) {
      for (let dx = 0; dx < fine; dx++) {
        if (this.#ground.solidAt(first.x + dx, first.z + dz)) return false;
      }
    }
    const middle = Math.floor(fine / 2);
    return this.#ground.cell?.(first.x + middle, first.z + middle) !== 'unknown';
  }

  /** The way (breadth-first) to the reachable cell nearest to the goal. */
  #search(body: GroundPoint): GroundPoint[] {
    const start = { x: Math.floor(body.x), z: Math.floor(body.z) };
    const key = (x: number, z: number) =>
      (x - start.x + searched) * (2 * searched + 1) + z - start.z + searched;
    const from = new Map<number, { x: number; z: number } | undefined>([[key(start.x, start.z), undefined]]);
    const queue = [start];
    let best = { cell: start, distance: Number.POSITIVE_INFINITY };
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      const distance = Math.hypot(cell.x + 0.5 - this.goal.x, cell.z + 0.5 - this.goal.z);
      if (distance < best.distance) best = { cell, distance };
      for (const [dx, dz] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
        const next = { x: cell.x + dx, z: cell.z + dz };
        const aside = Math.max(Math.abs(next.x - start.x), Math.abs(next.z - start.z));
        if (aside > searched || from.has(key(next.x, next.z)) || !this.#isOpen(next.x, next.z)) continue;
        from.set(key(next.x, next.z), cell);
        queue.push(next);
      }
    }
    const path: GroundPoint[] = [];
    for (
      let cell: { x: number; z: number } | undefined = best.cell;
      cell && cell !== start;
      cell = from.get(key(cell.x, cell.z))
    ) {
      path.unshift({ x: cell.x + 0.5, z: cell.z + 0.5 });
    }
    return path;
  }
}
