import type { Log } from '../log.ts';
import { RateLimit } from '../rate-limit.ts';
import type { Depenetration } from '../world/physics/depenetration.ts';
import type { Statistics } from '../world/statistics.ts';

/** How often errors that a room survives are logged, and bodies that were stuck: a line each 5 s. */
const lines = { perSecond: 0.2, burst: 1 };

/** What goes wrong in a room, in its log: ticks would write the same line twelve times a second. */
export class RoomJournal {
  readonly #log: Pick<Log, 'info' | 'error'>;
  readonly #faults = new RateLimit(lines);
  readonly #ways = new RateLimit(lines);

  constructor(log: Pick<Log, 'info' | 'error'>) {
    this.#log = log;
  }

  fault(where: string, error: unknown): void {
    if (this.#faults.take()) this.#log.error({ err: error, where }, 'survived an error');
  }

  freed(wayOut: Depenetration, { waysOut }: Pick<Statistics, 'waysOut'>): void {
    if (this.#ways.take()) this.#log.info({ ...wayOut, waysOut }, 'a body was stuck and found a way out');
  }
}
