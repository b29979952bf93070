import type { Consumer } from 'mediasoup/types';
import { mostReceived } from '../../shared/watching.ts';

/** Role of a consumer on its page: the view in focus, a view beside it (as on a wall of views), or sound. */
export type ConsumerRole = 'watched' | 'beside' | 'heard';

/** Consumers of each role that may wait to be resumed. The oldest are closed. */
const pausedLimits: Readonly<Record<ConsumerRole, number>> = { watched: 2, beside: mostReceived, heard: 2 };

interface Held {
  consumer: Consumer;
  role: ConsumerRole;
  /** Asks for a keyframe, without which it shows nothing. */
  start: () => void;
  resumed: boolean;
}

/** The consumers of one viewer: paused ones, resumed ones, and which are replaced by others. */
export class ViewerConsumers {
  /** In the order of creation. */
  readonly #held = new Map<string, Held>();
  /** Video is paused because the page is hidden. */
  #paused = false;

  /** Whether the client has an audio consumer, paused or not. */
  get listens(): boolean {
    return [...this.#held.values()].some(({ role }) => role === 'heard');
  }

  /** Closes the oldest waiting consumers where one more would exceed the limit. */
  makeRoom(role: ConsumerRole): void {
    const waiting = [...this.#held.values()].filter((other) => other.role === role && !other.resumed);
    const surplus = Math.max(0, waiting.length + 1 - pausedLimits[role]);
    for (const { consumer } of waiting.slice(0, surplus)) consumer.close();
  }

  /** Adds a paused consumer. `start` is called whenever it begins to carry something. */
  add(consumer: Consumer, role: ConsumerRole, start: () => void): void {
    this.#held.set(consumer.id, { consumer, role, start, resumed: false });
    consumer.observer.once('close', () => this.#held.delete(consumer.id));
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** Resumes a consumer and closes the one that it replaces. Rejects if mediasoup cannot resume it. */
  async resume(id: string): Promise<void> {
    const resumed = this.#held.get(id);
    if (resumed === undefined) return;
    resumed.resumed = true;
    if (!this.#paused || resumed.role === 'heard') {
      await resumed.consumer.resume();
      resumed.start();
    }
    if (resumed.role === 'beside') return;
    for (const other of [...this.#held.values()]) {
      if (other !== resumed && other.role === resumed.role) other.consumer.close();
    }
  }

  /** Closes a consumer. Does nothing if it is closed already, as after a switch. */
  close(id: string): void {
    this.#held.get(id)?.consumer.close();
  }

  /**
   * Pauses or resumes all video; each resumed stream starts with a keyframe. Sound continues, because a
   * hidden page can still be heard.
   */
  setPaused(paused: boolean, failed: (error: unknown) => void): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const { consumer, role, start, resumed } of this.#held.values()) {
      if (role === 'heard' || !resumed) continue;
      (paused ? consumer.pause() : consumer.resume().then(start)).catch(failed);
    }
  }

  /** The transport has begun to carry what was resumed before. */
  connected(): void {
    for (const { consumer, role, start, resumed } of this.#held.values()) {
      if (resumed && !consumer.paused && role !== 'heard') start();
    }
  }

  /** Removes all consumers, after their transport was closed. */
  clear(): void {
    this.#held.clear();
  }
}
