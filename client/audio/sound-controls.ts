import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';

export interface SoundControlsOptions {
  on: boolean;
  /** 0 to 1. */
  volume: number;
  toggled(on: boolean): void;
  volumeChanged(volume: number): void;
  /** True for keys that the game has taken. */
  isTaken(code: string): boolean;
}

const shortcut = 'KeyM';
/** The slider's step; 20 steps from silent to full. */
const step = 0.05;

/** Switches sound on and off, in the toolbar; while it is on, a slider sets how loud it is. */
export class SoundControls {
  readonly root: HTMLElement;
  readonly #options: SoundControlsOptions;
  readonly #button: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #listening = new AbortController();
  #on: boolean;

  constructor(options: SoundControlsOptions) {
    this.#options = options;
    this.#on = options.on;
    const { sound, toolbar } = texts;
    const title = options.isTaken(shortcut) ? sound.title : toolbar.shortcut(sound.title, shortcut.slice(3));
    this.#button = button('', { class: 'tool', title, 'data-testid': 'toggle-sound' }, () => {
      this.#toggle();
      // Else the space bar would press the button again instead of jumping.
      if (!this.#button.matches(':focus-visible')) this.#button.blur();
    });
    this.#slider = element('input', {
      type: 'range',
      class: 'volume',
      min: 0,
      max: 1,
      step,
      value: options.volume,
      title: sound.volume,
      'aria-label': sound.volume,
      'data-testid': 'volume',
    });
    this.#slider.addEventListener('input', () => options.volumeChanged(this.#slider.valueAsNumber));
    // The arrow keys belong to the game again once the mouse let go of the slider.
    this.#slider.addEventListener('pointerup', () => this.#slider.blur());
    this.root = element('div', { class: 'sound-controls' }, this.#button, this.#slider);
    this.#show();
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== shortcut || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
        if (!belongsToPage(event) && !options.isTaken(event.code)) this.#toggle();
      },
      { signal: this.#listening.signal },
    );
  }

  close(): void {
    this.#listening.abort();
  }

  #toggle(): void {
    this.#on = !this.#on;
    this.#show();
    this.#options.toggled(this.#on);
  }

  #show(): void {
    this.#button.replaceChildren(icon(this.#on ? 'sound' : 'muted'), element('span', {}, texts.sound.name));
    this.#button.setAttribute('aria-pressed', String(this.#on));
    this.#slider.hidden = !this.#on;
  }
}
