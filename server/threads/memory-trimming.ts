import type { Allocator } from '../native/allocator.ts';

/** Milliseconds between two trims. */
const interval = 60_000;

/**
 * Gives memory back that malloc keeps in the middle of its arenas: blocks around it that are still in use hold it for ever,
 * so that a process that stays up for days would grow by what it once needed.
 */
export class MemoryTrimming {
  readonly #timer: NodeJS.Timeout;

  constructor(allocator: Pick<Allocator, 'trim'> | undefined) {
    this.#timer = setInterval(() => void allocator?.trim(), interval);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}
