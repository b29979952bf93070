import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { createWorker } from 'mediasoup';
import type { Router, Worker } from 'mediasoup/types';
import type { Logger } from 'pino';
import { MediaError } from './media-error.ts';

/** An object that lives on a host's router and must be rebuilt when the worker is replaced. */
export interface HostMember {
  /**
   * Creates what the member needs on `router`. Called when it joins and after every restart of the worker.
   */
  attach(router: Router): Promise<void>;
}

export interface MediaHostOptions {
  /** Path of the mediasoup worker's executable. */
  workerBin: string;
  /** The worker died. Every transport on its router is closed. */
  onLost?: (host: MediaHost) => void;
  /** A new router runs and all members are attached to it. */
  onRestored?: (host: MediaHost) => void;
  /** The worker died too often and is not replaced. The host has no router from now on. */
  onGivenUp?: (host: MediaHost) => void;
  logger: Logger;
}

/** Resources that a worker process has used. */
export interface MediaUsage {
  processId: number;
  cpuMilliseconds: number;
  /** Undefined on systems without `/proc`. */
  residentBytes: number | undefined;
}

/** A worker that dies this often within {@link deathWindow} is not restarted. */
const deathLimit = 5;
/** Milliseconds. */
const deathWindow = 60_000;
/** Milliseconds to wait for a signal that killed the worker and may still be on its way to this process. */
const signalDelay = 250;

/**
 * One mediasoup worker process with its router. A worker that dies is replaced, and the members are attached
 * to the new router. A worker that keeps dying is given up.
 */
export class MediaHost {
  readonly #options: MediaHostOptions;
  readonly #members = new Set<HostMember>();
  /** Times of recent deaths of the worker, milliseconds on the process's clock. */
  #deaths: number[] = [];
  #worker: Worker | undefined;
  #router: Router | undefined;
  #givenUp = false;
  /** Set once the end of the worker is expected and no longer a fault. */
  #ending = false;
  #closed = false;

  private constructor(options: MediaHostOptions) {
    this.#options = options;
  }

  /**
   * Starts the worker process.
   *
   * @throws MediaError if it cannot be started
   */
  static async start(options: MediaHostOptions): Promise<MediaHost> {
    const host = new MediaHost(options);
    await host.#start();
    return host;
  }

  /** The router, or undefined while a dead worker is being replaced. */
  get router(): Router | undefined {
    return this.#router?.closed ? undefined : this.#router;
  }

  /** The worker, or undefined while a dead one is being replaced. */
  get worker(): Worker | undefined {
    return this.#worker?.closed ? undefined : this.#worker;
  }

  /** Whether the worker died too often and is not replaced any more. */
  get givenUp(): boolean {
    return this.#givenUp;
  }

  /** Process id of the worker, or undefined while none runs. */
  get processId(): number | undefined {
    return this.#worker?.pid;
  }

  /** Resources used by the worker process since it started, or undefined while none runs. */
  async usage(): Promise<MediaUsage | undefined> {
    const worker = this.#worker;
    if (worker === undefined || worker.closed) return undefined;
    try {
      const { ru_utime, ru_stime } = await worker.getResourceUsage();
      const residentBytes = await residentMemory(worker.pid);
      return { processId: worker.pid, cpuMilliseconds: ru_utime + ru_stime, residentBytes };
    } catch (error) {
      // The worker died during the request.
      if (worker.closed) return undefined;
      throw error;
    }
  }

  /** Adds a member until {@link leave}. Resolves after its first `attach`. */
  async join(member: HostMember): Promise<void> {
    if (this.#closed) throw new Error('The media server is closed.');
    this.#members.add(member);
    const router = this.router;
    if (router === undefined) return;
    await member.attach(router).catch((error: unknown) => {
      // If the worker died meanwhile, its replacement attaches the member again.
      if (this.router === router) throw error;
    });
  }

  leave(member: HostMember): void {
    this.#members.delete(member);
  }

  /** After this call, a worker that ends is not replaced. */
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
    // Ctrl-C in a terminal signals the worker too, and may reach it before this process.
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
    // The new worker may have died meanwhile.
    if (this.router === router) this.#options.onRestored?.(this);
  }

  #giveUp(): void {
    if (this.#closed || this.#givenUp) return;
    this.#givenUp = true;
    this.#options.onGivenUp?.(this);
  }
}

/**
 * Resident memory of a process in bytes, from proc(5). mediasoup's `ru_maxrss` is not used because it
 * includes the memory of this process at the time of the fork.
 */
async function residentMemory(processId: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
