import type { Intrinsics } from '../../shared/geometry/camera.ts';
import type { OriginMap } from '../../shared/origin-map.ts';
import { FrameMapReceiver } from '../connection/media/frame-map-receiver.ts';
import type { MediaConnection } from '../connection/media/media-connection.ts';
import type { ShownPicture } from '../video/shown-picture.ts';
import { OriginLegend } from './origin-legend.tsx';
import { OriginMaps } from './origin-maps.ts';
import { OriginOverlay } from './origin-overlay.ts';
import { type OriginShares, sharesOf } from './tint-pixels.ts';

/** Milliseconds between updates of the shares in the legend. */
const shareInterval = 1_000;

/** What the tint shows, for scripts. */
export interface OriginReport {
  /** Of the cells of the displayed map; undefined while there is none. */
  shares: OriginShares | undefined;
  /** Messages so far, their bytes, and the milliseconds that they took to read. */
  totals: Readonly<OriginMaps['totals']>;
}

/**
 * The tint over the picture that says what is remembered, dreamt or unsure, with its legend. Its maps are received only while
 * it is on.
 */
export class OriginTint {
  readonly legend = new OriginLegend();
  readonly #maps = new OriginMaps();
  readonly #receiver = new FrameMapReceiver('origin', this.#maps);
  #overlay: OriginOverlay | undefined;
  #on = false;
  #map: OriginMap | undefined;
  #sharedAt = Number.NEGATIVE_INFINITY;

  get on(): boolean {
    return this.#on;
  }

  get report(): OriginReport {
    return { shares: this.#map && sharesOf(this.#map.cells), totals: this.#maps.totals };
  }

  /** The layer over the picture, once the pack's intrinsics are known. */
  cover(intrinsics: Intrinsics, picture: () => ShownPicture | undefined): HTMLElement {
    this.#overlay = new OriginOverlay({
      intrinsics,
      maps: this.#maps,
      picture,
      drawn: (map) => this.#drawn(map),
    });
    this.#overlay.enabled = this.#on;
    return this.#overlay.root;
  }

  /** This view is displayed now and came over `media`; without a view nothing is displayed. */
  follow(view: string | undefined, media?: MediaConnection): void {
    this.#receiver.follow(view, media);
  }

  toggle(): void {
    this.#on = !this.#on;
    this.#receiver.wanted = this.#on;
    this.legend.open = this.#on;
    this.legend.shares = undefined;
    if (this.#overlay) this.#overlay.enabled = this.#on;
  }

  close(): void {
    this.#overlay?.close();
    this.#receiver.close();
  }

  /** Shares change with every frame; the legend's figures only as fast as they can be read. */
  #drawn(map: OriginMap | undefined): void {
    const began = this.#map === undefined;
    this.#map = map;
    const now = performance.now();
    if (map !== undefined && !began && now - this.#sharedAt < shareInterval) return;
    this.#sharedAt = now;
    this.legend.shares = map && sharesOf(map.cells);
  }
}
