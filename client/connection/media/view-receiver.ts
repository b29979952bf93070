import type { Device } from 'mediasoup-client';
import type { VideoStage } from '../../video/video-stage.ts';
import type { MediaCall } from '../room-connection.ts';
import { MediaConnection, type ReceivedView, type ViewStats } from './media-connection.ts';
import { openDevice } from './media-device.ts';

export interface ViewReceiverOptions {
  stage: VideoStage;
  request(call: MediaCall): Promise<unknown>;
  /** Labels a video for screen readers with the player's name. */
  labelOf(view: string): string;
}

export interface ViewReceiverHandlers {
  /** The first frame of the wanted view is displayed; it came over `media`. */
  shown(view: string, media: MediaConnection): void;
  /** The server was asked to send the wanted view. */
  requested(): void;
  /** The wanted view is not available now. */
  refused(message: string): void;
  /** The newest path answered, has not answered for some seconds, or ICE gave up on it. */
  path(now: 'reached' | 'interrupted' | 'iceFailed'): void;
}

/** A transport, possibly still being created. */
interface Path {
  readonly media: Promise<MediaConnection>;
  /** Aborting it closes the path. */
  readonly end: AbortController;
  reached: boolean;
}

/**
 * Shows the wanted view on the stage: switches views without a gap, and receives a view again on request of
 * media-machine.ts. The displayed picture stays until the first frame of its successor.
 */
export class ViewReceiver {
  readonly #options: ViewReceiverOptions;
  readonly #handlers: ViewReceiverHandlers;
  #device: Promise<Device> | undefined;
  #path: Path | undefined;
  #seen: { path: Path; received: ReceivedView } | undefined;
  #wanted: string | undefined;
  /** Increases with every change of the wanted view, so that a late answer to an older request is dropped. */
  #attempt = 0;
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
    if (view !== undefined) {
      void this.#receive(view);
      return;
    }
    this.#attempt++;
    this.#seen?.received.close();
    this.#seen = undefined;
    this.#options.stage.clear();
  }

  /** Receives the wanted view again: over a new path if `fresh`, else over the present one. */
  receiveAgain(fresh: boolean): void {
    if (this.#closed) return;
    if (fresh) {
      // The displayed picture stays although its transport is dead.
      if (this.#path !== this.#seen?.path) this.#path?.end.abort();
      this.#path = undefined;
    }
    if (this.#wanted !== undefined) void this.#receive(this.#wanted);
  }

  /** The page reconnected to the room, perhaps on another server; existing paths are invalid. */
  reconnected(): void {
    this.#device = undefined;
  }

  /**
   * Receives the displayed view again over the same path: playback resumes at the newest frame, without lag.
   */
  refresh(): void {
    if (this.#closed || this.#wanted === undefined || this.#seen?.received.view !== this.#wanted) return;
    void this.#receive(this.#wanted);
  }

  /** The displayed stream. */
  get seen(): ReceivedView | undefined {
    return this.#seen?.received;
  }

  /**
   * Receives a view beside the wanted one, over the same path; the caller closes it.
   * @throws Error if the view is not available now
   */
  async receiveBeside(view: string): Promise<ReceivedView> {
    if (this.#closed) throw new Error('the page is closed');
    return (await this.#openPath().media).receive(view, true);
  }

  stats(): Promise<ViewStats | undefined> {
    return this.#seen?.received.stats() ?? Promise.resolve(undefined);
  }

  /**
   * Polls whether the newest path has answered: the browser reports that by itself only once DTLS is
   * complete.
   */
  async lookAtPath(): Promise<void> {
    const path = this.#path;
    if (path === undefined || path.reached) return;
    // A failure to create the transport is reported elsewhere.
    const reached = await path.media.then((media) => media.isReached()).catch(() => false);
    if (reached) this.#pathIs(path, 'reached');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attempt++;
    this.#path?.end.abort();
    this.#seen?.path.end.abort();
  }

  async #receive(view: string): Promise<void> {
    const attempt = ++this.#attempt;
    const path = this.#openPath();
    let received: ReceivedView | undefined;
    try {
      const media = await path.media;
      received = await media.receive(view);
      if (attempt !== this.#attempt) return received.close();
      const seen = this.#options.stage.show(view, received, this.#options.labelOf(view));
      await received.start();
      if (attempt === this.#attempt) this.#handlers.requested();
      if (attempt === this.#attempt && path.reached) this.#handlers.path('reached');
      if (!(await seen)) return received.close();
      this.#succeed({ path, received });
      this.#handlers.shown(view, media);
    } catch (error) {
      received?.close();
      if (attempt === this.#attempt) this.#fail(path, error);
    }
  }

  #openPath(): Path {
    if (this.#path !== undefined) return this.#path;
    const { request } = this.#options;
    const end = new AbortController();
    this.#device ??= openDevice(request);
    const media = this.#device.then((device) =>
      MediaConnection.open(
        device,
        request,
        {
          connected: () => this.#pathIs(path, 'reached'),
          interrupted: () => this.#pathIs(path, 'interrupted'),
          failed: () => this.#pathIs(path, 'iceFailed'),
        },
        end.signal,
      ),
    );
    // Callers that await the promise get the error. Without a caller it must not count as unhandled.
    media.catch(() => undefined);
    const path: Path = { media, end, reached: false };
    this.#path = path;
    return path;
  }

  #pathIs(path: Path, now: 'reached' | 'interrupted' | 'iceFailed'): void {
    if (this.#closed || this.#path !== path) return;
    if (now === 'reached') path.reached = true;
    this.#handlers.path(now);
  }

  /** The new view is displayed, so the former one is closed, with its path if that was another one. */
  #succeed(now: { path: Path; received: ReceivedView }): void {
    const former = this.#seen;
    this.#seen = now;
    // Also tells the room to stop sending its frame marks.
    former?.received.close();
    if (former && former.path !== now.path) former.path.end.abort();
  }

  #fail(path: Path, error: unknown): void {
    if (this.#path === path && path !== this.#seen?.path) {
      path.end.abort();
      this.#path = undefined;
      this.#device = undefined;
    }
    this.#handlers.refused(error instanceof Error ? error.message : String(error));
  }
}
