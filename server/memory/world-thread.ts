import type { Worker } from 'node:worker_threads';
import type { Manifest } from '../../shared/pack.ts';
import { PackError, type PackFault } from '../pack/pack-error.ts';
import { startThread } from '../threads/start-thread.ts';
import type { MemorySnapshot } from './memory-content.ts';
import type { WorldSeed } from './world-seed.ts';

/** Requests to the thread. */
export type WorldJob = { kind: 'prepare' | 'check'; folder: string; root: string } | { kind: 'close' };

/** A world seed without its keyframes, and the memory made from them. */
export interface PreparedSeed {
  seed: Omit<WorldSeed, 'keyframes' | 'prepared'>;
  memory: MemorySnapshot;
}

/** Answers of the thread, in the order of the jobs. */
export type WorldAnswer =
  | { kind: 'prepared'; prepared: PreparedSeed }
  | { kind: 'checked' }
  | { kind: 'failed'; error: Error; fault?: PackFault };

type Answer = Exclude<WorldAnswer, { kind: 'failed' }>;

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The thread's script. */
export const worldWorkerScript = new URL('./world-worker.ts', import.meta.url);

/**
 * A thread that reads world seeds and builds memories from them, one after the other. Each takes about a
 * second, which would delay ticks on the main thread. It starts with the first job, restarts after it died,
 * and does not keep the process alive.
 */
export class WorldThread {
  readonly #manifest: Manifest;
  readonly #script: URL;
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #pending: Pending[] = [];
  #closed = false;

  constructor(manifest: Manifest, script = worldWorkerScript) {
    this.#manifest = manifest;
    this.#script = script;
  }

  /**
   * Reads the world seed in `folder`, which lies in `root`.
   *
   * @throws PackError if it is broken
   */
  async prepare(folder: string, root: string): Promise<PreparedSeed> {
    const answer = await this.#ask({ kind: 'prepare', folder, root });
    if (answer.kind !== 'prepared') throw new Error(`a world was asked for, and ${answer.kind} came`);
    return answer.prepared;
  }

  /**
   * Validates a world seed by reading it.
   *
   * @throws PackError if it is broken
   */
  async check(folder: string, root: string): Promise<void> {
    await this.#ask({ kind: 'check', folder, root });
  }

  /** Ends the thread after its current job and rejects the other jobs. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#pending.splice(1)) reject(closed());
    this.#worker?.ref();
    this.#worker?.postMessage({ kind: 'close' } satisfies WorldJob);
    await this.#exited;
  }

  #ask(job: Exclude<WorldJob, { kind: 'close' }>): Promise<Answer> {
    if (this.#closed) return Promise.reject(closed());
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      worker.ref();
      worker.postMessage(job);
    });
  }

  #start(): Worker {
    const worker = startThread(this.#script, this.#manifest);
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('message', (answer: WorldAnswer) => {
      const pending = this.#pending.shift();
      if (this.#pending.length === 0) worker.unref();
      if (answer.kind === 'failed') pending?.reject(toError(answer));
      else pending?.resolve(answer);
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        if (this.#worker === worker) this.#worker = undefined;
        const error = new Error(`the thread that prepares worlds ended with code ${code}`, { cause });
        for (const { reject } of this.#pending.splice(0)) reject(error);
        resolve();
      });
    });
    return worker;
  }
}

/** Errors lose their class between threads, so a PackError is built again. */
function toError({ error, fault }: Extract<WorldAnswer, { kind: 'failed' }>): Error {
  return fault ? new PackError({ ...fault, cause: error }) : error;
}

function closed(): Error {
  return new Error('The server is ending; no world is opened any more.');
}
