import type { EmbeddedPlanes, ViewEmbedding } from '../contracts/view-embedding.ts';
import { OnDemandThread } from './on-demand-thread.ts';
import type { WorkerThread } from './worker-thread.ts';

/** Embeds drawn views beside words, one after the other, on a thread of lower priority. */
export class WordsWorker {
  readonly #thread: OnDemandThread;

  constructor(start: (onExit: () => void) => Promise<WorkerThread>) {
    this.#thread = new OnDemandThread('embedding of views', start);
  }

  /** @throws Error if the pack has no words graph, or the worker is closed */
  async embed({ rgb, inverseDepth, camera }: EmbeddedPlanes): Promise<ViewEmbedding> {
    const answer = await this.#thread.run({ kind: 'embed', view: { rgb, inverseDepth, camera } });
    if (answer.kind !== 'embedded') throw new Error(`a words worker answered with ${answer.kind}`);
    return answer.embedding;
  }

  /** Ends the thread after its current view; waiting ones fail. Idempotent. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
