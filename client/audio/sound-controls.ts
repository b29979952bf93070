import { button, element } from '../dom/element.ts';
import { type IconName, icon } from '../dom/icon.ts';
import { followLabels, titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';

export interface SoundControlsOptions {
  on: boolean;
  captions: boolean;
  /** 0 to 1. */
  volume: number;
  toggled(on: boolean): void;
  captionsToggled(on: boolean): void;
  volumeChanged(volume: number): void;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

interface Switch {
  readonly name: string;
  readonly title: string;
  readonly testId: string;
  readonly code: string;
  readonly icons: { on: IconName; off: IconName };
  on: boolean;
  changed(on: boolean): void;
}

/** Step of the volume slider: 20 steps from silent to full. */
const step = 0.05;

/** Switches for sound and captions in the toolbar, and a volume slider that is shown while sound is on. */
export class SoundControls {
  readonly root: HTMLElement;
  readonly #options: SoundControlsOptions;
  readonly #slider: HTMLInputElement;
  readonly #listening = new AbortController();

  constructor(options: SoundControlsOptions) {
    this.#options = options;
    const { sound } = texts;
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
      hidden: !options.on,
    });
    this.#slider.addEventListener('input', () => options.volumeChanged(this.#slider.valueAsNumber));
    // Returns the arrow keys to the game after the mouse releases the slider.
    this.#slider.addEventListener('pointerup', () => this.#slider.blur());
    this.root = element(
      'div',
      { class: 'sound-controls' },
      this.#button({
        ...{ name: sound.name, title: sound.title, testId: 'toggle-sound', code: 'KeyM' },
        icons: { on: 'sound', off: 'muted' },
        on: options.on,
        changed: (on) => {
          this.#slider.hidden = !on;
          options.toggled(on);
        },
      }),
      this.#slider,
      this.#button({
        ...{ ...sound.captions, testId: 'toggle-captions', code: 'KeyU' },
        icons: { on: 'caption', off: 'caption' },
        on: options.captions,
        changed: options.captionsToggled,
      }),
    );
  }

  close(): void {
    this.#listening.abort();
  }

  #button(made: Switch): HTMLElement {
    const { isTaken } = this.#options;
    const toggle = () => {
      made.on = !made.on;
      show();
      made.changed(made.on);
    };
    const tool = button('', { class: 'tool', 'data-testid': made.testId }, () => {
      toggle();
      // Otherwise the space bar would press the button again instead of jumping.
      if (!tool.matches(':focus-visible')) tool.blur();
    });
    const show = () => {
      tool.replaceChildren(icon(made.on ? made.icons.on : made.icons.off), element('span', {}, made.name));
      tool.setAttribute('aria-pressed', String(made.on));
    };
    show();
    followLabels(this.#listening.signal, () => {
      tool.title = titleWithKey(made.title, isTaken(made.code) ? undefined : made.code);
    });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== made.code || event.repeat || event.ctrlKey || event.altKey || event.metaKey)
          return;
        if (!belongsToPage(event) && !isTaken(event.code)) toggle();
      },
      { signal: this.#listening.signal },
    );
    return tool;
  }
}
