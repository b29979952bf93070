import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { OriginMap } from '../../shared/origin-map.ts';
import { observeSize } from '../browser/browser-features.ts';
import { element } from '../dom/element.ts';
import type { ShownPicture } from '../video/shown-picture.ts';
import type { OriginMaps } from './origin-maps.ts';
import { drawTint } from './tint-pixels.ts';
import { tintTransform } from './tint-transform.ts';

export interface OriginOverlayOptions {
  /** Intrinsics of the view. */
  intrinsics: Intrinsics;
  maps: Pick<OriginMaps, 'of'>;
  /** The displayed picture; undefined if there is none, or its mark is unknown. */
  picture(): ShownPicture | undefined;
  /** A map is drawn from now on; undefined if none is. */
  drawn(map: OriginMap | undefined): void;
}

/**
 * The tint over the picture: the newest displayed frame's map, turned as look compensation turns the frame. If the map of a
 * frame is lost, the former one stays, turned to where the frame looks. Hidden from assistive technology: the legend says how
 * much is of which kind. Hand-made elements, because the canvas is turned anew with each frame of the display.
 */
export class OriginOverlay {
  readonly root: HTMLElement;
  readonly #options: OriginOverlayOptions;
  readonly #canvas = element('canvas', { 'data-testid': 'origin-canvas' });
  readonly #stopObserving: () => void;
  #width = 0;
  /** The map that the canvas shows, with the view and the camera of its frame. */
  #shown: { map: OriginMap; view: string; pose: Pose } | undefined;
  #request: number | undefined;

  constructor(options: OriginOverlayOptions) {
    this.#options = options;
    this.root = element(
      'div',
      { class: 'origin-tint', 'aria-hidden': 'true', 'data-testid': 'origin-tint', hidden: true },
      this.#canvas,
    );
    this.#stopObserving = observeSize(this.root, ({ width }) => {
      this.#width = width;
    });
  }

  set enabled(enabled: boolean) {
    this.root.hidden = !enabled;
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = enabled ? requestAnimationFrame(() => this.#refresh()) : undefined;
    if (!enabled) this.#show(undefined);
  }

  close(): void {
    this.enabled = false;
    this.#stopObserving();
  }

  /** Runs once per display frame. */
  #refresh(): void {
    this.#request = requestAnimationFrame(() => this.#refresh());
    const { intrinsics, maps, picture } = this.#options;
    const now = picture();
    if (now === undefined || (this.#shown && this.#shown.view !== now.mark.view)) this.#show(undefined);
    if (now === undefined) return;
    const { view, rtpTimestamp, pose } = now.mark;
    const map = maps.of(view, rtpTimestamp);
    if (map !== undefined && map !== this.#shown?.map) this.#show({ map, view, pose });
    if (this.#shown === undefined) return;
    const transform = tintTransform(this.#shown.pose, now.camera, intrinsics, this.#width);
    if (this.#canvas.style.transform !== transform) this.#canvas.style.transform = transform;
  }

  #show(shown: { map: OriginMap; view: string; pose: Pose } | undefined): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#canvas.hidden = shown === undefined;
    if (shown !== undefined) drawTint(this.#canvas, shown.map.cells, shown.map.columns);
    this.#options.drawn(shown?.map);
  }
}
