import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/** A cell of 1 m of the reference world. */
export interface Cell {
  readonly x: number;
  readonly z: number;
}

const sides = [
  { x: 1, z: 0 },
  { x: -1, z: 0 },
  { x: 0, z: 1 },
  { x: 0, z: -1 },
] as const;

/**
 * Which goals can be reached, by construction: on the true plan of the reference world, in cells, with doors that open and
 * blocks that stay. It knows neither the engine's memory nor its planner.
 */
export class CellWays {
  readonly #world: ReferenceWorld;
  readonly #blocks: ReadonlySet<number>;

  constructor(world: ReferenceWorld) {
    this.#world = world;
    this.#blocks = new Set(world.blocks.map((block) => this.#key(cellOf(block))));
  }

  isFree(cell: Cell): boolean {
    return !this.#world.solidAt(cell.x, cell.z) && !this.#blocks.has(this.#key(cell));
  }

  /** Whether the eight cells around are free as well. */
  isRoomy({ x, z }: Cell): boolean {
    for (let dx = -1; dx <= 1; dx++)
      for (let dz = -1; dz <= 1; dz++) if (!this.isFree({ x: x + dx, z: z + dz })) return false;
    return true;
  }

  /** Keys of the cells to which one can walk; `without`: a cell that something lies in. */
  reached(from: Cell, without?: Cell): ReadonlySet<number> {
    const blocked = without && this.#key(without);
    const reached = new Set([this.#key(from)]);
    const queue = [from];
    for (const cell of queue) {
      for (const side of sides) {
        const next = { x: cell.x + side.x, z: cell.z + side.z };
        const key = this.#key(next);
        if (key === blocked || reached.has(key) || !this.isFree(next)) continue;
        reached.add(key);
        queue.push(next);
      }
    }
    return reached;
  }

  /** Whether a block can be placed in a cell next to this one, with all but a few cells free around it, by somebody at `from`. */
  hasRoomBeside(place: Cell, from: Cell): boolean {
    const reached = this.reached(from);
    return sides.some((side) => {
      const cell = { x: place.x + side.x, z: place.z + side.z };
      const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dz) => ({ x: cell.x + dx, z: cell.z + dz })));
      return reached.has(this.#key(cell)) && around.filter((one) => this.isFree(one)).length >= 8;
    });
  }

  canReach(from: Cell, to: Cell): boolean {
    return this.reached(from).has(this.#key(to));
  }

  /**
   * Cells to which a ball can be pushed, from cell to cell along x or z, by somebody who walks around it to the cell behind it,
   * as in Sokoban.
   */
  pushed(self: Cell, ball: Cell): readonly Cell[] {
    const seen = new Set<string>();
    const cells = new Map([[this.#key(ball), ball]]);
    const queue = [{ self, ball }];
    for (const { self, ball } of queue) {
      const reached = this.reached(self, ball);
      for (const side of sides) {
        const next = { x: ball.x + side.x, z: ball.z + side.z };
        const behind = { x: ball.x - side.x, z: ball.z - side.z };
        if (!this.isFree(next) || !reached.has(this.#key(behind))) continue;
        // Where the pusher stands then says which sides it can get to.
        const state = `${this.#key(next)} ${this.#key(ball)}`;
        if (seen.has(state)) continue;
        seen.add(state);
        cells.set(this.#key(next), next);
        queue.push({ self: ball, ball: next });
      }
    }
    return [...cells.values()];
  }

  #key({ x, z }: Cell): number {
    return z * this.#world.size + x;
  }
}

export function cellOf({ x, z }: GroundPoint): Cell {
  return { x: Math.floor(x), z: Math.floor(z) };
}
