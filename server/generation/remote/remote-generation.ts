import type { Manifest } from '../../../shared/pack.ts';
import type { GeneratedView, ViewPriority, ViewRequest } from '../../contracts/view.ts';
import type { WorldModel } from '../../contracts/world-model.ts';
import type { Log } from '../../log.ts';
import { SpanKind, spanned } from '../../tracing/spans.ts';
import type { Generator } from '../generator.ts';
import type { SentBytes } from './remote-messages.ts';
import { RemoteThread } from './remote-thread.ts';
import { ServerWatch } from './server-watch.ts';

export interface RemoteGenerationOptions {
  /** Host and port of the server of views. */
  address: string;
  manifest: Manifest;
  /** Draws what the server does not, moves bodies and fills in tiles. Is closed with this. */
  local: Pick<Generator, 'generate' | 'move' | 'fillTile' | 'embed' | 'load' | 'provider' | 'close'>;
  /** Milliseconds after which a view is drawn here. A tick by default. */
  deadline?: number | undefined;
  /** Keyframes of a view that is drawn here because the server was late. */
  fewestKeyframes: number;
  logger: Pick<Log, 'info' | 'warn'>;
}

/** Sums since the start. */
export interface RemoteUse {
  /** Views that the server drew, and its milliseconds for them. */
  views: number;
  imagined: number;
  milliseconds: number;
  /** Views that were drawn here although the server was asked. */
  late: number;
  /** Bytes of tensors. */
  bytes: SentBytes;
}

/** Milliseconds until a server counts as silent when it is asked whether it can draw, or the deadline if that is longer. */
const probeTime = 1_000;
/** The same for the first time, when this process has much to do, and may refuse to start with what the server says. */
const firstProbeTime = 10_000;
/**
 * Milliseconds for which views are drawn at the lowest rung after the server was left. By then the governor has measured
 * what views cost here (view-costs.ts).
 */
const careful = 2_000;

const priorities: Record<ViewPriority, 1 | 2> = { player: 1, spectator: 2 };

/**
 * Generation whose views a server of the KServe v2 protocol draws. Motion stays here. Views stay here too that need what
 * only this process has: those of rooms with a map, and those with a sketch in sight. While the server is gone or slow,
 * all views are drawn here.
 */
export class RemoteGeneration implements WorldModel {
  readonly #options: RemoteGenerationOptions;
  readonly #views: RemoteThread;
  readonly #watch: ServerWatch;
  readonly #deadline: number;
  #isAsked = false;
  readonly #use = { views: 0, imagined: 0, milliseconds: 0, late: 0 };

