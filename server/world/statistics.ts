import { solidKinds } from '../../shared/geometry/solids.ts';
import { spanned } from '../tracing/spans.ts';
import type { StuckCause } from './physics/depenetration.ts';

/** Timed parts of a tick, in order. */
export const stages = ['motion', 'rules', 'free', 'retrieve', 'generate', 'write', 'deliver'] as const;
export type TickStage = (typeof stages)[number];

/** Reasons for which an output of the motion network was limited: see motion-limits.ts. */
export const limits = [
  'invalid',
  'speed',
  'rest',
  'kick',
  'rise',
  'ground',
  ...solidKinds,
  'embedded',
] as const;
export type Limit = (typeof limits)[number];

/** A room's report about itself. Counts are since its start. */
export interface WorldReport {
  ticks: number;
  /** Clock beats at which the previous tick was not done, so that the world stood still. */
  missedTicks: number;
  /** Ticks that moved the world but had no time to draw it. */
  undrawnTicks: number;
  /** Ticks with at least one view to draw, and those that delivered every view in time. */
  dueTicks: number;
  deadlinesMet: number;
  /** deadlinesMet / dueTicks. 1 before the first. */
  deadlineAttainment: number;
  views: number;
  imaginedViews: number;
  /** Keyframes in memory. */
  keyframes: number;
  /** Errors that a tick survived. */
  faults: number;
  /** How often an output of the motion network was limited, by reason. */
  limited: Record<Limit, number>;
  /** Pushed bodies, counted once a tick each. */
  pushes: number;
  /** Depenetrations, by what the body was stuck in. */
  waysOut: Record<StuckCause, number>;
  /** Mean milliseconds of each stage over about the last hundred ticks in which it ran. */
  milliseconds: Record<TickStage, number>;
}

/** Weight of a new measurement in a running mean. */
const meanWeight = 0.02;

/** Counts and times as plain data. */
export type StatisticsSnapshot = Omit<WorldReport, 'deadlineAttainment' | 'keyframes'>;

/** Counts and times of one world. */
export class Statistics {
  ticks = 0;
  missedTicks = 0;
  undrawnTicks = 0;
  dueTicks = 0;
  deadlinesMet = 0;
  views = 0;
  imaginedViews = 0;
  faults = 0;
  readonly limited: Record<Limit, number> = {
    invalid: 0,
    speed: 0,
    rest: 0,
    kick: 0,
    rise: 0,
    ground: 0,
    wall: 0,
    door: 0,
    block: 0,
    player: 0,
    ball: 0,
    embedded: 0,
  };
  pushes = 0;
  readonly waysOut: Record<StuckCause, number> = {
    wall: 0,
    door: 0,
    block: 0,
    player: 0,
    ball: 0,
    enclosed: 0,
  };
  readonly #means = new Map<TickStage, number>();

  /** Runs a part of the tick as a span of its trace, and adds its time to the stage's mean. */
  time<T>(stage: TickStage, part: () => T): T {
    const start = performance.now();
    const result = spanned(stage, part);
    if (result instanceof Promise) {
      return result.finally(() => this.add(stage, performance.now() - start)) as T;
    }
    this.add(stage, performance.now() - start);
    return result;
  }

  report(keyframes: number): WorldReport {
    return {
      ticks: this.ticks,
      missedTicks: this.missedTicks,
      undrawnTicks: this.undrawnTicks,
      dueTicks: this.dueTicks,
      deadlinesMet: this.deadlinesMet,
      deadlineAttainment: this.dueTicks === 0 ? 1 : this.deadlinesMet / this.dueTicks,
      views: this.views,
      imaginedViews: this.imaginedViews,
      keyframes,
      faults: this.faults,
      limited: { ...this.limited },
      pushes: this.pushes,
      waysOut: { ...this.waysOut },
      milliseconds: {
        motion: this.#means.get('motion') ?? 0,
        rules: this.#means.get('rules') ?? 0,
        free: this.#means.get('free') ?? 0,
        retrieve: this.#means.get('retrieve') ?? 0,
        generate: this.#means.get('generate') ?? 0,
        write: this.#means.get('write') ?? 0,
        deliver: this.#means.get('deliver') ?? 0,
      },
    };
  }

  /** Continues the counts and times of an earlier world. */
  restore({ milliseconds, limited, waysOut, ...counts }: StatisticsSnapshot): void {
    Object.assign(this, counts);
    Object.assign(this.limited, limited);
    Object.assign(this.waysOut, waysOut);
    this.#means.clear();
    for (const stage of stages) if (milliseconds[stage] > 0) this.#means.set(stage, milliseconds[stage]);
  }

  /** Adds a measurement to the stage's mean. */
  add(stage: TickStage, milliseconds: number): void {
    const mean = this.#means.get(stage);
    // Early measurements have more weight, so that a new room quickly reports realistic times.
    const weight = mean === undefined ? 1 : Math.max(meanWeight, 1 / (this.ticks + 1));
    this.#means.set(stage, (mean ?? 0) + weight * (milliseconds - (mean ?? 0)));
  }
}
