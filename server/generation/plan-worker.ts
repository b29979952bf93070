import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import type { WorkerThread } from './worker-thread.ts';

/**
 * Fills in tiles of ground that nobody has seen, one after the other, on a thread of lower priority. The thread starts
 * with the first tile. If it cannot start or dies, its tile fails, and the next one starts it again.
 */
export class PlanWorker {
  readonly #start: (onExit: () => void) => Promise<WorkerThread>;
  #thread: Promise<WorkerThread> | undefined;
  /** The last tile. The next one is filled in after it. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(start: (onExit: () => void) => Promise<WorkerThread>) {
    this.#start = start;
  }

  /** @throws Error if the pack has no plan graph, or the worker is closed */
  fill(request: TileRequest): Promise<PlanTile> {
    const job = this.#last.then(() => this.#fillNext(request));
    this.#last = job.catch(() => {});
    return job;
  }

  /** Ends the thread after its current tile; waiting tiles fail. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = await this.#thread?.catch(() => undefined);
    await thread?.close();
  }

  async #fillNext(request: TileRequest): Promise<PlanTile> {
    this.#requireOpen();
    this.#thread ??= this.#started();
    const thread = await this.#thread;
    this.#requireOpen();
    const answer = await thread.run({ kind: 'fill', request });
    if (answer.kind !== 'filled') throw new Error(`a plan worker answered with ${answer.kind}`);
    return answer.tile;
  }

  #started(): Promise<WorkerThread> {
    const forget = () => {
      this.#thread = undefined;
    };
    const started = this.#start(forget);
    started.catch(forget);
    return started;
  }

  #requireOpen(): void {
    if (this.#closed) throw new Error('plan generation is closed; create a new Generator');
  }
}
