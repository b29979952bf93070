import type { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { Random } from '../../reference/random.ts';
import { OutwardWalker } from './outward-walker.ts';
import { type WayOut, wayOut } from './way-out.ts';

/** Ticks between two searches for a way out. */
const checkEvery = 120;
/** Ticks without so many metres of progress after which a bot tries another direction. */
const patience = { ticks: 150, metres: 5 };
/** Metres beyond a bot at which its goal lies. */
const ahead = 200;
/** Most times that ground is filled in for one search, and how far around the place that it needs, metres. */
const mostFillings = 24;
const filled = 24;

export interface OutwardWalks {
  bots: number;
  /** Ticks that each of them walked. */
  ticks: number;
  /** Searches for a way to ground farther out, and those that found none. */
  searches: number;
  shut_in: number;
  /** Places where bots were shut in. */
  places: GroundPoint[];
  /** Farthest metres from the start, of each bot. */
  metres: number[];
}

export interface OutwardWalksOptions {
  start: GroundPoint;
  bots: number;
  ticks: number;
  seed: number;
  /** Called after every tick: waits for tiles, so that the walk is the same on every machine. */
  ticked?(): Promise<void>;
}

/**
 * Bots walk outwards in different directions, by inputs as players do. Every ten seconds, and at the end, each of them must
 * have a way to ground that lies farther from the start than it stands.
 */
export async function walkOutwards(
  world: World,
  { start, bots, ticks, seed, ticked = async () => {} }: OutwardWalksOptions,
): Promise<OutwardWalks> {
  const walking = Array.from(
    { length: bots },
    (_, i) => new Bot(world, `bot-${i}`, start, i / bots, seed + i),
  );
  const report = { bots, ticks, searches: 0, shut_in: 0, places: [] as GroundPoint[] };
  for (let tick = 1; tick <= ticks; tick++) {
    for (const bot of walking) bot.act(tick);
    await world.advance();
    await ticked();
    if (tick % checkEvery !== 0 && tick !== ticks) continue;
    for (const { place } of walking) {
      report.searches++;
      if ((await searchWayOut(world, place, start)) === 'out') continue;
      report.shut_in++;
      report.places.push(place);
    }
  }
  return { ...report, metres: walking.map(({ farthest }) => farthest) };
}

/** As {@link wayOut}; ground that a way leads to is filled in. */
async function searchWayOut(world: World, from: GroundPoint, start: GroundPoint): Promise<WayOut> {
  let found = wayOut(world.ground, from, start);
  for (let i = 0; i < mostFillings && typeof found === 'object'; i++) {
    await world.map?.fillAround([found], filled);
    await world.advance();
    found = wayOut(world.ground, from, start);
  }
  return found;
}

class Bot {
  farthest = 0;
  readonly #world: World;
  readonly #id: string;
  readonly #start: GroundPoint;
  readonly #walker: OutwardWalker;
  readonly #random: Random;
  #direction: number;
  /** Tick and metres at which it got on. */
  #progress = { tick: 0, metres: 0 };

  constructor(world: World, id: string, start: GroundPoint, share: number, seed: number) {
    this.#world = world;
    this.#id = id;
    this.#start = start;
    this.#random = Random.keyed(seed, 61);
    this.#direction = (share + this.#random.next()) * 2 * Math.PI;
    world.join(id, id);
    world.setDrawn(id, false);
    this.#walker = new OutwardWalker(world, start);
  }

  get place(): GroundPoint {
    const { x, z } = this.#player.body;
    return { x, z };
  }

  act(tick: number): void {
    const { x, z } = this.place;
    const metres = Math.hypot(x - this.#start.x, z - this.#start.z);
    this.farthest = Math.max(this.farthest, metres);
    if (metres > this.#progress.metres + patience.metres) this.#progress = { tick, metres };
    if (tick - this.#progress.tick > patience.ticks) {
      this.#direction = this.#random.next() * 2 * Math.PI;
      this.#progress = { tick, metres };
    }
    this.#walker.goal = {
      x: x + ahead * Math.sin(this.#direction),
      z: z + ahead * Math.cos(this.#direction),
    };
    const action = this.#walker.act(this.#player, tick);
    this.#world.setInput(this.#id, { sequence: this.#player.acknowledged + 1, action });
  }

  get #player(): Player {
    const player = this.#world.state.players.get(this.#id);
    if (!player) throw new Error(`${this.#id} left`);
    return player;
  }
}
