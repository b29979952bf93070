import type { AdminLoad } from '../../shared/admin.ts';
import { EventLoopDelay } from './event-loop-delay.ts';

/** Resources that a media worker process has used since it started. */
export interface WorkerUsage {
  processId: number;
  cpuMilliseconds: number;
  /** Undefined if the system does not report it. */
  residentBytes: number | undefined;
}

/** Totals of generation since it started; times are milliseconds of worker threads. */
export interface GenerationUsage {
  workers: number;
  /** Views that wait for a worker, now. */
  waiting: number;
  views: number;
  imagined: number;
  engine: number;
  inference: number;
}

/** Streams and media connections that are open now. */
export interface StreamCounts {
  video: number;
  sound: number;
  /** Media connections of people, by where their media come from. */
  viewers: Record<'origin' | 'edge', number>;
}

/** What the store of rooms was asked since it was opened. */
export interface StoreActivity {
  /** Calls without an answer now, and milliseconds since the oldest of them was made. */
  waiting: number;
  lag: number;
  /** Answered calls: done, and refused or failed. */
  done: number;
  failed: number;
  /** Threads that ended and were replaced. */
  deaths: number;
}

/** Where the figures of threads and processes come from. */
export interface LoadSources {
  mediaWorkers(): Promise<WorkerUsage[]>;
  generation(): GenerationUsage;
  streams?(): StreamCounts;
  /** Undefined on a server that keeps no rooms. */
  store?: (() => StoreActivity) | undefined;
}

interface LoadSample {
  /** Milliseconds, performance.now. */
  time: number;
  cpuMilliseconds: number;
  workers: Map<number, number>;
  generation: GenerationUsage;
}

/** Milliseconds between two samples. */
const period = 2_000;
/** Milliseconds between the timers by whose lateness the event loop's delay is known. */
const resolution = 20;

/** Measures what the process and its workers use, every two seconds. */
export class LoadMeter {
  readonly #sources: LoadSources | undefined;
  readonly #delay = new EventLoopDelay(resolution);
  readonly #timer: NodeJS.Timeout;
  #before: LoadSample | undefined;
  #load: AdminLoad | undefined;
  #sampling: Promise<void> = Promise.resolve();

  /** Without sources, only the process itself is measured. `failed` receives errors from reading the figures. */
  constructor(sources: LoadSources | undefined, failed: (error: unknown) => void) {
    this.#sources = sources;
    const sample = () => {
      this.#sampling = this.#sampling.then(() => this.sample()).catch(failed);
    };
    sample();
    this.#timer = setInterval(sample, period);
    this.#timer.unref();
  }

  /** Load at the last sample; undefined before the second, because most figures are differences of two samples. */
  get load(): AdminLoad | undefined {
    return this.#load;
  }

  async sample(): Promise<void> {
    const sources = this.#sources;
    const workers = (await sources?.mediaWorkers()) ?? [];
    const generation = sources?.generation() ?? nothing;
    const { user, system } = process.cpuUsage();
    const now: LoadSample = {
      time: performance.now(),
      cpuMilliseconds: (user + system) / 1000,
      workers: new Map(workers.map(({ processId, cpuMilliseconds }) => [processId, cpuMilliseconds])),
      generation,
    };
    const before = this.#before;
    this.#before = now;
    const elapsed = before === undefined ? 0 : now.time - before.time;
    if (before === undefined || elapsed <= 0) return;
    const { rss, heapUsed } = process.memoryUsage();
    const views = generation.views - before.generation.views;
    const perView = (milliseconds: number) => (views === 0 ? 0 : milliseconds / views);
    this.#load = {
      cores: (now.cpuMilliseconds - before.cpuMilliseconds) / elapsed,
      residentBytes: rss,
      heapBytes: heapUsed,
      loopDelay: {
        p50: this.#delay.percentile(50),
        p99: this.#delay.percentile(99),
        maximum: this.#delay.maximum,
      },
      mediaWorkers: workers.map(({ processId, cpuMilliseconds, residentBytes }) => ({
        processId,
        cores: (cpuMilliseconds - (before.workers.get(processId) ?? cpuMilliseconds)) / elapsed,
        residentBytes,
      })),
      generation: {
        workers: generation.workers,
        viewsPerSecond: (views * 1000) / elapsed,
        imaginedShare: views === 0 ? 0 : (generation.imagined - before.generation.imagined) / views,
        engineMilliseconds: perView(generation.engine - before.generation.engine),
        inferenceMilliseconds: perView(generation.inference - before.generation.inference),
      },
    };
    this.#delay.reset();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#delay.close();
    await this.#sampling;
  }
}

const nothing: GenerationUsage = { workers: 0, waiting: 0, views: 0, imagined: 0, engine: 0, inference: 0 };
