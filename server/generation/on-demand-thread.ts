import type { WorkerAnswer, WorkerJob } from './worker-messages.ts';
import type { WorkerThread } from './worker-thread.ts';

type Job = Exclude<WorkerJob, { kind: 'close' }>;
type Answer = Exclude<WorkerAnswer, { kind: 'failed' }>;

/**
 * A generation thread that starts with its first job and does one after the other. If it cannot start or dies, its job
 * fails, and the next one starts it again.
 */
export class OnDemandThread {
  readonly #start: (onExit: () => void) => Promise<WorkerThread>;
  readonly #name: string;
  #thread: Promise<WorkerThread> | undefined;
  /** The last job. The next one is done after it. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** `name`: what stops when it is closed, for errors. */
  constructor(name: string, start: (onExit: () => void) => Promise<WorkerThread>) {
    this.#name = name;
    this.#start = start;
  }

  /** @throws Error if the pack lacks the thread's graph, or this is closed */
  run(job: Job): Promise<Answer> {
    const done = this.#last.then(() => this.#runNext(job));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Ends the thread after its current job; waiting ones fail. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = await this.#thread?.catch(() => undefined);
    await thread?.close();
  }

  async #runNext(job: Job): Promise<Answer> {
    this.#requireOpen();
    this.#thread ??= this.#started();
    const thread = await this.#thread;
    this.#requireOpen();
    return thread.run(job);
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
    if (this.#closed) throw new Error(`${this.#name} is closed; create a new Generator`);
  }
}
