import type { DepthMaps } from '../../video/depth-maps.ts';
import { DepthBudget } from './depth-budget.ts';
import type { MediaConnection } from './media-connection.ts';
import type { ReceivedDepth } from './received-depth.ts';

/**
 * Receives the depth maps of the displayed view while they are wanted, over the path of its video. A browser without data
 * channels goes without, and so does a page whose line loses most of the maps (depth-budget.ts).
 */
export class DepthReceiver {
  readonly #maps: DepthMaps;
  readonly #budget = new DepthBudget();
  readonly #able = typeof RTCDataChannel === 'function';
  #wanted = false;
  #shown: { view: string; media: MediaConnection } | undefined;
  #received: ReceivedDepth | undefined;
  /** Increases with every change, so that a late answer to an older request is dropped. */
  #attempt = 0;

  constructor(maps: DepthMaps) {
    this.#maps = maps;
  }

  /** Whether the player's page has a use for them. */
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
    if (!this.#able || !this.#wanted || this.#shown === undefined) return;
    const before = this.#budget.allows;
    this.#budget.displayed(hadMap, now);
    if (before !== this.#budget.allows) void this.#open();
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
    const shown = this.#able && this.#wanted && this.#budget.allows ? this.#shown : undefined;
    this.#maps.follow(shown?.view);
    if (shown === undefined) return;
    const { view, media } = shown;
    try {
      const received = await media.receiveDepth(view, (message) => {
        this.#maps.take(view, message, performance.now());
      });
      if (attempt === this.#attempt) this.#received = received;
      else received.close();
    } catch {
      // The server has none for this view, or the path has ended: the page does as before.
    }
  }
}
