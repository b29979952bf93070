import { World } from '../world.ts';
import type { WorldOptions } from '../world-options.ts';
import type { Deliver } from '../world-tick.ts';
import { GatedModel } from './gated-model.ts';
import { type LogEntry, LogPlayer } from './log-player.ts';
import type { DrawOperation } from './operation.ts';
import { ReplayedMemory } from './replayed-memory.ts';

export type { LogEntry };

export interface ReplayOptions extends WorldOptions {
  /** Gets the pictures, drawn again. Nothing is drawn without it. */
  deliver?: Deliver;
  /** Called after every tick. */
  ticked?(world: World): void | Promise<void>;
}

/**
 * Repeats a log on a world of the snapshot that it began at. The state and everything that memory kept are the same.
 * With `deliver`, views are drawn again from the same memory in the same order, so that the same build gives the same
 * pictures.
 */
export class Replay {
  readonly world: World;
  readonly #memory: ReplayedMemory;
  readonly #player: LogPlayer;
  readonly #options: ReplayOptions;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#memory = new ReplayedMemory(options.memory);
    const model = new GatedModel(options.generator);
    const world = new World({ ...options, memory: this.#memory, generator: model });
    this.world = world;
    const { deliver } = options;
    this.#player = new LogPlayer(
      { world, memory: this.#memory, model, advance: () => world.advance() },
      {
        draw: async (operation) => {
          if (deliver !== undefined) await this.#draw(operation, deliver);
        },
        ticked: () => this.#options.ticked?.(world),
      },
    );
  }

  /** Repeats the next part of the log, which must begin and end between two ticks. */
  async repeat(entries: readonly LogEntry[]): Promise<void> {
    await this.#player.repeat(entries);
  }

  async #draw({ views }: DrawOperation, deliver: Deliver): Promise<void> {
    const { world } = this;
    if (views !== undefined) {
      for (const id of world.state.players.keys())
        world.setDrawn(
          id,
          views.some(({ view }) => view === id),
        );
      for (const { view, keyframes, size } of views) {
        if (keyframes === undefined) world.keyframeLimits.delete(view);
        else world.keyframeLimits.set(view, keyframes);
        world.pictureSizes.set(view, size ?? world.manifest.view);
      }
    }
    await world.draw(deliver);
  }
}
