import type { Pace } from '../../shared/pace.ts';
import { StepLoop, type StepSource } from '../world/step-loop.ts';
import { TickLoop, type TickLoopOptions } from '../world/tick-loop.ts';

/** What makes the time of a room pass. */
export interface RoomClock {
  readonly running: boolean;
  start(): void;
  /** Resolves when no tick is under way. */
  stop(): Promise<void>;
}

const clocks: Readonly<Record<Pace, (options: TickLoopOptions, steps: StepSource) => RoomClock>> = {
  'real-time': (options) => new TickLoop(options),
  'lock-step': (options, steps) => new StepLoop(options, steps),
};

/** The clock of a room at this pace; in lock-step it waits for `steps`. */
export function openClock(pace: Pace, options: TickLoopOptions, steps: StepSource): RoomClock {
  return clocks[pace](options, steps);
}
