import { planMaterials } from '../../../shared/plan-manifest.ts';
import type { MemoryChange } from '../../contracts/memory-change.ts';
import { decodeTile } from '../ground/saved-tiles.ts';
import type { WorldSnapshot } from '../snapshots/world-snapshot.ts';
import type { World } from '../world.ts';
import type { GatedModel } from './gated-model.ts';
import { type DrawOperation, unpackInput, type WorldOperation } from './operation.ts';
import type { ReplayedMemory } from './replayed-memory.ts';

/**
 * What a room's log holds: what was done to its world, and what its memory kept meanwhile. Every few seconds it says
 * what state the world has there, so that a replay can begin there: replay-course.ts.
 */
export type LogEntry =
  | WorldOperation
  | { do: 'memory'; change: MemoryChange }
  | { do: 'state'; world: WorldSnapshot };

/** The world to which a log is repeated, with the memory and the model that it was made with. */
export interface PlayedParts {
  world: World;
  memory: ReplayedMemory;
  model: GatedModel;
  /** Begins a tick of the world. */
  advance(): Promise<unknown>;
}

export interface LogPlayerHandlers {
  /** Views began to be drawn here. */
  draw?(operation: DrawOperation): Promise<void>;
  ticked?(): void | Promise<void>;
}

/** Repeats what a log says, in its order. */
export class LogPlayer {
  readonly #parts: PlayedParts;
  readonly #handlers: LogPlayerHandlers;
  /** The tick that is under way. */
  #tick: Promise<unknown> | undefined;

  constructor(parts: PlayedParts, handlers: LogPlayerHandlers = {}) {
    this.#parts = parts;
    this.#handlers = handlers;
  }

  /** Repeats the next part of the log, which must begin and end between two ticks. */
  async repeat(entries: readonly LogEntry[]): Promise<void> {
    this.#parts.memory.expect(entries.flatMap((entry) => (entry.do === 'memory' ? [entry.change] : [])));
    for (const entry of entries) await this.#apply(entry);
  }

  async #apply(entry: LogEntry): Promise<void> {
    const { world, memory, model } = this.#parts;
    switch (entry.do) {
      case 'tick':
        this.#tick = this.#parts.advance();
        // It ends with 'ticked', or is refused there.
        this.#tick.catch(() => {});
        break;
      case 'ticked':
        model.open(entry.failed ?? false);
        await this.#tick?.catch((error: unknown) => {
          if (entry.failed === undefined) throw error;
        });
        this.#tick = undefined;
        await this.#handlers.ticked?.();
        break;
      case 'join':
        world.join(entry.id, entry.name, entry.lastPose);
        break;
      case 'leave':
        world.leave(entry.id);
        break;
      case 'connected':
        world.setConnected(entry.id, entry.connected);
        break;
      case 'rename':
        world.rename(entry.former, entry.id);
        break;
      case 'input':
        world.setInput(entry.id, unpackInput(entry.input));
        break;
      case 'command':
        world.command(entry.command);
        break;
      case 'ask':
        world.ask(new Map(entry.controls), entry.guidance);
        break;
      case 'sketch':
        // What was painted of it is among the changes of memory.
        await world.paint(entry.sketch, { stopped: () => true });
        break;
      case 'tile':
        world.placeTile(decodeTile(entry.tile, planMaterials(world.manifest.plan)));
        break;
      case 'draw':
        await this.#handlers.draw?.(entry);
        break;
      case 'memory':
        memory.repeat(entry.change);
        break;
      case 'state':
        // The world has this state already.
        break;
    }
  }
}
