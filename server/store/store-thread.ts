import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { OpeningError } from '../contracts/opening-error.ts';
import { StoreError } from '../contracts/store-error.ts';
import { startThread } from '../threads/start-thread.ts';
import type {
  StoreAnswer,
  StoreCalls,
  StoreMethod,
  StoreRequest,
  StoreResult,
  StoreThreadData,
} from './store-messages.ts';

/** How often a call is sent: a call that several threads died of is not sent to another one. */
const mostSent = 3;
/** Milliseconds before each attempt to start another thread. The last refusal is then the answer to all calls. */
const attempts = [0, 100, 400, 1_500];

const storeScript = new URL('./store-worker.ts', import.meta.url);

interface Pending {
  readonly request: Exclude<StoreRequest, { method: 'close' }>;
  /** When the call was made, milliseconds on performance.now's clock. */
  readonly since: number;
  sent: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface StoreThreadOptions {
  /** Is told of each death of the thread. */
  died?(error: Error): void;
  script?: URL;
}

/** The saved rooms of a server. */
export interface RoomSaves extends StoreCalls {
  /** Resolves when everything that was asked for before is stored. */
  close(): Promise<void>;
}

/**
 * Saved rooms on a thread of their own, so that no tick waits for a disk or a network. Pictures are shared with it and not
 * copied. If the thread dies, another one opens the same stores, takes the rooms that this one owned again, and gets the
 * calls that were not answered, in their order; the store knows those that were done. If none can be opened, these calls
 * are refused, and the next call tries again.
 */
export class StoreThread implements RoomSaves {
  readonly #data: StoreThreadData;
  readonly #options: StoreThreadOptions;
  /** Calls that are not answered, in the order in which they were made. */
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  /** The thread has all that was not answered, so that new calls may follow. */
  #isReady = false;
  /** Rooms that were created or reopened, and not released. */
  readonly #owned = new Set<string>();
  /** Resolves when the thread has ended. */
  #exited: Promise<void> = Promise.resolve();
  /** The start of another thread that is under way. */
  #starting: Promise<void> | undefined;
  /** Requests of a thread that begins. */
  readonly #asked = new Map<number, (isDone: boolean) => void>();
  #number = 0;
  readonly #answered = { done: 0, failed: 0, deaths: 0 };
  #closing = false;

  private constructor(data: StoreThreadData, options: StoreThreadOptions) {
    this.#data = data;
    this.#options = options;
  }

  /** @throws OpeningError if a store is in use, cannot be reached or holds something else */
  static async open(data: StoreThreadData, options: StoreThreadOptions = {}): Promise<StoreThread> {
    const thread = new StoreThread(data, options);
    await thread.#start();
    thread.#isReady = true;
    return thread;
  }

