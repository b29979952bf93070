/** Bodies of one world for the motion network. */
export interface MotionJob {
  /** [bodies, motionFeatures]. */
  features: Float32Array;
  bodies: number;
}

interface Waiting extends MotionJob {
  resolve: (changes: Float32Array) => void;
  reject: (error: unknown) => void;
}

/** Most worlds whose bodies are moved between two answers, so that the first of them does not wait long for the last. */
const mostTogether = 16;

/**
 * Motion of all worlds, one batch after the other. What is asked for while a batch is under way waits for the next one, so
 * that many rooms cost few messages between threads, and few runs of the network.
 */
export class MotionQueue {
  readonly #run: (jobs: readonly MotionJob[]) => Promise<readonly Float32Array[]>;
  #waiting: Waiting[] = [];
  #held: Promise<unknown> = Promise.resolve();
  #busy = false;

  /** `run` returns the changes of each job, in their order. It is called with one batch at a time. */
  constructor(run: (jobs: readonly MotionJob[]) => Promise<readonly Float32Array[]>) {
    this.#run = run;
  }

  /** The changes of these bodies, [bodies, motionOutputs]. Rejects where its batch fails. */
  move(job: MotionJob): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...job, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      // Other worlds ask in the same turn of the event loop: those whose messages came together, or whose last batch did.
      setImmediate(() => void this.#runAll());
    });
  }

  /** Begins no batch before this is fulfilled, which must not reject. */
  holdUntil(ready: Promise<unknown>): void {
    this.#held = Promise.all([this.#held, ready]);
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#held;
      const batch = this.#waiting.splice(0, mostTogether);
      try {
        const changes = await this.#run(batch.map(({ features, bodies }) => ({ features, bodies })));
        for (const [i, { resolve }] of batch.entries()) resolve(changes[i]);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }
}
