/** Movement of a pointer, pixels; x to the right, y down, as in MouseEvent.movementX and movementY. */
export interface Movement {
  readonly x: number;
  readonly y: number;
}

interface Step extends Movement {
  /** Pixels a millisecond. */
  readonly speed: number;
  /** Milliseconds; `passed` is the time since the event before. */
  readonly time: number;
  readonly passed: number;
  /** True if the time of the event before is unknown, because the pointer was just captured. */
  readonly first: boolean;
}

/** An event is suspect if it is this many times as fast as the fastest of the last few. */
const outlierRatio = 6;
/** Pixels below which no event is suspect. */
const smallest = 50;
/**
 * Pixels a millisecond. The first movement of a resting pointer may have {@link outlierRatio} times this
 * speed.
 */
const restingSpeed = 0.5;
/** Number of events that the next one is compared with. */
const remembered = 3;
/**
 * Bounds of the milliseconds between two events when a speed is computed. Browsers give events of one frame
 * the same time, and the length of a pause says nothing about the speed of the hand.
 */
const interval = { least: 4, usual: 16, most: 250 } as const;

/**
 * Removes single events that are far faster than their neighbours. Mice, drivers and browsers produce them: a
 * pointer warped to the centre of the window, a sensor lifted off the table. It compares speeds, not
 * distances, because a busy page gets one large event instead of many. A suspect event is held until the next
 * one. If that is fast, too, it was a flick and both count. If it is slow, the suspect event is dropped. So a
 * real flick, which rises and falls over several events, loses nothing, and no event is more than one event
 * late.
 */
export class MovementFilter {
  readonly #recent: Step[] = [];
  #held: Step | undefined;
  /** Time of the newest event. */
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

  /** Forgets the neighbours: the pointer was released or captured, or the page was hidden. */
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

  /** Passes a step on, or holds it until the next one. */
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