  /** What the store was asked since it was opened. */
  get activity(): { waiting: number; lag: number; done: number; failed: number; deaths: number } {
    const [oldest] = this.#pending.values();
    const lag = oldest === undefined ? 0 : performance.now() - oldest.since;
    return { waiting: this.#pending.size, lag, ...this.#answered };
  }

  create = this.#caller('create');
  acquire = this.#caller('acquire');
  append = this.#caller('append');
  snapshot = this.#caller('snapshot');
  reopen = this.#caller('reopen');
  release = this.#caller('release');
  open = this.#caller('open');
  replay = this.#caller('replay');
  rewind = this.#caller('rewind');
  branch = this.#caller('branch');
  export = this.#caller('export');
  import = this.#caller('import');
  list = this.#caller('list');
  find = this.#caller('find');
  slots = this.#caller('slots');
  picture = this.#caller('picture');
  forget = this.#caller('forget');
  remove = this.#caller('remove');
  collect = this.#caller('collect');

  async close(): Promise<void> {
    this.#closing = true;
    await this.#starting;
    this.#worker?.postMessage({ method: 'close' } satisfies StoreRequest);
    await this.#exited;
    // A thread that dies now is replaced until everything is stored.
    await this.#starting;
    if (this.#worker !== undefined) await this.close();
  }

  #caller<Method extends StoreMethod>(
    method: Method,
  ): (...given: Parameters<StoreCalls[Method]>) => Promise<StoreResult<Method>> {
    return (...given) =>
      new Promise<StoreResult<Method>>((resolve, reject) => {
        if (this.#closing) return reject(unusable('the store is closed'));
        const number = ++this.#number;
        const request = { number, method, given } as Pending['request'];
        const pending = { request, since: performance.now(), sent: 0, resolve, reject };
        this.#pending.set(number, pending);
        if (this.#isReady) this.#send(pending);
        else if (this.#worker === undefined) this.#replace();
      });
  }

  #send(pending: Pending): void {
    pending.sent++;
    this.#worker?.postMessage(pending.request);
  }

  #start(): Promise<void> {
    const worker = startThread(this.#options.script ?? storeScript, this.#data);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let cause: unknown;
    // Without a listener, an error of the thread would end the process. Its exit follows.
    worker.on('error', (error) => {
      cause = error;
    });
    const exited = new Promise<void>((done) => {
      worker.once('exit', (code) => {
        const error = new Error(`the store thread ended with code ${code}`, { cause });
        if (this.#worker === worker) this.#ended(error);
        reject(unusable(error));
        done();
      });
    });
    worker.on('message', (answer: StoreAnswer) => {
      if (answer.kind === 'refused') {
        reject(new OpeningError(answer.store, answer.refusal, { cause: answer.cause }));
      }
      if (answer.kind !== 'opened') return this.#take(answer);
      this.#worker = worker;
      this.#exited = exited;
      resolve();
    });
    return promise;
  }

  #ended(error: Error): void {
    this.#worker = undefined;
    this.#isReady = false;
    for (const answer of this.#asked.values()) answer(false);
    this.#asked.clear();
    if (this.#closing && this.#pending.size === 0) return;
    this.#answered.deaths++;
    this.#options.died?.(error);
    for (const [number, { sent, reject }] of this.#pending) {
      if (sent < mostSent) continue;
      this.#pending.delete(number);
      this.#answered.failed++;
      reject(unusable(error));
    }
    this.#replace();
  }

  /** Starts another thread, if none is being started, and sends it what is not answered. */
  #replace(): void {
    this.#starting ??= this.#replaced().finally(() => {
      this.#starting = undefined;
    });
  }

  async #replaced(): Promise<void> {
    let refusal: unknown;
    for (const pause of attempts) {
      await sleep(pause);
      try {
        await this.#start();
        await this.#acquireAgain();
        if (this.#worker === undefined) throw unusable('the store thread ended again');
        this.#isReady = true;
        for (const pending of this.#pending.values()) this.#send(pending);
        return;
      } catch (error) {
        refusal = error;
      }
    }
    this.#answered.failed += this.#pending.size;
    for (const { reject } of this.#pending.values()) reject(refusal);
    this.#pending.clear();
  }

  /** Takes the rooms that the former thread owned. A lock of its session may be free only some time after its end. */
  async #acquireAgain(): Promise<void> {
    const acquire = async (id: string) => {
      for (let attempt = 0; attempt < mostAcquires; attempt++) {
        if (await this.#ask({ number: ++this.#number, method: 'acquire', given: [id] })) return;
        await sleep(betweenAcquires);
      }
    };
    await Promise.all([...this.#owned].map(acquire));
  }

  /** Makes a request before those that wait; false if it failed, or the thread died. */
  #ask(request: Pending['request']): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    if (this.#worker === undefined) return Promise.resolve(false);
    this.#asked.set(request.number, resolve);
    this.#worker.postMessage(request);
    return promise;
  }

  #noteOwner({ method, given }: Pending['request'], result: unknown): void {
    const [id] = given;
    if (typeof id !== 'string') return;
    if (method === 'create' || (method === 'reopen' && result !== undefined)) this.#owned.add(id);
    if (method === 'release' || method === 'remove') this.#owned.delete(id);
  }

  #take(answer: StoreAnswer): void {
    if (answer.kind !== 'done' && answer.kind !== 'failed') return;
    this.#asked.get(answer.number)?.(answer.kind === 'done');
    this.#asked.delete(answer.number);
    const pending = this.#pending.get(answer.number);
    this.#pending.delete(answer.number);
    if (pending !== undefined) this.#answered[answer.kind]++;
    if (answer.kind === 'done' && pending) this.#noteOwner(pending.request, answer.result);
    if (answer.kind === 'done') pending?.resolve(answer.result);
    else
      pending?.reject(
        answer.refusal ? new StoreError(answer.refusal, { cause: answer.error.cause }) : answer.error,
      );
  }
}

/** Tries to take a room again after the end of a thread, and milliseconds between two. */
const mostAcquires = 10;
const betweenAcquires = 300;

function unusable(cause: unknown): StoreError {
  return new StoreError({ code: 'store-failing', values: {} }, { cause });
}
