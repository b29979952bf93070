import type { TickLoopOptions } from './tick-loop.ts';

/** What a world does next when it waits for those who play. */
export interface Step {
  /** Whether time passes: else the world is drawn as it is. */
  advances: boolean;
  /** Whether somebody waits for what it looks like afterwards. */
  draws: boolean;
}

/** Whom the world waits for. */
export interface StepSource {
  /** The next step, with the inputs for it set; undefined while somebody has not decided. */
  next(): Step | undefined;
  /** The step is over. */
  stepped(): void;
  /** Has `wake` called when a step may have become possible. */
  listen(wake: () => void): void;
}

/**
 * Runs a world in lock-step: a tick happens when all whom it waits for have said what they do in it, as soon as the tick
 * before is over, and no clock counts. Everything that happens follows from the inputs alone, so that the same ones have
 * the same outcome on any machine, however long somebody thinks.
 */
export class StepLoop {
  readonly #options: TickLoopOptions;
  readonly #source: StepSource;
  #running = false;
  #stepping: Promise<void> | undefined;

  constructor(options: TickLoopOptions, source: StepSource) {
    this.#options = options;
    this.#source = source;
    source.listen(() => this.#wake());
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    this.#running = true;
    this.#wake();
  }

  /** Stops taking steps. Resolves when none is under way. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#stepping;
  }

  #wake(): void {
    if (this.#running)
      this.#stepping ??= this.#steps().finally(() => {
        this.#stepping = undefined;
      });
  }

  async #steps(): Promise<void> {
    while (this.#running) {
      const step = this.#source.next();
      if (step === undefined) return;
      await this.#step(step);
      this.#source.stepped();
    }
  }

  /** A step that fails is over, too: whoever waits for it goes on. */
  async #step({ advances, draws }: Step): Promise<void> {
    const { world, advanced, deliver, failed } = this.#options;
    try {
      if (advances) advanced?.(await world.advance());
      if (draws && world.hasViewers) await world.draw(deliver);
    } catch (error) {
      world.statistics.faults++;
      failed(error);
    }
  }
}
