import type { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import { neutralAction } from '../../../shared/action.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { Random } from '../../reference/random.ts';
import { OutwardWalker } from './outward-walker.ts';

/** Ticks without so many metres of progress after which a bot tries something else. */
const patience = { ticks: 150, metres: 5 };
/** Metres beyond a bot at which its goal lies. */
const ahead = 200;
/** Metres between the places of the way that it goes back by, and at which one of them counts as reached. */
const spacing = 8;
const near = 4;

export interface OutAndBackOptions {
  /** Radians, as a yaw is. */
  direction: number;
  /** Metres of way after which it turns back. */
  out: number;
  /** Most metres that it walks a tick, on average; it stands still whenever it is ahead of that. Without limit by default. */
  pace?: number;
  seed: number;
}

/** A bot that walks so many metres outwards, comes back by the way that it went, and sets out again elsewhere. */
export class OutAndBack {
  /** Metres walked, and farthest from the start. */
  metres = 0;
  farthest = 0;
  /** How often it came back. */
  returns = 0;
  readonly #world: World;
  readonly #id: string;
  readonly #start: GroundPoint;
  readonly #walker: OutwardWalker;
  readonly #random: Random;
  readonly #out: number;
  readonly #pace: number;
  #ticks = 0;
  #direction: number;
  #trail: GroundPoint[] = [];
  #leg = 0;
  #isBack = false;
  #last: GroundPoint | undefined;
  #progress = { tick: 0, x: 0, z: 0 };

  constructor(
    world: World,
    id: string,
    { direction, out, pace = Number.POSITIVE_INFINITY, seed }: OutAndBackOptions,
  ) {
    this.#world = world;
    this.#id = id;
    this.#out = out;
    this.#pace = pace;
    this.#direction = direction;
    this.#random = Random.keyed(seed, 67);
    world.join(id, id);
    this.#start = this.place;
    this.#walker = new OutwardWalker(world, this.#start);
  }

  get place(): GroundPoint {
    const { x, z } = this.#player.body;
    return { x, z };
  }

  act(tick: number): void {
    const here = this.place;
    const moved = this.#last ? distance(here, this.#last) : 0;
    this.#last = here;
    this.metres += moved;
    this.#leg += moved;
    this.farthest = Math.max(this.farthest, distance(here, this.#start));
    const sequence = this.#player.acknowledged + 1;
    if (this.metres > this.#pace * ++this.#ticks) {
      this.#progress.tick++;
      this.#world.setInput(this.#id, { sequence, action: neutralAction });
      return;
    }
    if (distance(here, this.#progress) > patience.metres) this.#progress = { tick, ...here };
    const isStuck = tick - this.#progress.tick > patience.ticks;
    if (isStuck) this.#progress = { tick, ...here };
    this.#walker.goal = this.#isBack ? this.#back(here, isStuck) : this.#outwards(here, isStuck);
    const action = this.#walker.act(this.#player, tick);
    this.#world.setInput(this.#id, { sequence, action });
  }

  #outwards(here: GroundPoint, isStuck: boolean): GroundPoint {
    if (isStuck) this.#direction = this.#random.next() * 2 * Math.PI;
    const last = this.#trail.at(-1);
    if (!last || distance(here, last) >= spacing) this.#trail.push(here);
    if (this.#leg >= this.#out) this.#isBack = true;
    return {
      x: here.x + ahead * Math.sin(this.#direction),
      z: here.z + ahead * Math.cos(this.#direction),
    };
  }

  #back(here: GroundPoint, isStuck: boolean): GroundPoint {
    // A way that a door or a body closes meanwhile is left out.
    if (isStuck) this.#trail.pop();
    for (let next = this.#trail.at(-1); next && distance(here, next) < near; next = this.#trail.at(-1)) {
      this.#trail.pop();
    }
    const goal = this.#trail.at(-1);
    if (goal) return goal;
    this.returns++;
    this.#isBack = false;
    this.#leg = 0;
    this.#direction += Math.PI / 2;
    return this.#start;
  }

  get #player(): Player {
    const player = this.#world.state.players.get(this.#id);
    if (!player) throw new Error(`${this.#id} left`);
    return player;
  }
}

function distance(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}
