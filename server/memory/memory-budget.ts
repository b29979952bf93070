import { totalmem } from 'node:os';
import type { Keyframe } from '../contracts/keyframe.ts';

/** A room's memory, for the accounting of bytes. */
export interface BudgetedMemory {
  /** Bytes of the keyframes that it added itself. Those of a prepared world are shared. */
  readonly ownBytes: number;
  /** Evicts one of its own keyframes. Returns false if there is none. */
  evictOwn(): boolean;
}

/**
 * Limit of the bytes of keyframes in the memories of all rooms of a process. A keyframe that several rooms
 * share counts once. If a new keyframe does not fit, the room with the most own bytes evicts until it does.
 * So a room below its fair share never has to evict. Each room has a limit for its own keyframes as well.
 */
export class MemoryBudget {
  readonly bytes: number;
  /** Most own bytes of one room. */
  readonly roomBytes: number;
  #used = 0;
  /** Number of memories that hold each keyframe. */
  readonly #holders = new Map<Keyframe, number>();
  readonly #memories = new Set<BudgetedMemory>();

  constructor(bytes: number, roomBytes: number = Number.POSITIVE_INFINITY) {
    this.bytes = bytes;
    this.roomBytes = roomBytes;
  }

  /** Bytes of all keyframes that are held. */
  get used(): number {
    return this.#used;
  }

  /** Adds a memory with the keyframes that it holds already. Does nothing if it was added before. */
  join(memory: BudgetedMemory, keyframes: Iterable<Keyframe>): void {
    if (this.#memories.has(memory)) return;
    this.#memories.add(memory);
    for (const keyframe of keyframes) this.hold(keyframe);
  }

  /** Removes a memory and releases its keyframes. Does nothing if it was never added. */
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

  /** Lets memories evict until `memory` can add so many bytes, or none has keyframes of its own. */
  evictFor(memory: BudgetedMemory, bytes: number): void {
    while (memory.ownBytes + bytes > this.roomBytes) if (!memory.evictOwn()) break;
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

/** Bytes of a keyframe's planes, the fine picture included. The rest of a keyframe is a few per cent. */
export function keyframeBytes({
  rgb,
  inverseDepth,
  fine,
}: Pick<Keyframe, 'rgb' | 'inverseDepth' | 'fine'>): number {
  return rgb.byteLength + inverseDepth.byteLength + (fine?.rgb.byteLength ?? 0);
}

/**
 * A quarter of the memory that this process may use: that of the machine, or of the container if it has less.
 */
export function quarterOfMemory(): number {
  // constrainedMemory() is 0 without a limit, and on some machines far more than the machine has.
  return Math.min(totalmem(), process.constrainedMemory() || totalmem()) / 4;
}
