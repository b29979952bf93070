import type { Clock } from '../rate-limit.ts';

/** What the machine draws, and what each player would get with one more; views a second. */
export interface DrawingShortage {
  drawn: number;
  least: number;
}

/**
 * How the rate is measured: over the last `window`, or as far back as `longest` where that has fewer than
 * `views` views; not before `settled` after the first. Milliseconds.
 */
export const measuring = { window: 10_000, longest: 30_000, views: 10, settled: 20_000 } as const;
/** Samples beyond which old ones are dropped: more than the longest window holds of many rooms. */
const mostSamples = 16_384;

interface Sample {
  at: number;
  /** Of a worker, for one view. */
  milliseconds: number;
}

/**
 * Whether the machine can draw one more player's view, by what views cost now: with `w` workers and `m`
 * milliseconds a view (the median) it draws `w * 1000 / m` views a second, of which every player of the process gets an
 * equal share. The first player is always drawn, and so is everybody until enough was measured. The
 * prediction is on the generous side, because a view costs more when more of them are drawn at once.
 */
export class DrawingCapacity {
  /** Views a second for each player; 0 admits everybody. */
  readonly least: number;
  readonly #workers: () => number;
  readonly #clock: Clock;
  /** Players whose views are drawn, by room. */
  readonly #players = new Map<string, number>();
  #samples: Sample[] = [];
  #began: number | undefined;

  /** `least` in views a second for each player, 0 admits everybody; `workers` are the threads that draw. */
  constructor(options: { least: number; workers(): number; clock?: Clock }) {
    this.least = options.least;
    this.#workers = options.workers;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Views were drawn; each took so many milliseconds of a worker. */
  drawn(milliseconds: readonly number[]): void {
    if (milliseconds.length === 0) return;
    const at = this.#clock();
    const newest = this.#samples.at(-1)?.at;
    // After a rest, what was measured before says nothing of the load now.
    if (newest === undefined || at - newest > measuring.longest) this.#began = at;
    for (const one of milliseconds) this.#samples.push({ at, milliseconds: one });
    if (this.#samples.length > mostSamples) this.#samples = this.#samples.slice(mostSamples / 2);
  }

  /** How many players a room has drawn from now on; 0 forgets it. */
  players(room: string, count: number): void {
    if (count === 0) this.#players.delete(room);
    else this.#players.set(room, count);
  }

  /** Views a second that the machine draws; undefined where too little was measured. */
  get viewsPerSecond(): number | undefined {
    const now = this.#clock();
    if (this.#began === undefined || now - this.#began < measuring.settled) return undefined;
    const costs: number[] = [];
    for (let i = this.#samples.length - 1; i >= 0; i--) {
      const sample = this.#samples[i];
      const age = now - sample.at;
      if (age > measuring.longest || (age > measuring.window && costs.length >= measuring.views)) break;
      costs.push(sample.milliseconds);
    }
    if (costs.length < measuring.views) return undefined;
    // The median: a page that loads beside, or a place that is imagined, makes some views dear for a moment.
    const median = costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)];
    return median <= 0 ? undefined : (Math.max(1, this.#workers()) * 1000) / median;
  }

  /** Why one more player cannot be drawn; undefined where it can. */
  shortage(): DrawingShortage | undefined {
    const players = [...this.#players.values()].reduce((sum, count) => sum + count, 0);
    if (this.least === 0 || players === 0) return undefined;
    const drawn = this.viewsPerSecond;
    if (drawn === undefined || drawn / (players + 1) >= this.least) return undefined;
    return { drawn, least: this.least };
  }
}

/** Why one more player cannot be drawn, as a sentence with figures; undefined where it can. */
export function shortageOf(capacity: Pick<DrawingCapacity, 'shortage'>): string | undefined {
  const shortage = capacity.shortage();
  if (shortage === undefined) return undefined;
  const { drawn, least } = shortage;
  const figure = drawn >= 10 ? Math.round(drawn) : Math.round(drawn * 10) / 10;
  return `This server draws about ${figure} views a second now; with one more player each would get under ${least}.`;
}
