import { RootSpan } from '../tracing/spans.ts';
import type { World } from './world.ts';
import type { Deliver, TickNotice } from './world-tick.ts';

export interface TickLoopOptions {
  world: World;
  /** Passes the views of one tick to the encoders. */
  deliver: Deliver;
  /** Called after the state has advanced by a tick. */
  advanced?(notices: readonly TickNotice[]): void;
  /** Called with an error that a tick survived. The loop continues. */
  failed(error: unknown): void;
}

/**
 * Runs a world at its pack's rate. Ticks never overlap. If drawing is late, the world advances without it,
 * and the newest state is drawn as soon as the previous views are done. At most one batch is in progress, so
 * latency cannot grow.
 *
 * The timer is not Colyseus' fixed-timestep accumulator (setFixedTimestep), because that compensates a late
 * beat by several at once, which would be wasted here.
 */
export class TickLoop {
  readonly #options: TickLoopOptions;
  readonly #period: number;
  #timer: NodeJS.Timeout | undefined;
  #next = 0;
  #advancing: Promise<void> | undefined;
  #drawing: Promise<void> | undefined;
  /** When the newest undrawn state began its tick, and the trace of that. */
  #waiting: { began: number; span: RootSpan } | undefined;

  constructor(options: TickLoopOptions) {
    this.#options = options;
    this.#period = 1000 / options.world.manifest.view.rate;
  }

  get running(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#next = performance.now();
    this.#schedule();
  }

  /** Stops the clock. Resolves when no tick and no drawing is in progress. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting?.span.end();
    this.#waiting = undefined;
    await this.#advancing;
    await this.#drawing;
  }

  /** One beat of the clock. Starts a tick unless one is in progress. Resolves when the state has advanced. */
  async beat(): Promise<void> {
    const { world } = this.#options;
    if (this.#advancing !== undefined) {
      world.statistics.missedTicks++;
      if (world.hasViewers) world.statistics.dueTicks++;
      return;
    }
    this.#advancing = this.#advance(performance.now());
    await this.#advancing;
  }

  /** Resolves when no drawing is in progress. */
  async drawn(): Promise<void> {
    while (this.#drawing !== undefined) await this.#drawing;
  }

  async #advance(began: number): Promise<void> {
    const { world, advanced, failed } = this.#options;
    const span = new RootSpan('tick');
    try {
      const notices = await span.run(() => world.advance());
      advanced?.(notices);
    } catch (error) {
      world.statistics.faults++;
      failed(error);
    } finally {
      this.#advancing = undefined;
    }
    if (!world.hasViewers) return span.end();
    world.statistics.dueTicks++;
    if (this.#waiting !== undefined) {
      world.statistics.undrawnTicks++;
      this.#waiting.span.end({ 'worldroom.drawn': false });
    }
    this.#waiting = { began, span };
    this.#drawing ??= this.#draw();
  }

  /** Draws until no newer state waits. */
  async #draw(): Promise<void> {
    const { world, deliver, failed } = this.#options;
    while (this.#waiting !== undefined) {
      const { began, span } = this.#waiting;
      this.#waiting = undefined;
      try {
        const views = await span.run(() =>
          world.draw((views, acknowledged, times) => {
            deliver(views, acknowledged, times);
            if (performance.now() <= began + this.#period) world.statistics.deadlinesMet++;
          }),
        );
        span.end({ 'worldroom.drawn': true, 'worldroom.views': views.length });
      } catch (error) {
        world.statistics.faults++;
        span.end();
        failed(error);
      }
    }
    this.#drawing = undefined;
  }

  #schedule(): void {
    const now = performance.now();
    this.#next += this.#period;
    // Missed beats are dropped, not made up for.
    if (this.#next < now) {
      const missed = Math.ceil((now - this.#next) / this.#period);
      this.#options.world.statistics.missedTicks += missed;
      if (this.#options.world.hasViewers) this.#options.world.statistics.dueTicks += missed;
      this.#next += missed * this.#period;
    }
    this.#timer = setTimeout(() => {
      void this.beat();
      this.#schedule();
    }, this.#next - now);
  }
}
