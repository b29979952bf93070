import type { VideoStage } from '../video/video-stage.ts';
import { MediaConnection, type ReceivedView, type ViewStats } from './media-connection.ts';
import type { MediaCall } from './room-connection.ts';

export interface ViewReceiverOptions {
  stage: VideoStage;
  request(call: MediaCall): Promise<unknown>;
  /** Says to a screen reader whose view a video shows. */
  labelOf(view: string): string;
}

export interface ViewReceiverHandlers {
  /** The first frame of the wanted view is on the screen; it came over `media`. */
  shown(view: string, media: MediaConnection): void;
  /** The view cannot be had right now; the receiver goes on trying. */
  trouble(message: string): void;
}

/** Milliseconds between attempts: the first, and the longest. */
const retryDelays = { first: 500, longest: 5_000 } as const;

/**
 * Puts the wanted view on the stage, and keeps it there: changes views without a gap, and makes the
 * media path anew when it breaks. The picture that is seen stays until its successor is there.
 */
export class ViewReceiver {
  readonly #options: ViewReceiverOptions;
  readonly #handlers: ViewReceiverHandlers;
  #path: Promise<MediaConnection> | undefined;
  #seen: { path: Promise<MediaConnection>; received: ReceivedView } | undefined;
  #wanted: string | undefined;
  /** Raised with every change of what is wanted, so that the late answer to an older wish is dropped. */
  #wish = 0;
  #failures = 0;
  #retry: number | undefined;
  #closed = false;

  constructor(options: ViewReceiverOptions, handlers: ViewReceiverHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /** Session id of the player whose view is wanted. */
  get wanted(): string | undefined {
    return this.#wanted;
  }

  /** Shows the view of the player with session id `view`; without one the stage is cleared. */
  show(view: string | undefined): void {
    if (this.#closed || view === this.#wanted) return;
    this.#wanted = view;
    this.#failures = 0;
    if (view === undefined) {
      this.#wish++;
      window.clearTimeout(this.#retry);
      this.#seen?.received.close();
      this.#seen = undefined;
      this.#options.stage.clear();
    } else {
      void this.#receive(view);
    }
  }

  /** Makes the media path anew, after the connection came back or when frames stay away. */
  restart(): void {
    if (this.#closed) return;
    if (this.#path && this.#path !== this.#seen?.path) closePath(this.#path);
    this.#path = undefined;
    if (this.#wanted !== undefined) void this.#receive(this.#wanted);
  }

  /** Receives the seen view anew, over the same path: its first frame is the newest, and replaces what lags. */
  refresh(): void {
    if (this.#closed || this.#wanted === undefined || this.#seen?.received.view !== this.#wanted) return;
    void this.#receive(this.#wanted);
  }

  /** The picture that is seen. */
  get track(): MediaStreamTrack | undefined {
    return this.#seen?.received.track;
  }

  /**
   * Receives a view beside the wanted one, over the same path; whoever asked for it closes it.
   * @throws Error when it cannot be had right now
   */
  async receiveBeside(view: string): Promise<ReceivedView> {
    if (this.#closed) throw new Error('the page is closed');
    const path = this.#openPath();
    return (await path).receive(view, true);
  }

  stats(): Promise<ViewStats | undefined> {
    return this.#seen?.received.stats() ?? Promise.resolve(undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wish++;
    window.clearTimeout(this.#retry);
    if (this.#path) closePath(this.#path);
    if (this.#seen && this.#seen.path !== this.#path) closePath(this.#seen.path);
  }

  async #receive(view: string): Promise<void> {
    const wish = ++this.#wish;
    window.clearTimeout(this.#retry);
    const path = this.#openPath();
    let received: ReceivedView | undefined;
    try {
      const media = await path;
      received = await media.receive(view);
      if (wish !== this.#wish) return received.close();
      const seen = this.#options.stage.show(view, received.track, this.#options.labelOf(view));
      await received.start();
      if (!(await seen)) return received.close();
      this.#succeed({ path, received });
      this.#handlers.shown(view, media);
    } catch (error) {
      received?.close();
      if (wish === this.#wish) this.#fail(path, error);
    }
  }

  #openPath(): Promise<MediaConnection> {
    if (this.#path !== undefined) return this.#path;
    const path = MediaConnection.open(this.#options.request, { failed: () => this.#pathFailed(path) });
    this.#path = path;
    return path;
  }

  /** The new view is seen, so the former one may go, with its path if it had another. */
  #succeed(now: { path: Promise<MediaConnection>; received: ReceivedView }): void {
    const former = this.#seen;
    this.#seen = now;
    this.#failures = 0;
    // Also tells the room that its marks are no longer wanted.
    former?.received.close();
    if (former && former.path !== now.path) closePath(former.path);
  }

  #fail(path: Promise<MediaConnection>, error: unknown): void {
    if (this.#path === path && path !== this.#seen?.path) {
      closePath(path);
      this.#path = undefined;
    }
    const delay = Math.min(retryDelays.longest, retryDelays.first * 2 ** this.#failures++);
    this.#retry = window.setTimeout(() => {
      if (this.#wanted !== undefined) void this.#receive(this.#wanted);
    }, delay);
    this.#handlers.trouble(error instanceof Error ? error.message : String(error));
  }

  #pathFailed(path: Promise<MediaConnection>): void {
    if (this.#closed || this.#path !== path) return;
    this.#handlers.trouble('the path to the media server broke');
    this.restart();
  }
}

function closePath(path: Promise<MediaConnection>): void {
  path.then(
    (media) => media.close(),
    // It never opened, so there is nothing to close.
    () => undefined,
  );
}
