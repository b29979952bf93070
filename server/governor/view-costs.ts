import type { Rung } from './ladder.ts';
import type { TickCosts } from './tick-plan.ts';

/** What was measured of one tick of a room. All in milliseconds; times on one clock. */
export interface MeasuredTick {
  /** The tick took its inputs, and its last view was delivered. */
  began: number;
  delivered: number;
  /** Of the main thread, to encode and send the views. */
  delivery: number;
  /** Views of the tick. Those that cost nothing because nothing changed in them have 0. */
  views: readonly MeasuredView[];
}

export interface MeasuredView {
  rung: number;
  /** Of a worker thread. */
  milliseconds: number;
  /** It had to be made up, which costs many times as much and says nothing of the next view. */
  imagined: boolean;
}

/**
 * How costs are learnt: by the median of the samples of the last `window` (or the newest `fewest`). Costs of two rungs are compared when both have `compared` samples in the last `compare`, and
 * the ratio moves by `weight` of the difference. Ratios go back to what is expected by `forget` at each comparison, so
 * that one mistake is not believed for ever. What was measured before a `pause` says nothing of the load now.
 * Milliseconds.
 */
export const learning = {
  window: 1_500,
  fewest: 6,
  compare: 4_000,
  compared: 4,
  weight: 0.3,
  forget: 0.01,
  pause: 10_000,
} as const;
/** Share of a view's cost that grows with the pixels of its picture, as long as nothing was measured. */
const growing = 0.2;
/** Share of a view's cost that goes with its keyframes. */
const ofKeyframes = 0.2;
/** Most that a ratio may differ from what is expected. */
const mostDeviation = 2.5;
/** Samples that are kept: more than the longest window has of many rooms. */
const mostSamples = 8_192;

interface Sample {
  at: number;
  rung: number;
  value: number;
}

/**
 * What views cost at each rung, learnt from ticks: the cost at the view's own size, and for every rung a ratio to it.
 * Ratios are of the pack and the processor, and change slowly; the cost at own size also tells how busy the machine is
 * with other things, and changes at once.
 */
export class ViewCosts {
  readonly #expected: number[];
  readonly #pixels: number[];
  readonly #ratios: number[];
  readonly #own: number;
  #drawing: Sample[] = [];
  /** The first measurement since the last pause. */
  #began = 0;
  /** Of each tick, for one view at its own size. */
  #delivery: Sample[] = [];
  /** Of each tick, a view. */
  #overhead: Sample[] = [];

  constructor(rungs: readonly Rung[], own: number) {
    const area = ({ size }: Rung) => size.width * size.height;
    this.#own = own;
    this.#pixels = rungs.map((rung) => area(rung) / area(rungs[own]));
    this.#expected = rungs.map(
      (rung, index) =>
        1 + growing * (this.#pixels[index] - 1) - ofKeyframes * (1 - rung.keyframes / rungs[own].keyframes),
    );
    this.#ratios = [...this.#expected];
  }

  add(tick: MeasuredTick, makespan: (jobs: readonly number[]) => number): void {
    const { delivered: at, views } = tick;
    if (views.length === 0) return;
    for (const { rung, milliseconds, imagined } of views) {
      if (milliseconds === 0 || imagined) continue;
      if (this.age(at) > learning.pause) this.#began = at;
      this.#drawing.push({ at, rung, value: milliseconds });
    }
    const pixels = views.reduce((sum, { rung }) => sum + this.#pixels[rung], 0);
    this.#delivery.push({ at, rung: this.#own, value: tick.delivery / pixels });
    const drawing = makespan(views.map(({ milliseconds }) => milliseconds));
    const rest = tick.delivered - tick.began - tick.delivery - drawing;
    this.#overhead.push({ at, rung: this.#own, value: Math.max(0, rest) / views.length });
    for (const samples of [this.#drawing, this.#delivery, this.#overhead]) {
      if (samples.length > mostSamples) samples.splice(0, mostSamples / 2);
    }
  }

  /** Milliseconds since a view was drawn that says what views cost now; infinite before the first. */
  age(at: number): number {
    return at - (this.#drawing.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  }

  /** Milliseconds over which there are measurements without a long pause. */
  measuredFor(at: number): number {
    return this.age(at) > learning.pause ? 0 : at - this.#began;
  }

  /** Costs now, or steady ones; undefined until enough was measured. */
  now(at: number, workers: number, window: number = learning.window): TickCosts | undefined {
    const drawing = newest(this.#drawing, at, window);
    if (drawing.length < learning.fewest) return undefined;
    const base = quantile(
      drawing.map(({ rung, value }) => value / this.#ratios[rung]),
      0.5,
    );
    const delivery = quantile(valuesOf(newest(this.#delivery, at, window)), 0.5);
    // Below the median, because a tick that waits for another room's views says nothing of its own.
    const overhead = quantile(valuesOf(newest(this.#overhead, at, window)), 0.25);
    return {
      drawing: this.#ratios.map((ratio) => base * ratio),
      delivery: this.#pixels.map((pixels) => delivery * pixels),
      overhead,
      workers,
    };
  }

  /** Milliseconds of a view now, whatever its rung. */
  mean(at: number): number {
    const values = valuesOf(newest(this.#drawing, at, learning.window));
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  }

  /** Compares rungs that were drawn at nearly the same time; to be called at a steady pace. */
  learn(at: number): void {
    const byRung = Map.groupBy(newest(this.#drawing, at, learning.compare, 0), ({ rung }) => rung);
    const medians = this.#ratios.map((_, rung) => {
      const samples = byRung.get(rung) ?? [];
      return samples.length < learning.compared ? undefined : quantile(valuesOf(samples), 0.5);
    });
    // From the own size outwards, so that each is compared with one that is up to date.
    for (let rung = this.#own - 1; rung >= 0; rung--) this.#follow(rung, 1, medians);
    for (let rung = this.#own + 1; rung < medians.length; rung++) this.#follow(rung, -1, medians);
  }

  /** Moves a rung's ratio towards what it is beside the nearest measured rung on the way to the own size. */
  #follow(rung: number, inwards: 1 | -1, medians: readonly (number | undefined)[]): void {
    const ratios = this.#ratios;
    const expected = this.#expected[rung];
    ratios[rung] *= (expected / ratios[rung]) ** learning.forget;
    const median = medians[rung];
    for (let other = rung + inwards; median !== undefined; other += inwards) {
      const beside = medians[other];
      if (beside !== undefined && beside > 0) {
        const measured = (ratios[other] * median) / beside;
        const bounded = Math.min(expected * mostDeviation, Math.max(expected / mostDeviation, measured));
        ratios[rung] *= (bounded / ratios[rung]) ** learning.weight;
        break;
      }
      if (other === this.#own) break;
    }
    // Nothing larger is ever cheaper.
    const neighbour = ratios[rung + inwards];
    ratios[rung] = inwards === 1 ? Math.max(ratios[rung], neighbour) : Math.min(ratios[rung], neighbour);
  }
}

/** Samples of the last `window`, or the newest `fewest` where there are fewer in it. */
function newest(
  samples: readonly Sample[],
  at: number,
  window: number,
  fewest: number = learning.fewest,
): Sample[] {
  let first = samples.length;
  while (first > 0 && (samples[first - 1].at >= at - window || samples.length - first < fewest)) first--;
  return samples.slice(first);
}

function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value);
}

/** The value that a `share` of the others are below; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
