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

interface Reception {
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
  readonly #receptions = new Map<string, Reception>();

  constructor(options: WallReceiverOptions) {
    this.#options = options;
  }

  /** Sets the wanted views. */
  want(views: ReadonlySet<string>): void {
    for (const [view, reception] of [...this.#receptions]) if (!views.has(view)) this.#drop(view, reception);
    for (const view of views) {
      if (this.#receptions.has(view)) continue;
      const reception = { received: undefined, decoded: 0, patience: framePatience.first, timer: undefined };
      this.#receptions.set(view, reception);
      void this.#receive(view, reception);
    }
  }

  close(): void {
    this.want(new Set());
  }

  async #receive(view: string, reception: Reception): Promise<void> {
    let received: WallView | undefined;
    try {
      received = await this.#options.receive(view);
      if (this.#receptions.get(view) !== reception) return received.close();
      Object.assign(reception, { received, decoded: 0 });
      received.ended(() => this.#again(view, reception, received, 0));
      this.#options.changed(view, received);
      await received.start();
      if (reception.received === received) this.#expectFrames(view, reception, received);
    } catch {
      // The room reports failures of the whole path. A single view is requested again.
      received?.close();
      this.#again(view, reception, reception.received, retryDelay);
    }
  }

  /** Checks after a while whether frames came. A hidden page may get none. */
  #expectFrames(view: string, reception: Reception, received: WallView): void {
    reception.timer = setTimeout(async () => {
      const decoded = await received.framesDecoded().catch(() => undefined);
      if (this.#receptions.get(view) !== reception || reception.received !== received) return;
      const came = decoded === undefined || decoded > reception.decoded;
      if (came || isHidden()) {
        Object.assign(reception, { decoded: decoded ?? 0, patience: framePatience.first });
        return this.#expectFrames(view, reception, received);
      }
      // Backs off for a view without frames from the room.
      reception.patience = Math.min(framePatience.longest, reception.patience * 2);
      this.#again(view, reception, received, 0);
    }, reception.patience);
  }

  /** Discards a received view and requests it again after `delay` milliseconds. */
  #again(view: string, reception: Reception, received: WallView | undefined, delay: number): void {
    if (this.#receptions.get(view) !== reception || reception.received !== received) return;
    clearTimeout(reception.timer);
    reception.received = undefined;
    received?.close();
    if (received) this.#options.changed(view, undefined);
    reception.timer = setTimeout(() => void this.#receive(view, reception), delay);
  }

  #drop(view: string, reception: Reception): void {
    clearTimeout(reception.timer);
    this.#receptions.delete(view);
    reception.received?.close();
    if (reception.received) this.#options.changed(view, undefined);
  }
}

function isHidden(): boolean {
  return typeof document !== 'undefined' && document.hidden;
}
