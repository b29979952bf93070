import { availableParallelism } from 'node:os';
import { listSupportedBackends } from 'onnxruntime-node';
import { motionFeatures } from '../../shared/motion-features.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import type { EmbeddedPlanes, ViewEmbedding } from '../contracts/view-embedding.ts';
import type { Log } from '../log.ts';
import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import { TileMemo } from '../map-generation/tile-memo.ts';
import { graphNames, type Pack } from '../pack/pack.ts';
import type { ConditioningChoice } from './conditioning/choose-conditioner.ts';
import { type MotionJob, MotionQueue } from './motion-queue.ts';
import { PlanWorker } from './plan-worker.ts';
import { batchLimit, chooseProvider, type ProviderChoice, type RequestedProvider } from './provider.ts';
import { probeProviders } from './provider-probe.ts';
import { type InferenceTime, noInference, viewSteps } from './sampler.ts';
import { SharedMemoryCollection } from './shared-memory-collection.ts';
import type { ViewMethods } from './view-methods.ts';
import { WordsWorker } from './words-worker.ts';
import type { WorkerSetting } from './worker-messages.ts';
import { WorkerThread, workerScript } from './worker-thread.ts';

export interface GeneratorOptions {
  provider: RequestedProvider;
  /** View workers. 0 means one per core on the CPU and one on a GPU. */
  workers: number;
  /** Whether the other view workers may still be starting when the first one is warm. By default all are warm. */
  ready?: 'first' | 'all';
  /** By default `auto`: the native kernel where it works. */
  conditioning?: ConditioningChoice;
  logger: Pick<Log, 'info' | 'warn' | 'error'>;
  /** The threads' script. By default worker.ts. */
  script?: URL;
}

/** Sums since the start, milliseconds. `inference` is the part spent in graphs and native code. */
export type GenerationTime = { views: number; imagined: number; engine: number; inference: InferenceTime };

/** Bytes of views after which their buffers are collected: two or three times a second at most, as garbage of ticks is. */
const collectedAfter = 32 * 2 ** 20;

/** A view that waits for a worker. */
interface Waiting {
  request: ViewRequest;
  warp: boolean;
  resolve: (view: GeneratedView) => void;
  reject: (error: Error) => void;
}

/**
 * Draws views and moves bodies on worker threads, so that the calling thread never waits for inference. Views
 * of all rooms wait in one queue. A free worker takes as many of them as its batch holds. Motion has its own
 * thread, so that ticks do not wait for pictures. A worker that dies fails its job with an error and is
 * replaced.
 */
export class Generator {
  readonly provider: ProviderChoice;
  readonly time: GenerationTime = { views: 0, imagined: 0, engine: 0, inference: noInference() };
  #setting: Omit<WorkerSetting, 'role'>;
  #methods: ViewMethods | undefined;
  #script: URL;
  #logger: GeneratorOptions['logger'];
  #workers: WorkerThread[] = [];
  #motion: WorkerThread | undefined;
  #waiting: Waiting[] = [];
  readonly #moving = new MotionQueue((jobs) => this.#moveNext(jobs));
  readonly #plan: PlanWorker;
  readonly #words: WordsWorker;
  readonly #tiles = new TileMemo((request) => this.#plan.fill(request));
  readonly #collection = new SharedMemoryCollection(collectedAfter);
  /** View workers that are starting. */
  #starting = 0;
  /** Workers that start while views are drawn. */
  #joining = new Set<Promise<void>>();
  #closed = false;

