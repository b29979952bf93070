/** Timing that a room reports for one beat of its clock. */
export interface Beat {
  /** Ticks with views to draw since the last beat, and how many of them met the deadline with every view. */
  due: number;
  met: number;
  /** Duration from the inputs to the newest views, and that of one more view, as shares of a tick. */
  taken: number;
  more: number;
}

/**
 * When a view that is not a player's may be drawn.
 *
 * It is granted if, within `grantWindow`, at least `grantShare` of the due ticks of all rooms met their
 * deadline, and if one more view would keep the room within `grantTaken` of a tick. It is withdrawn if,
 * within `keepWindow`, less than `keepShare` of them did. Then none is granted for `pause`. Times are
 * milliseconds.
 */
export const capacityRule = {
  grantWindow: 5_000,
  grantShare: 0.95,
  grantTaken: 0.85,
  keepWindow: 3_000,
  keepShare: 0.8,
  pause: 15_000,
} as const;
/** Fewest due ticks from which a share is computed. */
const leastDue = 4;

interface TimedBeat extends Beat {
  room: string;
  at: number;
}

/** When views that are no player's may be drawn: by the rule, always, or never. */
export type CapacityPolicy = 'spare' | 'always' | 'off';

/** Decides from the deadlines of all rooms whether a process can draw more than the players' views. */
export class Capacity {
  readonly #policy: CapacityPolicy;
  readonly #clock: () => number;
  #beats: TimedBeat[] = [];
  #notBefore = Number.NEGATIVE_INFINITY;

  /** @param clock Returns milliseconds and never goes back. */
  constructor(policy: CapacityPolicy, clock: () => number = () => performance.now()) {
    this.#policy = policy;
    this.#clock = clock;
  }

  observe(room: string, beat: Beat): void {
    const at = this.#clock();
    this.#beats.push({ ...beat, room, at });
    // Trims rarely, because each trim copies the array.
    if (this.#beats.length % 1024 === 0) {
      this.#beats = this.#beats.filter((beat) => beat.at > at - capacityRule.grantWindow);
    }
  }

  /** Whether a room may start to draw one more view. */
  mayBegin(room: string): boolean {
    if (this.#policy !== 'spare') return this.#policy === 'always';
    if (this.#clock() < this.#notBefore) return false;
    const recent = this.#recent(capacityRule.grantWindow);
    const { due, met } = sumOf(recent);
    // Without players no tick can be late.
    if (due > 0 && (due < leastDue || met < capacityRule.grantShare * due)) return false;
    const drawn = recent.filter((beat) => beat.room === room && beat.taken > 0);
    const taken = drawn.reduce((sum, beat) => sum + beat.taken + beat.more, 0);
    return drawn.length === 0 || taken / drawn.length <= capacityRule.grantTaken;
  }

  /** Whether a granted view may continue. A refusal also stops new grants for a while. */
  mayGoOn(): boolean {
    if (this.#policy === 'always') return true;
    const { due, met } = sumOf(this.#recent(capacityRule.keepWindow));
    if (due < leastDue || met >= capacityRule.keepShare * due) return true;
    this.#notBefore = this.#clock() + capacityRule.pause;
    return false;
  }

  #recent(window: number): TimedBeat[] {
    const from = this.#clock() - window;
    return this.#beats.filter(({ at }) => at > from);
  }
}

function sumOf(beats: readonly TimedBeat[]): { due: number; met: number } {
  let due = 0;
  let met = 0;
  for (const beat of beats) {
    due += beat.due;
    met += beat.met;
  }
  return { due, met };
}
