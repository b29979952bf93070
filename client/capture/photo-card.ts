import { fileName, fileTime } from '../../shared/file-name.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { type Photo, savePng } from '../video/photo.ts';

export interface PhotoCardOptions {
  roomName(): string;
  /** Shows a sentence to the person. */
  say(sentence: string, level?: 'info' | 'warning'): void;
}

/** Milliseconds without use after which the card disappears. */
const lifetime = 12_000;

/** Saves photos, shows the last one, and offers it in the other size. */
export class PhotoCard {
  readonly root = element('section', {
    class: 'panel photo-card',
    'aria-label': texts.capture.photoLabel,
    hidden: true,
    'data-testid': 'photo-card',
  });
  readonly #options: PhotoCardOptions;
  #timer: number | undefined;

  constructor(options: PhotoCardOptions) {
    this.#options = options;
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape') return;
      event.preventDefault();
      this.hide();
    });
  }

  /** Saves a photo at the size at which the page shows it. */
  async save(photo: Photo | undefined): Promise<void> {
    const { capture } = texts;
    if (photo === undefined) {
      this.#options.say(capture.photoNothing, 'warning');
      return;
    }
    const name = (canvas: HTMLCanvasElement) =>
      fileName([this.#options.roomName(), fileTime(taken), `${canvas.width}x${canvas.height}`], 'png');
    const taken = new Date();
    const { shown, own } = photo;
    await this.#save(shown, name(shown));
    const other = button(
      capture.photoOther(own.width, own.height),
      { class: 'quiet', title: capture.photoOwn, 'data-testid': 'photo-own-size' },
      () => void this.#save(own, name(own)),
    );
    shown.setAttribute('role', 'img');
    shown.setAttribute('aria-label', capture.photoPreview);
    this.root.replaceChildren(
      shown,
      element(
        'div',
        { class: 'panel-actions' },
        other,
        button(capture.close, { class: 'quiet', 'data-testid': 'close-photo' }, () => this.hide()),
      ),
    );
    this.root.hidden = false;
    this.#wait();
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }

  async #save(canvas: HTMLCanvasElement, name: string): Promise<void> {
    const { capture } = texts;
    try {
      await savePng(canvas, name);
      this.#options.say(capture.photoSaved(name, canvas.width, canvas.height));
    } catch {
      this.#options.say(capture.photoFailed, 'warning');
    }
  }

  /** Hides the card after a while, but not while a person uses it. */
  #wait(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.root.matches(':hover, :focus-within')) this.#wait();
      else this.hide();
    }, lifetime);
  }

  hide(): void {
    window.clearTimeout(this.#timer);
    this.root.hidden = true;
  }
}
