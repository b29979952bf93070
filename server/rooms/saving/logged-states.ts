import type { LogEntry } from '../../world/log/replay.ts';
import type { WorldSnapshot } from '../../world/snapshots/world-snapshot.ts';

/** Seconds of play between two states in a log. A replay begins at any of them, so it repeats at most so much to get to a tick. */
const stateEvery = 10;

/** Says when a log is to say what state its world has. */
export class LoggedStates {
  readonly #ticks: number;
  /** Tick of the newest one. */
  #at: number;

  /** `rate`: ticks a second. `tick`: where the log begins. */
  constructor(rate: number, tick: number) {
    this.#ticks = stateEvery * rate;
    this.#at = tick;
  }

  /** The log begins again at a tick. */
  begin(tick: number): void {
    this.#at = tick;
  }

  /** The log's next entry, if it is to be a state. `world` is the state after everything that the log says so far. */
  due(world: WorldSnapshot): LogEntry[] {
    const { tick } = world.state;
    if (tick - this.#at < this.#ticks) return [];
    this.#at = tick;
    return [{ do: 'state', world }];
  }
}
