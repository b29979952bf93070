import type { Consumer } from 'mediasoup/types';
import { mostReceived } from '../../shared/watching.ts';

/**
 * What a consumer is to its page: the view that it watches, one of those beside it (as on a wall of views),
 * or what it hears.
 */
export type Part = 'watched' | 'beside' | 'heard';

/** Consumers of each part that wait to be resumed; the oldest give way. */
const pausedLimits: Readonly<Record<Part, number>> = { watched: 2, beside: mostReceived, heard: 2 };

interface Held {
  consumer: Consumer;
  part: Part;
  resumed: boolean;
}

/** The consumers of one viewer: which of them wait, which were resumed, and which give way to others. */
export class ViewerConsumers {
  /** In the order in which they were made. */
  readonly #held = new Map<string, Held>();
  /** Video is held back, because nobody sees the page. */
  #paused = false;

  /** Whether the client hears something now, or is about to. */
  get listens(): boolean {
    return [...this.#held.values()].some(({ part }) => part === 'heard');
  }

  /** Closes the oldest of those that wait, where one more would be too many. */
  makeRoom(part: Part): void {
    const waiting = [...this.#held.values()].filter((other) => other.part === part && !other.resumed);
    const surplus = Math.max(0, waiting.length + 1 - pausedLimits[part]);
    for (const { consumer } of waiting.slice(0, surplus)) consumer.close();
  }

  /** Takes in a consumer that is paused. */
  add(consumer: Consumer, part: Part): void {
    this.#held.set(consumer.id, { consumer, part, resumed: false });
    consumer.observer.once('close', () => this.#held.delete(consumer.id));
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** Lets a consumer go on, and closes the one that it takes the place of. Rejects where mediasoup does not resume it. */
  async resume(id: string): Promise<void> {
    const resumed = this.#held.get(id);
    if (resumed === undefined) return;
    resumed.resumed = true;
    // mediasoup asks the stream for a keyframe as soon as the consumer can carry it.
    if (!this.#paused || resumed.part === 'heard') await resumed.consumer.resume();
    if (resumed.part === 'beside') return;
    for (const other of [...this.#held.values()]) {
      if (other !== resumed && other.part === resumed.part) other.consumer.close();
    }
  }

  /** Closing what is closed already, as after a switch, is no fault. */
  close(id: string): void {
    this.#held.get(id)?.consumer.close();
  }

  /** Holds all video back, or lets it go on with a keyframe each. Sound goes on: a hidden page is still heard. */
  setPaused(paused: boolean, failed: (error: unknown) => void): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const { consumer, part, resumed } of this.#held.values()) {
      if (part !== 'heard' && resumed) (paused ? consumer.pause() : consumer.resume()).catch(failed);
    }
  }

  /** Forgets all of them: their transport is closed. */
  clear(): void {
    this.#held.clear();
  }
}
