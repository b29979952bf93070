import { type Action, neutralAction } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/camera.ts';
import type { Random } from '../reference/random.ts';
import type { ReferenceWorld } from '../reference/world.ts';

interface Place {
  x: number;
  z: number;
}

/** What the walker is doing, for so many more ticks. */
type Plan =
  | { kind: 'walk'; path: Place[]; ticks: number }
  | { kind: 'idle'; ticks: number }
  | { kind: 'turn'; yaw: number; ticks: number }
  | { kind: 'watch'; ticks: number };

/** Radians that a body turns in a tick at axis 1, at 12 ticks a second. */
const turnPerTick = Math.PI / 12;
/** Metres at which a waypoint counts as reached. */
const near = 0.35;

/**
 * A scripted player for measuring play: walks to random places round walls and closed doors, idles,
 * turns away and back, and looks at the other player. Its randomness comes from its own seed.
 */
export class Walker {
  readonly #world: ReferenceWorld;
  readonly #random: Random;
  #plan: Plan = { kind: 'idle', ticks: 2 };

  constructor(world: ReferenceWorld, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  act(body: Place & { heading: number }, pitch: number, other: Place | undefined): Action {
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

  #next(body: Place & { heading: number }, other: Place | undefined): Plan {
    const draw = this.#random.next();
    if (draw < 0.12) return { kind: 'idle', ticks: 10 + this.#random.integer(70) };
    if (draw < 0.3) {
      const away = this.#random.range(1, Math.PI) * (this.#random.next() < 0.5 ? 1 : -1);
      return { kind: 'turn', yaw: wrapAngle(body.heading + away), ticks: 16 };
    }
    if (draw < 0.5 && other && Math.hypot(other.x - body.x, other.z - body.z) < 9)
      return { kind: 'watch', ticks: 40 };
    // Often towards the other player, so that the two meet.
    const goal = other && this.#random.next() < 0.4 ? other : this.#randomPlace();
    return { kind: 'walk', path: this.#path(body, goal), ticks: 30 + this.#random.integer(60) };
  }

  #follow(body: Place & { heading: number }, plan: Extract<Plan, { kind: 'walk' }>, look: number): Action {
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

  #randomPlace(): Place {
    for (;;) {
      const x = this.#random.integer(this.#world.size);
      const z = this.#random.integer(this.#world.size);
      if (!this.#blocked(x, z)) return { x: x + 0.5, z: z + 0.5 };
    }
  }

  #blocked(cellX: number, cellZ: number): boolean {
    if (this.#world.solidAt(cellX, cellZ)) return true;
    const things = [...this.#world.doors, ...this.#world.blocks];
    return things.some((thing) => Math.floor(thing.x) === cellX && Math.floor(thing.z) === cellZ);
  }

  /** Cell centres of a shortest way, breadth first; empty when there is none. */
  #path(from: Place, to: Place): Place[] {
    const { size } = this.#world;
    const start = Math.floor(from.z) * size + Math.floor(from.x);
    const goal = Math.floor(to.z) * size + Math.floor(to.x);
    const cameFrom = new Map<number, number>([[start, start]]);
    const queue = [start];
    for (const cell of queue) {
      if (cell === goal) break;
      for (const [dx, dz] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
        const x = (cell % size) + dx;
        const z = Math.floor(cell / size) + dz;
        const next = z * size + x;
        if (cameFrom.has(next) || this.#blocked(x, z)) continue;
        cameFrom.set(next, cell);
        queue.push(next);
      }
    }
    const path: Place[] = [];
    for (let cell = goal; cameFrom.has(cell) && cell !== start; cell = cameFrom.get(cell) ?? start) {
      path.unshift({ x: (cell % size) + 0.5, z: Math.floor(cell / size) + 0.5 });
    }
    return path;
  }
}
