import type { Clock } from '../rate-limit.ts';

/** The views a second that the machine draws, and those that each player would get after one more joins. */
export interface DrawingShortage {
  drawn: number;
  least: number;
}

/**
 * How the rate is measured: over the last `window`, or as far back as `longest` if that has fewer than
 * `views` views; not before `settled` after the first. Milliseconds.
 */
export const measuring = { window: 10_000, longest: 30_000, views: 10, settled: 20_000 } as const;
/** Samples beyond which old ones are dropped: more than the longest window holds of many rooms. */
const mostSamples = 16_384;

interface ViewCost {
  at: number;
  /** Worker time for one view. */
  milliseconds: number;
}

/**
 * Decides from measured view times whether the machine can draw one more player's view. With `w` workers and a
 * median of `m` milliseconds a view, it draws `w * 1000 / m` views a second, shared equally by all players of the
 * process. The first player is always admitted, and so is everybody until enough views were measured. The
 * prediction is optimistic, because a view takes longer when more views are drawn at once.
 */
export class DrawingCapacity {
  /** Views a second for each player; 0 admits everybody. */
  readonly least: number;
  readonly #workers: () => number;
  readonly #clock: Clock;
  /** Players whose views are drawn, by room. */
  readonly #players = new Map<string, number>();
  #samples: ViewCost[] = [];
  #began: number | undefined;

  /** `least` in views a second for each player, 0 admits everybody; `workers` are the threads that draw. */
  constructor(options: { least: number; workers(): number; clock?: Clock }) {
    this.least = options.least;
    this.#workers = options.workers;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Records drawn views by the milliseconds of worker time that each took. */
  drawn(milliseconds: readonly number[]): void {
    if (milliseconds.length === 0) return;
    const at = this.#clock();
    const newest = this.#samples.at(-1)?.at;
    // Samples from before a pause say nothing about the present load.
    if (newest === undefined || at - newest > measuring.longest) this.#began = at;
    for (const one of milliseconds) this.#samples.push({ at, milliseconds: one });
    if (this.#samples.length > mostSamples) this.#samples = this.#samples.slice(mostSamples / 2);
  }

  /** Sets how many players a room draws views for; 0 forgets the room. */
  players(room: string, count: number): void {
    if (count === 0) this.#players.delete(room);
    else this.#players.set(room, count);
  }

  /** Views a second that the machine draws; undefined until enough views were measured. */
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
    // The median, because a loading page or an imagined place makes a few views slow for a moment.
    const median = costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)];
    return median <= 0 ? undefined : (Math.max(1, this.#workers()) * 1000) / median;
  }

  /** Why one more player cannot be drawn; undefined if it can. */
  shortage(): DrawingShortage | undefined {
    const players = [...this.#players.values()].reduce((sum, count) => sum + count, 0);
    if (this.least === 0 || players === 0) return undefined;
    const drawn = this.viewsPerSecond;
    if (drawn === undefined || drawn / (players + 1) >= this.least) return undefined;
    // As many digits as mean something.
    const shown = drawn >= 10 ? Math.round(drawn) : Math.round(drawn * 10) / 10;
    return { drawn: shown, least: this.least };
  }
}
