import type { DepthBudget } from './depth-budget.ts';
import type { FrameMaps } from './frame-maps.ts';
import type { FrameMapKind, MediaConnection } from './media-connection.ts';
import type { ReceivedMaps } from './received-maps.ts';

/**
 * Receives maps of one kind of the displayed view while they are wanted, over the path of its video. A browser without data
 * channels goes without, and so does a page whose line loses more of the maps than `budget` allows.
 */
export class FrameMapReceiver {
  readonly #kind: FrameMapKind;
  readonly #maps: Pick<FrameMaps<{ rtpTimestamp: number }>, 'follow' | 'take'>;
  readonly #budget: DepthBudget | undefined;
  readonly #able = typeof RTCDataChannel === 'function';
  #wanted = false;
  #shown: { view: string; media: MediaConnection } | undefined;
  #received: ReceivedMaps | undefined;
  /** Increases with every change, so that a late answer to an older request is dropped. */
  #attempt = 0;

  constructor(
    kind: FrameMapKind,
    maps: Pick<FrameMaps<{ rtpTimestamp: number }>, 'follow' | 'take'>,
    budget?: DepthBudget,
  ) {
    this.#kind = kind;
    this.#maps = maps;
    this.#budget = budget;
  }

  /** Whether the page has a use for them. */
  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    void this.#open();
  }

  /** This view is displayed now and came over `media`; without a view nothing is displayed. */
  follow(view: string | undefined, media?: MediaConnection): void {
    this.#shown = view !== undefined && media !== undefined ? { view, media } : undefined;
    void this.#open();
  }

  /** A frame was displayed at `now` (milliseconds), and its map was there in time or not. */
  displayed(hadMap: boolean, now: number): void {
    const budget = this.#budget;
    if (budget === undefined || !this.#able || !this.#wanted || this.#shown === undefined) return;
    const before = budget.allows;
    budget.displayed(hadMap, now);
    if (before !== budget.allows) void this.#open();
  }

  close(): void {
    this.#shown = undefined;
    this.#attempt++;
    this.#received?.close();
    this.#received = undefined;
  }

  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    const former = this.#received;
    this.#received = undefined;
    former?.close();
    const allowed = this.#budget?.allows ?? true;
    const shown = this.#able && this.#wanted && allowed ? this.#shown : undefined;
    this.#maps.follow(shown?.view);
    if (shown === undefined) return;
    const { view, media } = shown;
    try {
      const received = await media.receiveMaps(this.#kind, view, (message) => {
        this.#maps.take(view, message, performance.now());
      });
      if (attempt === this.#attempt) this.#received = received;
      else received.close();
    } catch {
      // The server has none for this view, or the path has ended: the page does as before.
    }
  }
}
