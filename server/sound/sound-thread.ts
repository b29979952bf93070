import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Notice } from '../../shared/notices/notice.ts';
import type { HeardMoment } from '../contracts/heard.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import type { SoundSink } from '../contracts/sound-sink.ts';
import { startThread } from '../threads/start-thread.ts';
import { frameMilliseconds } from './audio-format.ts';
import type { SoundAnswer, SoundJob, SoundPath, SoundSetting } from './sound-messages.ts';

/** A thread that died this often is not restarted. */
const deathLimit = 5;

const noSound: Notice = { code: 'sound-given-up', values: {} };

const soundScript = new URL('./sound-worker.ts', import.meta.url);

/** The mix of one player with listeners. */
export interface Mix {
  /** Sets what is audible from now on. */
  hear(moment: HeardMoment): void;
  /** Sets where the packets go from now on. */
  send(path: SoundPath): void;
  /** Gives each frame from now on to this sink, too; undefined ends that. */
  copyTo(sink: SoundSink | undefined): void;
  /** Ends the mix. Idempotent. */
  close(): void;
}

interface MixState {
  /** Where it is sent. */
  path: SoundPath | undefined;
  sink: SoundSink | undefined;
}

/**
 * Handle of the thread that mixes, encodes and sends the sound of all rooms. It starts with the first
 * listener. If it dies it is replaced, and the mixes continue from the same port.
 */
export class SoundThread {
  readonly #logger: Logger;
  readonly #script: URL;
  /** The open mixes. */
  readonly #mixes = new Map<number, MixState>();
  readonly #ready = Promise.withResolvers<number>();
  /** Called with a notice for people once the thread is not replaced any more. */
  givenUp: ((notice: Notice) => void) | undefined;
  #worker: Worker | undefined;
  #port = 0;
  #exited: Promise<void> = Promise.resolve();
  #nextMix = 0;
  #deaths = 0;
  #closed = false;

  constructor(logger: Logger, script: URL = soundScript) {
    this.#logger = logger;
    this.#script = script;
    // The port may never be requested. Without a handler, its rejection would end the process.
    this.#ready.promise.catch(() => undefined);
  }

  /** Local port from which packets come. Rejects if the thread cannot run. */
  get port(): Promise<number> {
    return this.#deaths >= deathLimit ? Promise.reject(new NoticeError(noSound)) : this.#ready.promise;
  }

  /** Starts a mix. It sends a packet every 20 ms once it has a path. */
  open(): Mix {
    if (this.#closed) throw new Error('The sound thread is closed.');
    const mix = this.#nextMix++;
    const state: MixState = { path: undefined, sink: undefined };
    this.#mixes.set(mix, state);
    if (this.#worker === undefined) this.#start();
    else this.#post({ kind: 'open', mix, path: undefined });
    return {
      hear: (moment) => {
        if (this.#mixes.has(mix)) this.#post({ kind: 'hear', mix, moment });
      },
      send: (path) => {
        if (!this.#mixes.has(mix)) return;
        state.path = path;
        this.#post({ kind: 'send', mix, path });
      },
      copyTo: (sink) => {
        if (!this.#mixes.has(mix)) return;
        state.sink = sink;
        this.#post({ kind: 'copy', mix, wanted: sink !== undefined });
      },
      close: () => {
        if (this.#mixes.delete(mix)) this.#post({ kind: 'close', mix });
      },
    };
  }

  /** Ends the thread and waits for it. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#mixes.clear();
    this.#ready.reject(new Error('The sound thread is closed.'));
    this.#post({ kind: 'end' });
    await this.#exited;
  }

  /** Starts a thread with all open mixes. */
  #start(): void {
    if (this.#deaths >= deathLimit) return;
    const worker = startThread(this.#script, { port: this.#port } satisfies SoundSetting);
    this.#worker = worker;
    worker.on('message', (answer: SoundAnswer) => {
      if (answer.kind === 'frame') {
        const time = answer.frame * frameMilliseconds - performance.timeOrigin;
        this.#mixes.get(answer.mix)?.sink?.sound(answer.data, time);
        return;
      }
      this.#port = answer.port;
      this.#ready.resolve(answer.port);
    });
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        resolve();
        this.#ended(code, cause);
      });
    });
    for (const [mix, { path, sink }] of this.#mixes) {
      this.#post({ kind: 'open', mix, path });
      if (sink !== undefined) this.#post({ kind: 'copy', mix, wanted: true });
    }
  }

  #ended(code: number, cause: unknown): void {
    this.#worker = undefined;
    if (this.#closed) return;
    this.#deaths++;
    const then =
      this.#deaths < deathLimit
        ? 'is replaced'
        : `died ${deathLimit} times and is given up: restart the server`;
    this.#logger.error({ code, err: cause }, `The sound thread ended; it ${then}`);
    if (this.#deaths >= deathLimit) {
      this.#ready.reject(new NoticeError(noSound));
      this.givenUp?.(noSound);
    } else if (this.#mixes.size > 0) this.#start();
  }

  #post(job: SoundJob): void {
    this.#worker?.postMessage(job);
  }
}
