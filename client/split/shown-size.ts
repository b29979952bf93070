import type { ShownSize as Pixels } from '../../shared/messages.ts';
import { observeSize, type Size } from '../browser/browser-features.ts';
import type { RoomSession } from '../connection/room-session.ts';

/** The largest that a page may say: as good as no limit. */
const unlimited: Pixels = { width: 16_384, height: 16_384 };
/** Milliseconds after which a changed size is told, so that a window that is being resized tells only the last one. */
const settled = 400;

/** Pixels of the screen that a picture of this aspect (width by height) has inside an element of so many CSS pixels. */
export function picturePixels({ width, height }: Size, aspect: number, pixelRatio: number): Pixels {
  const shown = Math.min(width, height * aspect) * pixelRatio;
  const limited = (value: number) => Math.max(1, Math.min(unlimited.width, Math.round(value)));
  return { width: limited(shown), height: limited(shown / aspect) };
}

/**
 * Tells the room with how many pixels a half of the window shows its player's view, so that the view is drawn no larger
 * than that. Until then, and once closed, nothing limits the view.
 */
export class ShownSize {
  readonly #session: RoomSession;
  readonly #unfollow: () => void;
  #wanted: Pixels | undefined;
  #told = '';
  #timer: number | undefined;

  /** `aspect` is the view's width by its height. */
  constructor(session: RoomSession, aspect: number) {
    this.#session = session;
    this.#unfollow = observeSize(session.stage.root, (size) => {
      this.#wanted = picturePixels(size, aspect, window.devicePixelRatio);
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.update(), settled);
    });
  }

  /** To be called with each state of the room: a seat that is new has not been told of. */
  update(): void {
    const { seated, sessionId } = this.#session;
    if (!seated || this.#wanted === undefined) return;
    const { width, height } = this.#wanted;
    const now = `${sessionId} ${width} ${height}`;
    if (now !== this.#told && this.#session.send('shown', this.#wanted)) this.#told = now;
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#unfollow();
    if (this.#told !== '') this.#session.send('shown', unlimited);
  }
}
