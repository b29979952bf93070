import type { Manifest } from '../../../shared/pack.ts';
import { isSameSize, type PictureSize } from '../../contracts/picture.ts';

/** Sizes of the pictures of views that are larger than the view itself, and how large pages show them. */
export class PictureSizes {
  readonly #manifest: Manifest;
  readonly #sizes = new Map<string, PictureSize>();
  readonly #shown = new Map<string, PictureSize>();

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  /** Undefined means the view's own size. */
  of(view: string): PictureSize | undefined {
    return this.#sizes.get(view);
  }

  /**
   * Sets the picture size of a view from its next tick on.
   *
   * @throws RangeError if it is neither the view's own size nor one of the manifest's `view.sizes`
   */
  set(view: string, size: PictureSize): void {
    const { view: own } = this.#manifest;
    if (isSameSize(size, own)) {
      this.#sizes.delete(view);
      return;
    }
    const offered = own.sizes ?? [];
    if (!offered.some((one) => isSameSize(one, size))) {
      const list = [...offered, own].map(({ width, height }) => `${width}x${height}`).join(', ');
      throw new RangeError(`${size.width}x${size.height} is not a size of the pack; it has ${list}`);
    }
    this.#sizes.set(view, size);
  }

  /** Pixels of the screen that the view's page shows it with; undefined if the page did not say. */
  shown(view: string): PictureSize | undefined {
    return this.#shown.get(view);
  }

  /** The view's page shows it with so many pixels from now on. */
  show(view: string, size: PictureSize): void {
    this.#shown.set(view, size);
  }

  /** Drops the sizes of a view that no longer exists. */
  delete(view: string): void {
    this.#sizes.delete(view);
    this.#shown.delete(view);
  }
}
