import type { Worker } from 'node:worker_threads';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { startThread } from '../../threads/start-thread.ts';
import { carriedContext } from '../../tracing/carried-context.ts';
import { KServeError, OtherModelError } from './kserve-error.ts';
import type {
  PictureNumber,
  RemoteAnswer,
  RemoteJob,
  RemoteResult,
  RemoteSetting,
  SentBytes,
} from './remote-messages.ts';

/** The thread's script. */
const remoteScript = new URL('./remote-worker.ts', import.meta.url);

type Result = Exclude<RemoteResult, { kind: 'failed' }>;

interface Pending {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * A thread that has a server draw views ({@link RemoteViews}). It starts with the first job, starts anew after it died, and
 * does not keep the process alive.
 */
export class RemoteThread {
  readonly #setting: RemoteSetting;
  readonly #script: URL;
  readonly #pending = new Map<number, Pending>();
  readonly #gone = new FinalizationRegistry<PictureNumber>((picture) => {
    this.#worker?.postMessage({ kind: 'drop', picture } satisfies RemoteJob);
  });
  /** By the pictures' RGB planes. */
  #numbers = new WeakMap<Uint8Array, PictureNumber>();
  #count = 0;
  #jobs = 0;
  #bytes: SentBytes = { sent: 0, received: 0 };
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(setting: RemoteSetting, script = remoteScript) {
    this.#setting = setting;
    this.#script = script;
  }

  get bytes(): SentBytes {
    return this.#bytes;
  }

  /** As {@link RemoteViews.identify}. */
  async identify(deadline: number): Promise<void> {
    await this.#run({ kind: 'identify', id: ++this.#jobs, deadline });
  }

  /** As {@link RemoteViews.draw}, as a part of the trace that is under way. */
  async draw(
    requests: readonly ViewRequest[],
    deadline: number,
    priority: 1 | 2 | 3,
  ): Promise<(GeneratedView | undefined)[]> {
    const numbered = requests.map((request) => ({
      request,
      previous: request.previous && this.#numberOf(request.previous.rgb),
      keyframes: request.keyframes.map(({ rgb }) => this.#numberOf(rgb)),
    }));
    const id = ++this.#jobs;
    const result = await this.#run({
      ...{ kind: 'draw', id, requests: numbered, deadline, priority },
      trace: carriedContext(),
    });
    if (result.kind !== 'drawn') throw new Error(`the thread answered with ${result.kind}`);
    return result.views.map((drawn) => {
      if (drawn === undefined) return undefined;
      this.#note(drawn.view.rgb, drawn.picture);
      return drawn.view;
    });
  }

  /** As {@link RemoteViews.forget}. */
  forget(): void {
    this.#worker?.postMessage({ kind: 'forget' } satisfies RemoteJob);
  }

  /** Ends the connection and the thread; calls that run fail. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#worker?.ref();
    this.#worker?.postMessage({ kind: 'close' } satisfies RemoteJob);
    await this.#exited;
  }

  #run(job: Extract<RemoteJob, { id: number }>): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new KServeError('gone', 'generation is closed'));
    const worker = this.#worker ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#pending.set(job.id, { resolve, reject });
      worker.postMessage(job);
    });
  }

  #start(): Worker {
    const worker = startThread(this.#script, this.#setting);
    this.#worker = worker;
    // The new thread numbers the views that it gets from the beginning.
    this.#numbers = new WeakMap();
    worker.unref();
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('message', (answer: RemoteAnswer) => this.#hear(answer));
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#worker = undefined;
        const error = new KServeError('gone', 'the thread of the server of views ended', cause);
        for (const { reject } of this.#pending.values()) reject(error);
        this.#pending.clear();
        resolve();
      });
    });
    return worker;
  }

  #hear(answer: RemoteAnswer): void {
    this.#bytes = answer.bytes;
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.kind === 'failed') pending?.reject(errorOf(answer));
    else pending?.resolve(answer);
  }

  #numberOf(rgb: Uint8Array): PictureNumber {
    return this.#numbers.get(rgb) ?? this.#note(rgb, ++this.#count);
  }

  #note(rgb: Uint8Array, picture: PictureNumber): PictureNumber {
    this.#numbers.set(rgb, picture);
    this.#gone.register(rgb, picture);
    return picture;
  }
}

/** Errors lose their class between threads. */
function errorOf({ name, message, reason }: Extract<RemoteResult, { kind: 'failed' }>): Error {
  if (reason !== undefined) return new KServeError(reason, message);
  return name === 'OtherModelError' ? new OtherModelError(message) : new Error(message);
}
