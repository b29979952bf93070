import type { Log } from '../../log.ts';
import { KServeError } from './kserve-error.ts';

export interface ServerWatchOptions {
  /** For the log. */
  address: string;
  /** Asks the server whether it can draw. Rejects with the reason why not. */
  probe(): Promise<void>;
  /** It can again. One that was gone may have forgotten everything. */
  returned(wasGone: boolean): void;
  logger: Pick<Log, 'info' | 'warn'>;
}

/** Calls that are late one after the other until the server counts as too slow. */
const lateCalls = 2;
/**
 * Milliseconds from when it is left until it is asked again. Twice as long each time that it becomes too slow within
 * `steady` of its return: a server that is never fast enough costs a late tick every few seconds, not several a second.
 */
const pauses = { least: 500, most: 4_000, steady: 10_000 } as const;

/** Whether a server of views is used: not while it is gone or too slow. It is asked again by itself. */
export class ServerWatch {
  readonly #options: ServerWatchOptions;
  #isReady = false;
  #late = 0;
  #wasGone = false;
  #pause: number = pauses.least;
  #changed = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ServerWatchOptions) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Milliseconds since it became ready, or was left. */
  get age(): number {
    return performance.now() - this.#changed;
  }

  /** Asks it for the first time. If it does not answer, it is asked again later. Rejects with what is no KServeError. */
  async begin(): Promise<void> {
    try {
      await this.#options.probe();
      this.#enter();
    } catch (error) {
      if (!(error instanceof KServeError)) throw error;
      this.#tell(error);
      this.#wait();
    }
  }

  /** A call was answered in time. */
  succeeded(): void {
    this.#late = 0;
  }

  /** A call failed. */
  failed(error: Error): void {
    if (!this.#isReady) return;
    const isLate = error instanceof KServeError && error.kind === 'late';
    if (isLate && ++this.#late < lateCalls) return;
    this.#pause = isLate && this.age < pauses.steady ? Math.min(2 * this.#pause, pauses.most) : pauses.least;
    this.#isReady = false;
    this.#wasGone = !isLate;
    this.#changed = performance.now();
    this.#tell(error);
    this.#wait();
  }

  /** Asks no more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #tell(error: Error): void {
    const { address, logger } = this.#options;
    logger.warn(
      { server: address, reason: error.message },
      'views are drawn here until their server is back',
    );
  }

  #enter(): void {
    const { address, logger, returned } = this.#options;
    returned(this.#wasGone);
    this.#isReady = true;
    this.#late = 0;
    this.#changed = performance.now();
    logger.info({ server: address }, 'views are drawn by the server of views');
  }

  #wait(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#pause);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    let said: unknown;
    try {
      await this.#options.probe();
    } catch (error) {
      said = error;
    }
    if (this.#isClosed) return;
    if (said === undefined) this.#enter();
    else {
      // Silence was told already; somebody else's pack was not.
      if (said instanceof Error && !(said instanceof KServeError) && this.#pause !== pauses.most) {
        this.#pause = pauses.most;
        this.#tell(said);
      }
      this.#wait();
    }
  }
}
