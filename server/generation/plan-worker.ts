import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import { OnDemandThread } from './on-demand-thread.ts';
import type { WorkerThread } from './worker-thread.ts';

/** Fills in tiles of ground that nobody has seen, one after the other, on a thread of lower priority. */
export class PlanWorker {
  readonly #thread: OnDemandThread;

  constructor(start: (onExit: () => void) => Promise<WorkerThread>) {
    this.#thread = new OnDemandThread('plan generation', start);
  }

  /** @throws Error if the pack has no plan graph, or the worker is closed */
  async fill(request: TileRequest): Promise<PlanTile> {
    const answer = await this.#thread.run({ kind: 'fill', request });
    if (answer.kind !== 'filled') throw new Error(`a plan worker answered with ${answer.kind}`);
    return answer.tile;
  }

  /** Ends the thread after its current tile; waiting tiles fail. Idempotent. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
