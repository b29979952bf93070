import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { HeardMoment } from './heard.ts';
import type { SoundJob, SoundPacket, SoundPackets } from './sound-messages.ts';

/** A thread that died this often is not started again until the server is. */
const deathLimit = 5;

const soundScript = new URL('./sound-worker.ts', import.meta.url);

/** One listener's mix in the sound thread. */
export interface Mix {
  /** What is heard from now on. */
  hear(moment: HeardMoment): void;
  /** Idempotent. */
  close(): void;
}

/**
 * The thread that mixes and encodes the sound of all rooms, as the main thread sees it. It is started
 * when somebody listens for the first time; when it dies it is replaced, and the mixes go on.
 */
export class SoundThread {
  readonly #logger: Logger;
  readonly #script: URL;
  readonly #mixes = new Map<number, (packet: SoundPacket) => void>();
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #nextMix = 0;
  #deaths = 0;
  #closed = false;

  constructor(logger: Logger, script: URL = soundScript) {
    this.#logger = logger;
    this.#script = script;
  }

  /** Begins a mix; `send` gets a packet every 20 ms, as soon as it is encoded. */
  open(send: (packet: SoundPacket) => void): Mix {
    if (this.#closed) throw new Error('The sound thread is closed.');
    const mix = this.#nextMix++;
    this.#mixes.set(mix, send);
    if (this.#worker === undefined) this.#start();
    else this.#post({ kind: 'open', mix });
    return {
      hear: (moment) => {
        if (this.#mixes.has(mix)) this.#post({ kind: 'hear', mix, moment });
      },
      close: () => {
        if (this.#mixes.delete(mix)) this.#post({ kind: 'close', mix });
      },
    };
  }

  /** Ends the thread; resolves when it has ended. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#mixes.clear();
    this.#post({ kind: 'end' });
    await this.#exited;
  }

  /** Begins a thread with every mix that is open. */
  #start(): void {
    if (this.#deaths >= deathLimit) return;
    const worker = new Worker(this.#script);
    this.#worker = worker;
    worker.on('message', ({ packets }: SoundPackets) => {
      for (const packet of packets) this.#mixes.get(packet.mix)?.(packet);
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
    for (const mix of this.#mixes.keys()) this.#post({ kind: 'open', mix });
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
    if (this.#mixes.size > 0) this.#start();
  }

  #post(job: SoundJob): void {
    this.#worker?.postMessage(job);
  }
}
