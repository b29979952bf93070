import type { Worker } from 'node:worker_threads';
import { PackError } from '../pack/pack-error.ts';
import { startThread } from '../threads/start-thread.ts';
import type { ViewMethods } from './view-methods.ts';
import type { WorkerAnswer, WorkerJob, WorkerSetting } from './worker-messages.ts';

type Answer = Exclude<WorkerAnswer, { kind: 'failed' }>;

/** The threads' script. */
export const workerScript = new URL('./worker.ts', import.meta.url);

/**
 * Handle of a generation worker. It is ready after {@link WorkerThread.start} and has one job at a time.
 * `onExit` is called if it ends without {@link WorkerThread.close}.
 */
export class WorkerThread {
  #worker: Worker;
  /** The current job. During the start, the wait for `ready`. */
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  #milliseconds = 0;
  #methods: ViewMethods | undefined;
  #closing = false;
  #exited: Promise<void>;

  private constructor(setting: WorkerSetting, script: URL, onExit: (error: Error) => void) {
    this.#worker = startThread(script, setting);
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('message', (answer: WorkerAnswer) => {
      const pending = this.#pending;
      this.#pending = undefined;
      if (answer.kind === 'failed') pending?.reject(toError(answer));
      else pending?.resolve(answer);
    });
    this.#worker.once('exit', (code) => {
      const error = new Error(`a generation worker ended with code ${code}${reasonOf(cause)}`, { cause });
      this.#pending?.reject(error);
      this.#pending = undefined;
      if (!this.#closing) onExit(error);
    });
  }

  /**
   * Starts a thread and waits until it is warm.
   *
   * @throws Error or PackError that prevented the start
   */
  static async start(
    setting: WorkerSetting,
    onExit: (error: Error) => void,
    script: URL = workerScript,
  ): Promise<WorkerThread> {
    let ready = false;
    const thread = new WorkerThread(setting, script, (error) => {
      if (ready) onExit(error);
    });
    try {
      const answer = await thread.#answer();
      if (answer.kind !== 'ready') throw new Error(`a generation worker began with ${answer.kind}`);
      thread.#milliseconds = answer.milliseconds;
      thread.#methods = answer.methods;
      ready = true;
      return thread;
    } catch (error) {
      // The thread ends by itself. terminate() during native code would abort the whole process.
      await thread.#exited;
      throw error;
    }
  }

  /** Milliseconds of the warm worker for an empty view. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** How it makes views. Undefined for motion. */
  get methods(): ViewMethods | undefined {
    return this.#methods;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** Runs one job. Rejects if it fails or the thread dies. */
  run(job: Exclude<WorkerJob, { kind: 'close' }>): Promise<Answer> {
    if (this.busy) return Promise.reject(new Error('this generation worker has a job already'));
    const answer = this.#answer();
    this.#worker.postMessage(job);
    return answer;
  }

  /** Ends the thread after its current job. Idempotent. */
  async close(): Promise<void> {
    if (!this.#closing) this.#worker.postMessage({ kind: 'close' } satisfies WorkerJob);
    this.#closing = true;
    await this.#exited;
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
    });
  }
}

/** Errors lose their class between threads, so a PackError is built again. */
function toError({ error, fault }: Extract<WorkerAnswer, { kind: 'failed' }>): Error {
  return fault ? new PackError({ ...fault, cause: error }) : error;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `: ${cause.message}` : '';
}
