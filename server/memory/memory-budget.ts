import { totalmem } from 'node:os';
import type { Keyframe } from '../contracts/keyframe.ts';

/** A room's memory, as far as its bytes count. */
export interface BudgetedMemory {
  /** Bytes of the keyframes that it has written itself; those of a prepared world are shared. */
  readonly ownBytes: number;
  /** Evicts one of those; false when there are none. */
  evictOwn(): boolean;
}

/**
 * Most bytes of keyframes in the memories of all rooms of a process. A keyframe that several rooms share counts
 * once. Where there is no place for another, the room whose own keyframes take most evicts one, again and again:
 * a room that has less than its fair share of what is there never has to.
 */
export class MemoryBudget {
  readonly bytes: number;
  #used = 0;
  /** How many memories hold each keyframe. */
  readonly #holders = new Map<Keyframe, number>();
  readonly #memories = new Set<BudgetedMemory>();

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Bytes of all keyframes that are held. */
  get used(): number {
    return this.#used;
  }

  /** Counts a memory with what it holds already; one that was counted before stays as it is. */
  join(memory: BudgetedMemory, keyframes: Iterable<Keyframe>): void {
    if (this.#memories.has(memory)) return;
    this.#memories.add(memory);
    for (const keyframe of keyframes) this.hold(keyframe);
  }

  /** Gives back all that a memory holds; nothing happens when it was never counted. */
  leave(memory: BudgetedMemory, keyframes: Iterable<Keyframe>): void {
    if (!this.#memories.delete(memory)) return;
    for (const keyframe of keyframes) this.release(keyframe);
  }

  hold(keyframe: Keyframe): void {
    const holders = this.#holders.get(keyframe) ?? 0;
    this.#holders.set(keyframe, holders + 1);
    if (holders === 0) this.#used += keyframeBytes(keyframe);
  }

  release(keyframe: Keyframe): void {
    const holders = this.#holders.get(keyframe);
    if (holders === undefined) return;
    if (holders > 1) {
      this.#holders.set(keyframe, holders - 1);
      return;
    }
    this.#holders.delete(keyframe);
    this.#used -= keyframeBytes(keyframe);
  }

  /** Has memories evict until there is place for `bytes` more, or none has keyframes of its own. */
  makePlace(bytes: number): void {
    while (this.#used + bytes > this.bytes) if (!this.#largest()?.evictOwn()) return;
  }

  #largest(): BudgetedMemory | undefined {
    let largest: BudgetedMemory | undefined;
    for (const memory of this.#memories) {
      if (largest === undefined || memory.ownBytes > largest.ownBytes) largest = memory;
    }
    return largest;
  }
}

/** Bytes of a keyframe's planes, which are all but a few per cent of it. */
export function keyframeBytes({
  rgb,
  inverseDepth,
  fine,
}: Pick<Keyframe, 'rgb' | 'inverseDepth' | 'fine'>): number {
  return rgb.byteLength + inverseDepth.byteLength + (fine?.rgb.byteLength ?? 0);
}

/** A quarter of the memory that this process may use: the machine's, or less where a container has less. */
export function quarterOfMemory(): number {
  // 0 where nothing limits the process, and on some machines a number far over what there is.
  return Math.min(totalmem(), process.constrainedMemory() || totalmem()) / 4;
}
