import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { fileName, fileTime } from '../../shared/file-name.ts';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import { type Photo, savePng } from '../video/photo.ts';

export interface PhotoCardOptions {
  roomName(): string;
  /** Shows a sentence to the person. */
  say(sentence: string, level?: 'info' | 'warning'): void;
}

/** Milliseconds without use after which the card disappears. */
const lifetime = 12_000;

/** A photo that was taken, and when. */
interface Taken extends Photo {
  readonly at: Date;
}

/** Saves photos, shows the last one, and offers it in the other size. */
export class PhotoCard {
  readonly #options: PhotoCardOptions;
  readonly #open = signal(false);
  readonly #photo = signal<Taken | undefined>(undefined);
  readonly #view: Mounted;
  #timer: number | undefined;

  constructor(options: PhotoCardOptions) {
    this.#options = options;
    this.#view = new Mounted(
      <Card
        open={this.#open}
        photo={this.#photo}
        save={(canvas, taken) => void this.#save(canvas, taken)}
        hide={() => this.hide()}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#open.value;
  }

  /** Saves a photo at the size at which the page shows it. */
  async save(photo: Photo | undefined): Promise<void> {
    const { capture } = texts;
    if (photo === undefined) {
      this.#options.say(capture.photoNothing, 'warning');
      return;
    }
    const taken = { ...photo, at: new Date() };
    await this.#save(photo.shown, taken);
    photo.shown.setAttribute('role', 'img');
    photo.shown.setAttribute('aria-label', capture.photoPreview);
    this.#photo.value = taken;
    this.#open.value = true;
    this.#wait();
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }

  async #save(canvas: HTMLCanvasElement, { at }: Taken): Promise<void> {
    const { capture } = texts;
    const { width, height } = canvas;
    const name = fileName([this.#options.roomName(), fileTime(at), `${width}x${height}`], 'png');
    try {
      await savePng(canvas, name);
      this.#options.say(capture.photoSaved(name, width, height));
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
    this.#open.value = false;
  }
}

interface CardProps {
  open: ReadonlySignal<boolean>;
  photo: ReadonlySignal<Taken | undefined>;
  save(canvas: HTMLCanvasElement, taken: Taken): void;
  hide(): void;
}

function Card({ open, photo, save, hide }: CardProps): JSX.Element {
  const { capture } = texts;
  const taken = photo.value;
  return (
    <section
      class="panel photo-card"
      aria-label={capture.photoLabel}
      hidden={!open.value}
      data-testid="photo-card"
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return;
        event.preventDefault();
        hide();
      }}
    >
      {taken && (
        <>
          <div class="held" ref={holding(taken.shown)} />
          <div class="panel-actions">
            <button
              type="button"
              class="quiet"
              title={capture.photoOwn}
              data-testid="photo-own-size"
              onClick={() => save(taken.own, taken)}
            >
              {capture.photoOther(taken.own.width, taken.own.height)}
            </button>
            <button type="button" class="quiet" data-testid="close-photo" onClick={hide}>
              {capture.close}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
