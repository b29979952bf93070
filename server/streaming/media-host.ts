import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { createWorker } from 'mediasoup';
import type { Router, Worker } from 'mediasoup/types';
import type { Logger } from 'pino';
import { MediaError } from './media-error.ts';

/** Something that lives on a host's router and has to move when the worker is replaced. */
export interface HostMember {
  /** Makes what the member needs on this router. Called when it joins and after every restart. */
  attach(router: Router): Promise<void>;
}

export interface MediaHostOptions {
  /** The mediasoup worker's program. */
  workerBin: string;
  /** The worker is gone, and with it every transport on its router. */
  onLost?: (host: MediaHost) => void;
  /** A new router is there, and the members are attached to it. */
  onRestored?: (host: MediaHost) => void;
  /** No other worker is started; the host has no router from now on. */
  onGivenUp?: (host: MediaHost) => void;
  logger: Logger;
}

/** What a worker process has used. */
export interface MediaUsage {
  processId: number;
  cpuMilliseconds: number;
  /** Undefined where the system does not tell. */
  residentBytes: number | undefined;
}

/** A worker that died this often within {@link deathWindow} is not started again. */
const deathLimit = 5;
/** Milliseconds. */
const deathWindow = 60_000;
/** Milliseconds in which a signal that ended the worker may still be on its way to this process. */
const signalDelay = 250;

/**
 * One mediasoup worker process with its router. A worker that dies is replaced and the members are
 * attached to the new router; only one that keeps dying is given up.
 */
export class MediaHost {
  readonly #options: MediaHostOptions;
  readonly #members = new Set<HostMember>();
  /** When the worker died lately, milliseconds on the process's clock. */
  #deaths: number[] = [];
  #worker: Worker | undefined;
  #router: Router | undefined;
  #givenUp = false;
  /** Set when a worker that ends is no fault any more. */
  #ending = false;
  #closed = false;

  private constructor(options: MediaHostOptions) {
    this.#options = options;
  }

  /** Starts the worker process. Throws a MediaError when it cannot be started. */
  static async start(options: MediaHostOptions): Promise<MediaHost> {
    const host = new MediaHost(options);
    await host.#start();
    return host;
  }

  /** The router, or undefined while a worker that died is being replaced. */
  get router(): Router | undefined {
    return this.#router?.closed ? undefined : this.#router;
  }

  /** The worker, or undefined while one that died is being replaced. */
  get worker(): Worker | undefined {
    return this.#worker?.closed ? undefined : this.#worker;
  }

  /** Whether the worker died so often that it is not replaced any more. */
  get givenUp(): boolean {
    return this.#givenUp;
  }

  /** Process id of the worker, or undefined while there is none. */
  get processId(): number | undefined {
    return this.#worker?.pid;
  }

  /** What the worker process has used since it started, or undefined while there is none. */
  async usage(): Promise<MediaUsage | undefined> {
    const worker = this.#worker;
    if (worker === undefined || worker.closed) return undefined;
    try {
      const { ru_utime, ru_stime } = await worker.getResourceUsage();
      const residentBytes = await residentMemory(worker.pid);
      return { processId: worker.pid, cpuMilliseconds: ru_utime + ru_stime, residentBytes };
    } catch (error) {
      // It died while it was asked.
      if (worker.closed) return undefined;
      throw error;
    }
  }

  /** Takes a member in until {@link leave}; its first attach has ended when this resolves. */
  async join(member: HostMember): Promise<void> {
    if (this.#closed) throw new Error('The media server is closed.');
    this.#members.add(member);
    const router = this.router;
    if (router === undefined) return;
    await member.attach(router).catch((error: unknown) => {
      // A worker that died meanwhile is being replaced, which attaches the member again.
      if (this.router === router) throw error;
    });
  }

  leave(member: HostMember): void {
    this.#members.delete(member);
  }

  /** From now on a worker that ends by itself is not replaced. */
  expectEnd(): void {
    this.#ending = true;
  }

  /** Ends the worker process. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#members.clear();
    const worker = this.#worker;
    this.#worker = undefined;
    this.#router = undefined;
    if (worker === undefined || worker.subprocessClosed) return;
    const ended = new Promise<void>((resolve) => worker.once('subprocessclose', resolve));
    worker.close();
    await ended;
  }

  async #start(): Promise<void> {
    const { workerBin } = this.#options;
    let worker: Worker;
    try {
      worker = await createWorker({ workerBin, logLevel: 'warn' });
    } catch (error) {
      throw new MediaError(`The media worker ${workerBin} does not start: ${message(error)}`, {
        cause: error,
      });
    }
    worker.once('died', (error) => {
      this.#replace(error).catch((failure: unknown) => {
        this.#options.logger.error({ err: failure }, 'The media worker could not be replaced');
        this.#giveUp();
      });
    });
    const router = await worker.createRouter({
      mediaCodecs: [
        { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
        { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
      ],
    });
    if (this.#closed) {
      worker.close();
      return;
    }
    this.#worker = worker;
    this.#router = router;
  }

  async #replace(error: Error): Promise<void> {
    this.#worker = undefined;
    this.#router = undefined;
    this.#options.onLost?.(this);
    // Ctrl-C in a terminal goes to the worker as well, and may reach it first.
    await setTimeout(signalDelay);
    if (this.#closed || this.#ending) return;
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < deathWindow), now];
    const { logger } = this.#options;
    if (this.#deaths.length >= deathLimit) {
      logger.error(
        { err: error },
        `The media worker died ${deathLimit} times in a minute and is given up: restart the server`,
      );
      this.#giveUp();
      return;
    }
    logger.error({ err: error }, 'The media worker died and is replaced; viewers are told to connect again');
    await this.#start();
    const router = this.router;
    if (router === undefined) return;
    const attached = await Promise.allSettled([...this.#members].map((member) => member.attach(router)));
    for (const result of attached) {
      if (result.status === 'rejected') {
        logger.error({ err: result.reason }, 'A stream could not move to the new media worker');
      }
    }
    // It may have died meanwhile, too.
    if (this.router === router) this.#options.onRestored?.(this);
  }

  #giveUp(): void {
    if (this.#closed || this.#givenUp) return;
    this.#givenUp = true;
    this.#options.onGivenUp?.(this);
  }
}

/**
 * Resident memory of a process by proc(5), bytes. The worker's own figure, ru_maxrss, counts what this
 * process had when it forked.
 */
async function residentMemory(processId: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
