import type { FrameSource } from '../video/stream-frames.ts';

/** A received view: a ReceivedView. */
export interface WallView extends FrameSource {
  /** Asks the server to send, beginning with a codec keyframe. */
  start(): Promise<void>;
  /** Calls `ended` if the transport ends. */
  ended(ended: () => void): void;
  close(): void;
}

export interface WallReceiverOptions {
  /** Receives a view beside others; it sends no frames until it is started. */
  receive(view: string): Promise<WallView>;
  /** The stream of a view arrives; undefined after it ended. */
  changed(view: string, source: WallView | undefined): void;
}

/**
 * Milliseconds until a view that was not available is requested again. A view whose path was lost is
 * requested at once.
 */
export const retryDelay = 1_500;
/** Milliseconds without a frame after which a view is received again: the first time, and at most. */
export const framePatience = { first: 6_000, longest: 60_000 } as const;

interface Wish {
  /** The received view, once available. */
  received: WallView | undefined;
  /** Decoded frames so far, and milliseconds without another one after which it is received again. */
  decoded: number;
  patience: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Receives several views at once while they are wanted, and again whenever one breaks or brings no frames.
 */
export class WallReceiver {
  readonly #options: WallReceiverOptions;
  readonly #wishes = new Map<string, Wish>();

  constructor(options: WallReceiverOptions) {
    this.#options = options;
  }

  /** Sets the wanted views. */
  want(views: ReadonlySet<string>): void {
    for (const [view, wish] of [...this.#wishes]) if (!views.has(view)) this.#drop(view, wish);
    for (const view of views) {
      if (this.#wishes.has(view)) continue;
      const wish = { received: undefined, decoded: 0, patience: framePatience.first, timer: undefined };
      this.#wishes.set(view, wish);
      void this.#receive(view, wish);
    }
  }

  close(): void {
    this.want(new Set());
  }

  async #receive(view: string, wish: Wish): Promise<void> {
    let received: WallView | undefined;
    try {
      received = await this.#options.receive(view);
      if (this.#wishes.get(view) !== wish) return received.close();
      Object.assign(wish, { received, decoded: 0 });
      received.ended(() => this.#again(view, wish, received, 0));
      this.#options.changed(view, received);
      await received.start();
      if (wish.received === received) this.#expectFrames(view, wish, received);
    } catch {
      // The room reports failures of the whole path. A single view is requested again.
      received?.close();
      this.#again(view, wish, wish.received, retryDelay);
    }
  }

  /** Checks after a while whether frames came. A hidden page may get none. */
  #expectFrames(view: string, wish: Wish, received: WallView): void {
    wish.timer = setTimeout(async () => {
      const decoded = await received.framesDecoded().catch(() => undefined);
      if (this.#wishes.get(view) !== wish || wish.received !== received) return;
      const came = decoded === undefined || decoded > wish.decoded;
      if (came || isHidden()) {
        Object.assign(wish, { decoded: decoded ?? 0, patience: framePatience.first });
        return this.#expectFrames(view, wish, received);
      }
      // Backs off for a view without frames from the room.
      wish.patience = Math.min(framePatience.longest, wish.patience * 2);
      this.#again(view, wish, received, 0);
    }, wish.patience);
  }

  /** Discards a received view and requests it again after `delay` milliseconds. */
  #again(view: string, wish: Wish, received: WallView | undefined, delay: number): void {
    if (this.#wishes.get(view) !== wish || wish.received !== received) return;
    clearTimeout(wish.timer);
    wish.received = undefined;
    received?.close();
    if (received) this.#options.changed(view, undefined);
    wish.timer = setTimeout(() => void this.#receive(view, wish), delay);
  }

  #drop(view: string, wish: Wish): void {
    clearTimeout(wish.timer);
    this.#wishes.delete(view);
    wish.received?.close();
    if (wish.received) this.#options.changed(view, undefined);
  }
}

function isHidden(): boolean {
  return typeof document !== 'undefined' && document.hidden;
}
