/** Movement of a pointer, pixels; x to the right, y down, as in MouseEvent.movementX and movementY. */
export interface Movement {
  readonly x: number;
  readonly y: number;
}

interface Step extends Movement {
  /** Pixels a millisecond. */
  readonly speed: number;
  /** Milliseconds; `passed` since the event before. */
  readonly time: number;
  readonly passed: number;
  /** Nobody knows when the event before was: the pointer was just captured. */
  readonly first: boolean;
}

/** An event is suspected when it is so many times as fast as the fastest of the last few. */
const outlierRatio = 6;
/** Pixels below which no event is suspected. */
const smallest = 50;
/** Pixels a millisecond; a pointer that rests may begin with {@link outlierRatio} times this. */
const restingSpeed = 0.5;
/** Events that the next one is compared with. */
const remembered = 3;
/**
 * Milliseconds that pass between two events, at least and at most, for the sake of speeds. Browsers give events of one
 * frame the same time; and after a pause, how long that was says nothing of the hand.
 */
const interval = { least: 4, usual: 16, most: 250 } as const;

/**
 * Leaves out single events that are far over their neighbours, which mice, drivers and browsers make up: a pointer that is
 * warped to the middle of the window, a sensor that loses the table. Speeds are compared and not distances, since a busy
 * page gets one large event in the place of many. An event that is suspected waits for the next one: where that is fast,
 * too, it was a flick and both count; where it is slow again, the suspected one is dropped. So a real flick, which rises and
 * falls over several events, loses nothing, and no event is late by more than one.
 */
export class MovementFilter {
  readonly #recent: Step[] = [];
  #held: Step | undefined;
  /** Of the newest event. */
  #time: number | undefined;

  /** Movement to apply after an event with these pixels at `time` milliseconds; NaN counts as 0. */
  take(x: number, y: number, time: number): Movement {
    const step = this.#step(finite(x), finite(y), time);
    if (step === undefined) return still;
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return this.#accept(step);
    const heldSpeed = held.first ? Math.hypot(held.x, held.y) / step.passed : held.speed;
    const fast = step.time - held.time < interval.most && step.speed * outlierRatio >= heldSpeed;
    if (!fast) return this.#accept(step);
    this.#remember(held);
    const { x: more, y: down } = this.#accept(step);
    return { x: held.x + more, y: held.y + down };
  }

  /** The pointer was released or captured, or the page was hidden: the next event has no neighbours. */
  reset(): void {
    this.#recent.length = 0;
    this.#held = undefined;
    this.#time = undefined;
  }

  #step(x: number, y: number, time: number): Step | undefined {
    // Browsers also send events without movement, which do not count as neighbours.
    if (x === 0 && y === 0) return undefined;
    const first = this.#time === undefined;
    const since = this.#time === undefined ? interval.usual : time - this.#time;
    this.#time = time;
    const passed = Math.max(interval.least, Math.min(interval.most, finite(since)));
    return { x, y, time, passed, first, speed: Math.hypot(x, y) / passed };
  }

  /** Lets a step through, or keeps it until the next one. */
  #accept(step: Step): Movement {
    const speeds = this.#recent
      .filter(({ time }) => step.time - time < interval.most)
      .map(({ speed }) => speed);
    const suspected =
      Math.hypot(step.x, step.y) > smallest && step.speed > outlierRatio * Math.max(restingSpeed, ...speeds);
    if (suspected) {
      this.#held = step;
      return still;
    }
    this.#remember(step);
    return step;
  }

  #remember(step: Step): void {
    this.#recent.push(step);
    if (this.#recent.length > remembered) this.#recent.shift();
  }
}

const still: Movement = { x: 0, y: 0 };

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