  private constructor(options: RemoteGenerationOptions) {
    const { address, manifest, deadline, logger } = options;
    this.#options = options;
    this.#deadline = deadline ?? 1_000 / manifest.view.rate;
    this.#views = new RemoteThread({ address, manifest });
    this.#watch = new ServerWatch({
      address,
      logger,
      probe: () => {
        const time = this.#isAsked ? probeTime : firstProbeTime;
        this.#isAsked = true;
        return this.#views.identify(Math.max(time, this.#deadline));
      },
      returned: (wasGone) => {
        if (wasGone) this.#views.forget();
      },
    });
  }

  /**
   * Asks the server which pack it draws. One that does not answer yet is used as soon as it does.
   *
   * @throws OtherModelError
   */
  static async open(options: RemoteGenerationOptions): Promise<RemoteGeneration> {
    const generation = new RemoteGeneration(options);
    try {
      await generation.#watch.begin();
    } catch (error) {
      await generation.#views.close();
      throw error;
    }
    return generation;
  }

  /** That of this process. The reason also says, whenever it is read, who draws now. */
  get provider(): Generator['provider'] {
    const { local, address } = this.#options;
    const watch = this.#watch;
    const { name, reason } = local.provider;
    return {
      name,
      get reason() {
        const drawn = watch.isReady
          ? `views are drawn at ${address}`
          : `${address} is away, views are drawn here`;
        return `${reason}; ${drawn}`;
      },
    };
  }

  /** Whether the server draws now. */
  get isRemote(): boolean {
    return this.#watch.isReady;
  }

  get use(): RemoteUse {
    return { ...this.#use, bytes: this.#views.bytes };
  }

  /** Sums since the start, of both. */
  get load(): Generator['load'] {
    const { load } = this.#options.local;
    const { views, imagined, milliseconds } = this.#use;
    return {
      // The server does one batch after the other, and says each view's share of it.
      workers: this.#watch.isReady ? 1 : load.workers,
      waiting: load.waiting,
      views: load.views + views,
      imagined: load.imagined + imagined,
      engine: load.engine + milliseconds,
      inference: load.inference + milliseconds,
    };
  }

  async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const groups = Map.groupBy(requests.keys(), (row) => {
      const { priority = 'player' } = requests[row];
      return this.#watch.isReady && canBeRemote(requests[row]) ? priority : undefined;
    });
    const views: GeneratedView[] = [];
    const draw = async (rows: readonly number[], priority: ViewPriority | undefined) => {
      const own = rows.map((row) => requests[row]);
      const drawn = await (priority === undefined ? this.#here(own) : this.#there(own, priority));
      for (const [i, row] of rows.entries()) views[row] = drawn[i];
    };
    await Promise.all([...groups].map(([priority, rows]) => draw(rows, priority)));
    return views;
  }

  move(features: Float32Array, bodies: number): Promise<Float32Array> {
    return this.#options.local.move(features, bodies);
  }

  fillTile(request: Parameters<Generator['fillTile']>[0]): ReturnType<Generator['fillTile']> {
    return this.#options.local.fillTile(request);
  }

  embed(view: Parameters<Generator['embed']>[0]): ReturnType<Generator['embed']> {
    return this.#options.local.embed(view);
  }

  /** Ends the connection and the local generation. Idempotent. */
  async close(): Promise<void> {
    this.#watch.close();
    await this.#views.close();
    await this.#options.local.close();
  }

  #here(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const isNew = !this.#watch.isReady && this.#watch.age < careful;
    return this.#options.local.generate(isNew ? requests.map((request) => this.#lowest(request)) : requests);
  }

  async #there(requests: readonly ViewRequest[], priority: ViewPriority): Promise<GeneratedView[]> {
    let drawn: (GeneratedView | undefined)[];
    try {
      drawn = await spanned(
        'remote generate',
        () => this.#views.draw(requests, this.#deadline, priorities[priority]),
        { 'server.address': this.#options.address, 'worldroom.views': requests.length },
        SpanKind.CLIENT,
      );
      if (drawn.some((view) => view !== undefined)) this.#watch.succeeded();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#watch.failed(error);
      drawn = requests.map(() => undefined);
    }
    const late = requests.filter((_, row) => drawn[row] === undefined);
    this.#count(drawn);
    if (late.length === 0) return drawn.filter((view) => view !== undefined);
    const rest = await this.#options.local.generate(late.map((request) => this.#lowest(request)));
    const remaining = rest.values();
    return drawn.flatMap((view) => view ?? remaining.next().value ?? []);
  }

  #count(drawn: readonly (GeneratedView | undefined)[]): void {
    const views = drawn.filter((view) => view !== undefined);
    this.#use.views += views.length;
    this.#use.imagined += views.filter(({ imagined }) => imagined).length;
    this.#use.late += drawn.length - views.length;
    this.#use.milliseconds += views.reduce((sum, view) => sum + view.milliseconds, 0);
  }

  /** The request at the lowest rung. */
  #lowest({ size: _, ...request }: ViewRequest): ViewRequest {
    return { ...request, keyframes: request.keyframes.slice(0, this.#options.fewestKeyframes) };
  }
}

function canBeRemote({ ground, sketches = [] }: ViewRequest): boolean {
  return ground === undefined && sketches.length === 0;
}