  private constructor(
    provider: ProviderChoice,
    setting: Omit<WorkerSetting, 'role'>,
    options: GeneratorOptions,
  ) {
    this.provider = provider;
    this.#setting = setting;
    this.#logger = options.logger;
    this.#script = options.script ?? workerScript;
    const start = (role: 'plan' | 'words') => (onExit: () => void) =>
      WorkerThread.start({ ...setting, role }, onExit, this.#script);
    this.#plan = new PlanWorker(start('plan'));
    this.#words = new WordsWorker(start('words'));
  }

  /**
   * Chooses a provider, starts the workers and waits until they are warm: the first view worker finds out how views are
   * made best, and the others do as it does.
   *
   * @throws PackError if a graph violates its contract
   * @throws Error if the provider does not work
   */
  static async create(pack: Pack, options: GeneratorOptions): Promise<Generator> {
    const { manifest } = pack;
    const files = Object.fromEntries(graphNames(manifest).map((name) => [name, pack.graphFile(name)]));
    const { conditioning = 'auto' } = options;
    const provider = await chooseProvider(options.provider, {
      available: listSupportedBackends(),
      logger: options.logger,
      probe: (providers) => probeProviders({ providers, file: pack.graphFile('motion') }),
      trial: async (name) => {
        const worker = await WorkerThread.start(
          { role: 'views', provider: name, conditioning, manifest, files },
          () => {},
        );
        await worker.close();
        return worker.milliseconds;
      },
    });
    const generator = new Generator(
      provider,
      { provider: provider.name, conditioning, manifest, files },
      options,
    );
    const count = options.workers || (provider.name === 'cpu' ? availableParallelism() : 1);
    const startAll = async (starts: Promise<void>[]) => {
      const failed = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
      if (!failed) return;
      await generator.close();
      throw failed.reason;
    };
    await startAll([generator.#startMotion(), generator.#startViews()]);
    const others = Array.from({ length: count - 1 }, () => generator.#startViews());
    if (options.ready === 'first') for (const other of others) void generator.#join(other);
    else await startAll(others);
    options.logger.info({ provider: provider.name, workers: count }, `generation runs on ${provider.reason}`);
    for (const [part, { name, reason }] of Object.entries(generator.methods ?? {})) {
      options.logger.info({ [part]: name }, `${part} is done by ${name} (${reason})`);
    }
    return generator;
  }

  /** Sums since the start, milliseconds. `inference` is the sum over all steps. */
  get load(): { workers: number; waiting: number } & Record<
    'views' | 'imagined' | 'engine' | 'inference',
    number
  > {
    const { views, imagined, engine, inference } = this.time;
    const inSteps = viewSteps.reduce((sum, step) => sum + inference[step], 0);
    const { workers } = this;
    return { workers, waiting: this.#waiting.length, views, imagined, engine, inference: inSteps };
  }

  /** How views are made, and why. */
  get methods(): ViewMethods | undefined {
    return this.#methods;
  }

  /** Number of view workers, those included that are starting. */
  get workers(): number {
    return this.#workers.length + this.#starting;
  }

  /** Draws the views in the order of the requests. `warp` adds the reprojection without networks. */
  generate(requests: readonly ViewRequest[], options: { warp?: boolean } = {}): Promise<GeneratedView[]> {
    if (this.#closed) return Promise.reject(closedError());
    // No worker runs and none is starting, so start one more for these views.
    if (this.#workers.length === 0 && this.#starting === 0) {
      this.#replace(new Error('no view worker runs'), () => this.#startViews());
    }
    const views = requests.map(
      (request) =>
        new Promise<GeneratedView>((resolve, reject) => {
          this.#waiting.push({ request, warp: options.warp === true, resolve, reject });
        }),
    );
    this.#dispatch();
    return Promise.all(views);
  }

  /**
   * Predicts motion: features [bodies, motionFeatures] to changes [bodies, motionOutputs]
   * (shared/motion-features.ts).
   *
   * @throws RangeError if `features` is too short
   */
  move(features: Float32Array, bodies: number): Promise<Float32Array> {
    if (features.length < bodies * motionFeatures) {
      const wanted = `${bodies} x ${motionFeatures}`;
      return Promise.reject(new RangeError(`features holds ${features.length} numbers; give it ${wanted}`));
    }
    return this.#moving.move({ features: features.subarray(0, bodies * motionFeatures), bodies });
  }

  /** Fills in a tile of ground that nobody has seen; see {@link PlanWorker}. */
  fillTile(request: TileRequest): Promise<PlanTile> {
    return this.#tiles.fill(request);
  }

  /** Embeds parts of a drawn view beside words; see {@link WordsWorker}. */
  embed(view: EmbeddedPlanes): Promise<ViewEmbedding> {
    return this.#words.embed(view);
  }

  /** Rejects waiting views, waits for running jobs and ends the workers. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting(closedError());
    await Promise.all(this.#joining);
    await Promise.all(
      [...this.#workers, this.#motion, this.#plan, this.#words].map((worker) => worker?.close()),
    );
    this.#workers = [];
    this.#motion = undefined;
  }

  /** Assigns waiting views to free workers. */
  #dispatch(): void {
    for (const worker of this.#workers) {
      if (this.#waiting.length === 0) return;
      if (worker.busy) continue;
      const warp = this.#waiting[0].warp;
      const limit = batchLimit[this.provider.name];
      const other = this.#waiting.findIndex((waiting) => waiting.warp !== warp);
      const batch = this.#waiting.splice(0, other < 0 ? limit : Math.min(limit, other));
      void this.#sample(worker, batch, warp);
    }
  }

  async #sample(worker: WorkerThread, batch: readonly Waiting[], warp: boolean): Promise<void> {
    try {
      const answer = await worker.run({
        kind: 'sample',
        requests: batch.map(({ request }) => request),
        warp,
      });
      if (answer.kind !== 'sampled') throw new Error(`a view worker answered with ${answer.kind}`);
      const { views, milliseconds, inference } = answer.result;
      this.#collection.used(views);
      this.time.views += views.length;
      this.time.imagined += views.filter((view) => view.imagined).length;
      this.time.engine += milliseconds;
      for (const step of viewSteps) {
        this.time.inference[step] += inference[step];
      }
      for (const [i, view] of views.entries()) batch[i].resolve(view);
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    }
    this.#dispatch();
  }

  async #moveNext(jobs: readonly MotionJob[]): Promise<readonly Float32Array[]> {
    if (this.#closed || !this.#motion)
      throw this.#closed ? closedError() : new Error('no motion worker runs');
    const answer = await this.#motion.run({ kind: 'move', jobs });
    if (answer.kind !== 'moved') throw new Error(`a motion worker answered with ${answer.kind}`);
    return answer.changes;
  }

  async #startViews(): Promise<void> {
    this.#starting++;
    try {
      const worker = await WorkerThread.start(
        { ...this.#setting, role: 'views', ...(this.#methods && { methods: this.#methods }) },
        (error) => {
          this.#workers = this.#workers.filter((other) => other !== worker);
          this.#replace(error, () => this.#startViews());
        },
        this.#script,
      );
      this.#methods ??= worker.methods;
      this.#workers.push(worker);
    } finally {
      this.#starting--;
    }
    this.#dispatch();
  }

  async #startMotion(): Promise<void> {
    this.#motion = await WorkerThread.start(
      { ...this.#setting, role: 'motion' },
      (error) => {
        this.#motion = undefined;
        // Motion waits for the new worker, because failing would fail every tick until then.
        this.#moving.holdUntil(this.#replace(error, () => this.#startMotion()));
      },
      this.#script,
    );
  }

  /** Starts a worker in place of a dead one. */
  #replace(error: Error, start: () => Promise<void>): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#logger.error({ err: error }, 'a generation worker died and is replaced');
    return this.#join(start());
  }

  /** Waits for a worker that starts while views are drawn. Gives up if it cannot start. */
  #join(started: Promise<void>): Promise<void> {
    const joined = started
      .catch((cause: Error) => {
        this.#logger.error({ err: cause }, 'a generation worker could not be started');
        if (this.#workers.length === 0) this.#failWaiting(cause);
      })
      .finally(() => this.#joining.delete(joined));
    this.#joining.add(joined);
    return joined;
  }

  #failWaiting(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function closedError(): Error {
  return new Error('generation is closed; create a new Generator');
}
