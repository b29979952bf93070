import type { VideoStage } from '../../video/video-stage.ts';
import { initialMedia, type MediaEvent, type MediaState, reduceMedia } from '../state/media-machine.ts';
import type { MediaConnection, ReceivedView, ViewStats } from './media-connection.ts';
import { missingMedia } from './media-device.ts';
import { ViewReceiver, type ViewReceiverOptions } from './view-receiver.ts';

/** An event without its time. */
type UntimedEvent = MediaEvent extends infer Event
  ? Event extends MediaEvent
    ? Omit<Event, 'at'>
    : never
  : never;

export interface MediaSessionOptions extends ViewReceiverOptions {
  stage: VideoStage;
}

export interface MediaSessionHandlers {
  /** The state changed. */
  changed(state: MediaState): void;
  /** This view is displayed now; it came over `media`. */
  shown(view: string, media: MediaConnection): void;
}

/**
 * Keeps the wanted view on a page's stage: carries out the attempts of media-machine.ts and reports their
 * results to it.
 */
export class MediaSession {
  readonly #handlers: MediaSessionHandlers;
  readonly #receiver: ViewReceiver;
  readonly #listening = new AbortController();
  #state = initialMedia(performance.now());
  #wanted: string | undefined;

  constructor(options: MediaSessionOptions, handlers: MediaSessionHandlers) {
    this.#handlers = handlers;
    this.#receiver = new ViewReceiver(options, {
      shown: (view, media) => handlers.shown(view, media),
      requested: () => this.#happen({ type: 'requested' }),
      refused: (message) => this.#happen({ type: 'refused', message }),
      path: (type) => this.#happen({ type }),
    });
    const missing = missingMedia(globalThis);
    if (missing !== undefined)
      this.#state = reduceMedia(this.#state, { type: 'unsupported', missing, at: 0 });
    const seen = () => this.#happen({ type: document.hidden ? 'hidden' : 'visible' });
    document.addEventListener('visibilitychange', seen, { signal: this.#listening.signal });
    // Whoever makes this is not made yet, so it is told of changes from now on alone.
    if (document.hidden) this.#state = reduceMedia(this.#state, { type: 'hidden', at: performance.now() });
  }

  get state(): MediaState {
    return this.#state;
  }

  /** Session id of the player whose view is wanted. */
  get wanted(): string | undefined {
    return this.#wanted;
  }

  /** The displayed stream. */
  get seen(): ReceivedView | undefined {
    return this.#receiver.seen;
  }

  /** Requests the view of the player with session id `view`; without one the stage is cleared. */
  show(view: string | undefined): void {
    if (view === this.#wanted) return;
    this.#wanted = view;
    // A browser that cannot receive media sends no requests.
    if (this.#state.phase === 'unsupported') return;
    this.#happen({ type: view === undefined ? 'unwanted' : 'wanted' });
    this.#receiver.show(view);
  }

  /** The page joined the room, perhaps again: transports of an earlier connection are invalid. */
  joined(): void {
    this.#receiver.reconnected();
    this.#happen({ type: 'pathLost' });
  }

  /** The media worker or router of the page's transport has died. */
  lost(): void {
    this.#happen({ type: 'pathLost' });
  }

  /** A frame of this view was decoded and displayed. */
  decoded(view: string): void {
    if (view === this.#wanted) this.#happen({ type: 'decoded' });
  }

  /** The room reported that it painted a frame of this view. */
  painted(view: string): void {
    if (view === this.#wanted) this.#happen({ type: 'painted' });
  }

  /** To be called several times a second while the page is in the room. */
  tick(): void {
    if (this.#state.phase === 'checking') void this.#receiver.lookAtPath();
    this.#happen({ type: 'tick' });
  }

  /** Receives the displayed view again over the same path. */
  refresh(): void {
    this.#receiver.refresh();
  }

  /** @throws Error if the view is not available now */
  receiveBeside(view: string): Promise<ReceivedView> {
    const { missing } = this.#state;
    if (missing !== undefined) return Promise.reject(new Error(`the browser lacks: ${missing}`));
    return this.#receiver.receiveBeside(view);
  }

  stats(): Promise<ViewStats | undefined> {
    return this.#receiver.stats();
  }

  close(): void {
    this.#listening.abort();
    this.#receiver.close();
  }

  #happen(happening: UntimedEvent): void {
    const former = this.#state;
    this.#state = reduceMedia(former, { ...happening, at: performance.now() });
    if (this.#state === former) return;
    this.#handlers.changed(this.#state);
    if (this.#state.attempt.count !== former.attempt.count)
      this.#receiver.receiveAgain(this.#state.attempt.fresh);
  }
}
