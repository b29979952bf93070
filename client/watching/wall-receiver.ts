/** One view on its way: a ReceivedView. */
export interface WallView {
  readonly track: MediaStreamTrack;
  /** Asks the server to send, beginning with a keyframe. */
  start(): Promise<void>;
  /** Calls `ended` when the path under it goes. */
  ended(ended: () => void): void;
  close(): void;
}

export interface WallReceiverOptions {
  /** Receives a view beside those that are received already; it is still until it is started. */
  receive(view: string): Promise<WallView>;
  /** The picture of a view is on its way; undefined when it ended. */
  changed(view: string, track: MediaStreamTrack | undefined): void;
}

/** Milliseconds until a view that could not be had, or that broke, is asked for again. */
export const retryDelay = 1_500;

/** Receives several views at once, each for as long as it is wanted, and again whenever it breaks. */
export class WallReceiver {
  readonly #options: WallReceiverOptions;
  /** What was received of each wanted view so far. */
  readonly #views = new Map<string, WallView | undefined>();
  readonly #retries = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(options: WallReceiverOptions) {
    this.#options = options;
  }

  /** From now on these views are wanted, and no others. */
  want(views: ReadonlySet<string>): void {
    for (const view of [...this.#views.keys()]) if (!views.has(view)) this.#drop(view);
    for (const view of views) {
      if (this.#views.has(view)) continue;
      this.#views.set(view, undefined);
      void this.#receive(view);
    }
  }

  close(): void {
    this.want(new Set());
  }

  async #receive(view: string): Promise<void> {
    this.#retries.delete(view);
    let received: WallView | undefined;
    try {
      received = await this.#options.receive(view);
      if (this.#views.get(view) !== undefined || !this.#views.has(view)) return received.close();
      this.#views.set(view, received);
      received.ended(() => this.#ended(view, received));
      this.#options.changed(view, received.track);
      await received.start();
    } catch {
      // The room says what is wrong with the path as a whole; a single view is asked for again.
      received?.close();
      if (!this.#views.has(view)) return;
      this.#views.set(view, undefined);
      this.#again(view);
    }
  }

  /** The path under it went. */
  #ended(view: string, received: WallView | undefined): void {
    if (this.#views.get(view) !== received) return;
    this.#views.set(view, undefined);
    this.#options.changed(view, undefined);
    this.#again(view);
  }

  #again(view: string): void {
    clearTimeout(this.#retries.get(view));
    const retry = setTimeout(() => void this.#receive(view), retryDelay);
    this.#retries.set(view, retry);
  }

  #drop(view: string): void {
    clearTimeout(this.#retries.get(view));
    this.#retries.delete(view);
    const received = this.#views.get(view);
    this.#views.delete(view);
    received?.close();
    if (received) this.#options.changed(view, undefined);
  }
}
