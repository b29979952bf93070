import type { Worker } from 'node:worker_threads';
import type { Manifest } from '../../../shared/pack.ts';
import { PackError, type PackFault } from '../../pack/pack-error.ts';
import { startThread } from '../../threads/start-thread.ts';
import type { MemorySnapshot } from '../memory-content.ts';
import type { WorldSeed } from './world-seed.ts';

/** Requests to the thread. Jobs of one kind are done one after the other. */
export type WorldJob =
  | { kind: 'prepare' | 'check'; id: number; folder: string; root: string }
  | { kind: 'close' };

/** A world seed without its keyframes, and the memory made from them. */
export interface PreparedSeed {
  seed: Omit<WorldSeed, 'keyframes' | 'prepared'>;
  memory: MemorySnapshot;
}

/** Answers of the thread, with the id of their job. */
export type WorldAnswer = { id: number } & WorldResult;

export type WorldResult =
  | { kind: 'prepared'; prepared: PreparedSeed }
  | { kind: 'checked' }
  | { kind: 'failed'; error: Error; fault?: PackFault };

type Result = Exclude<WorldResult, { kind: 'failed' }>;

interface Pending {
  kind: 'prepare' | 'check';
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** The thread's script. */
export const worldWorkerScript = new URL('./world-worker.ts', import.meta.url);

/**
 * A thread that reads world seeds and builds memories from them, one after the other. Each takes about a
 * second, which would delay ticks on the main thread. It starts with the first job, restarts after it died,
 * and does not keep the process alive. Checks wait for other checks only, and rooms that open for no check.
 */
export class WorldThread {
  readonly #manifest: Manifest;
  readonly #script: URL;
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  /** By id, oldest first. */
  readonly #pending = new Map<number, Pending>();
  #jobs = 0;
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
    const result = await this.#ask('prepare', folder, root);
    if (result.kind !== 'prepared') throw new Error(`a world was asked for, and ${result.kind} came`);
    return result.prepared;
  }

  /**
   * Validates a world seed by reading it.
   *
   * @throws PackError if it is broken
   */
  async check(folder: string, root: string): Promise<void> {
    await this.#ask('check', folder, root);
  }

  /** Ends the thread after its current jobs and rejects the other jobs. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const current = new Set<string>();
    for (const [id, { kind, reject }] of this.#pending) {
      if (current.has(kind)) {
        this.#pending.delete(id);
        reject(closed());
      }
      current.add(kind);
    }
    this.#worker?.ref();
    this.#worker?.postMessage({ kind: 'close' } satisfies WorldJob);
    await this.#exited;
  }

  #ask(kind: Pending['kind'], folder: string, root: string): Promise<Result> {
    if (this.#closed) return Promise.reject(closed());
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const id = this.#jobs++;
      this.#pending.set(id, { kind, resolve, reject });
      worker.ref();
      worker.postMessage({ kind, id, folder, root } satisfies WorldJob);
    });
  }

  #start(): Worker {
    const worker = startThread(this.#script, this.#manifest);
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('message', (answer: WorldAnswer) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (this.#pending.size === 0) worker.unref();
      if (answer.kind === 'failed') pending?.reject(toError(answer));
      else pending?.resolve(answer);
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        if (this.#worker === worker) this.#worker = undefined;
        const error = new Error(`the thread that prepares worlds ended with code ${code}`, { cause });
        for (const { reject } of this.#pending.values()) reject(error);
        this.#pending.clear();
        resolve();
      });
    });
    return worker;
  }
}

/** Errors lose their class between threads, so a PackError is built again. */
function toError({ error, fault }: Extract<WorldResult, { kind: 'failed' }>): Error {
  return fault ? new PackError({ ...fault, cause: error }) : error;
}

function closed(): Error {
  return new Error('The server is ending; no world is opened any more.');
}
