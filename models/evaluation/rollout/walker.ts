import { type Action, neutralAction } from '../../../shared/action.ts';
import { wrapAngle } from '../../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { lookLimits } from '../../reference/player.ts';
import type { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/** The walker's present activity, with its remaining ticks. */
type Plan =
  | { kind: 'walk'; path: GroundPoint[]; ticks: number }
  | { kind: 'idle'; ticks: number }
  | { kind: 'turn'; yaw: number; ticks: number }
  | { kind: 'watch'; ticks: number };

/** Radians that a body turns in a tick at axis value 1, at 12 ticks a second. */
const turnPerTick = lookLimits.turnRate / 12;
/** Metres at which a waypoint counts as reached. */
const near = 0.35;

/**
 * A scripted player for evaluation: walks to random places around walls and closed doors, idles, turns away
 * and back, and looks at the other player. Its random numbers have their own seed.
 */
export class Walker {
  readonly #world: ReferenceWorld;
  readonly #random: Random;
  #plan: Plan = { kind: 'idle', ticks: 2 };

  constructor(world: ReferenceWorld, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  act(body: GroundPoint & { heading: number }, pitch: number, other: GroundPoint | undefined): Action {
    if (this.#plan.ticks-- <= 0) this.#plan = this.#next(body, other);
    const look = Math.max(-1, Math.min(1, -pitch * 2));
    switch (this.#plan.kind) {
      case 'idle':
        return { ...neutralAction, look };
      case 'turn':
        return { ...neutralAction, turn: this.#turnTo(body, this.#plan.yaw), look };
      case 'watch': {
        if (other === undefined) return neutralAction;
        const yaw = Math.atan2(other.x - body.x, other.z - body.z);
        const apart = Math.hypot(other.x - body.x, other.z - body.z);
        return { ...neutralAction, turn: this.#turnTo(body, yaw), strafe: apart < 2 ? 0.3 : 0, look };
      }
      case 'walk':
        return this.#follow(body, this.#plan, look);
    }
  }

  #next(body: GroundPoint & { heading: number }, other: GroundPoint | undefined): Plan {
    const draw = this.#random.next();
    if (draw < 0.12) return { kind: 'idle', ticks: 10 + this.#random.integer(70) };
    if (draw < 0.3) {
      const away = this.#random.range(1, Math.PI) * (this.#random.next() < 0.5 ? 1 : -1);
      return { kind: 'turn', yaw: wrapAngle(body.heading + away), ticks: 16 };
    }
    if (draw < 0.5 && other && Math.hypot(other.x - body.x, other.z - body.z) < 9)
      return { kind: 'watch', ticks: 40 };
    // Often to the other player, so that the two meet.
    const ways = reachableCells(this.#world, body);
    const cells = [...ways.keys()];
    const goal =
      other && ways.has(cellOf(this.#world, other)) && this.#random.next() < 0.4
        ? cellOf(this.#world, other)
        : cells[this.#random.integer(cells.length)];
    return { kind: 'walk', path: pathTo(this.#world, ways, goal), ticks: 30 + this.#random.integer(60) };
  }

  #follow(
    body: GroundPoint & { heading: number },
    plan: Extract<Plan, { kind: 'walk' }>,
    look: number,
  ): Action {
    while (plan.path.length > 0 && Math.hypot(plan.path[0].x - body.x, plan.path[0].z - body.z) < near)
      plan.path.shift();
    const waypoint = plan.path[0];
    if (waypoint === undefined) {
      plan.ticks = 0;
      return { ...neutralAction, look };
    }
    const off = wrapAngle(Math.atan2(waypoint.x - body.x, waypoint.z - body.z) - body.heading);
    const move = Math.abs(off) < 0.6 ? 1 : 0;
    return { ...neutralAction, turn: Math.max(-1, Math.min(1, off / turnPerTick)), move, look };
  }

  #turnTo(body: { heading: number }, yaw: number): number {
    return Math.max(-0.6, Math.min(0.6, wrapAngle(yaw - body.heading) / turnPerTick));
  }
}

function cellOf(world: ReferenceWorld, { x, z }: GroundPoint): number {
  return Math.floor(z) * world.size + Math.floor(x);
}

/** Cells that can be reached without opening a door, by breadth-first search, each with its predecessor. */
export function reachableCells(world: ReferenceWorld, from: GroundPoint): Map<number, number> {
  const { size } = world;
  const things = [...world.doors, ...world.blocks].map((thing) => cellOf(world, thing));
  const blocked = (x: number, z: number) => world.solidAt(x, z) || things.includes(z * size + x);
  const start = cellOf(world, from);
  const cameFrom = new Map<number, number>([[start, start]]);
  const queue = [start];
  for (const cell of queue) {
    for (const [dx, dz] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const x = (cell % size) + dx;
      const z = Math.floor(cell / size) + dz;
      const next = z * size + x;
      if (cameFrom.has(next) || blocked(x, z)) continue;
      cameFrom.set(next, cell);
      queue.push(next);
    }
  }
  return cameFrom;
}

/** Centres of the cells on the path to `goal`, without the start. */
function pathTo(world: ReferenceWorld, ways: ReadonlyMap<number, number>, goal: number): GroundPoint[] {
  const path: GroundPoint[] = [];
  for (let cell = goal; ; ) {
    const before = ways.get(cell);
    if (before === undefined || before === cell) return path;
    path.unshift({ x: (cell % world.size) + 0.5, z: Math.floor(cell / world.size) + 0.5 });
    cell = before;
  }
}
