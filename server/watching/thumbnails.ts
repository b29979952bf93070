import sharp from 'sharp';
import { type GeneratedView, pictureOf } from '../contracts/view.ts';
import { interleaved } from '../generation/interleaved.ts';

/** Milliseconds for which a picture is reused before a new one is encoded. */
export const thumbnailAge = 4_000;
/** WebP quality of 100. Low, because a card in the lobby is small. */
const quality = 70;

export interface Thumbnail {
  /** WebP. */
  bytes: Buffer;
  /** The tick of the view. */
  tick: number;
}

/** The pictures of a view, and its tick. */
export type Picture = Pick<GeneratedView, 'rgb' | 'fine' | 'shown' | 'fineShown' | 'tick'>;

/**
 * Pictures of rooms for the lobby. They show views that are drawn anyway, as people see them. They are encoded on request, at most once
 * in {@link thumbnailAge} for each room.
 */
export class Thumbnails {
  readonly #size: { width: number; height: number };
  readonly #clock: () => number;
  readonly #made = new Map<string, { at: number; picture: Promise<Thumbnail> }>();

  /**
   * @param size Pixels of the views.
   * @param clock Returns milliseconds and never goes back.
   */
  constructor(size: { width: number; height: number }, clock: () => number = () => performance.now()) {
    this.#size = size;
    this.#clock = clock;
  }

  /** The room's thumbnail: a recent one, or one of `newest`. Undefined if no view was drawn yet. */
  async of(room: string, newest: () => Picture | undefined): Promise<Thumbnail | undefined> {
    const now = this.#clock();
    const made = this.#made.get(room);
    if (made !== undefined && now - made.at < thumbnailAge) return made.picture;
    const view = newest();
    if (view === undefined) return undefined;
    const picture = this.#encode(view);
    this.#made.set(room, { at: now, picture });
    // A failed encoding is not cached.
    picture.catch(() => this.#made.delete(room));
    for (const [other, { at }] of this.#made) if (now - at >= 10 * thumbnailAge) this.#made.delete(other);
    return picture;
  }

  async #encode(view: Picture): Promise<Thumbnail> {
    const { width, height, rgb } = pictureOf(view, this.#size);
    const bytes = await sharp(interleaved(rgb), { raw: { width, height, channels: 3 } })
      .webp({ quality })
      .toBuffer();
    return { bytes, tick: view.tick };
  }
}
