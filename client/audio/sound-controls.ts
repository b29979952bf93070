import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { controlLabel, followLabels, titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import type { IconName } from '../ui/outlines.ts';

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
  readonly code: string;
  readonly icons: { on: IconName; off: IconName };
  on: boolean;
  changed(on: boolean): void;
}

/** Step of the volume slider: 20 steps from silent to full. */
const step = 0.05;

/** The switch for sound at hand, and the settings of sound: switch, volume and captions. */
export class SoundControls {
  /** The switch for the toolbar. */
  readonly tool: HTMLElement;
  /** The settings. */
  readonly settings: readonly HTMLElement[];
  readonly #options: SoundControlsOptions;
  readonly #listening = new AbortController();
  /** Show the state of the switches on their buttons. */
  readonly #shows: (() => void)[] = [];

  constructor(options: SoundControlsOptions) {
    this.#options = options;
    const { sound } = texts;
    const slider = element('input', {
      type: 'range',
      id: 'volume',
      min: 0,
      max: 1,
      step,
      value: options.volume,
      'data-testid': 'volume',
    });
    slider.addEventListener('input', () => options.volumeChanged(slider.valueAsNumber));
    const heard: Switch = {
      ...{ name: sound.name, title: sound.title, code: 'KeyM' },
      icons: { on: 'sound', off: 'muted' },
      on: options.on,
      changed: options.toggled,
    };
    const captions: Switch = {
      ...{ ...sound.captions, code: 'KeyU' },
      icons: { on: 'caption', off: 'caption' },
      on: options.captions,
      changed: options.captionsToggled,
    };
    this.tool = this.#button(heard, 'tool', 'toggle-sound');
    this.settings = [
      this.#button(heard, 'menu-item', 'settings-sound-switch'),
      element('label', { class: 'setting-slider', for: 'volume' }, element('span', {}, sound.volume), slider),
      this.#button(captions, 'menu-item', 'toggle-captions'),
    ];
    for (const one of [heard, captions]) this.#listen(one);
  }

  close(): void {
    this.#listening.abort();
  }

  #button(made: Switch, style: 'tool' | 'menu-item', testId: string): HTMLElement {
    const { isTaken } = this.#options;
    const tool = button('', { class: style, 'data-testid': testId }, () => {
      this.#toggle(made);
      // Otherwise the space bar would press the button again instead of jumping.
      if (style === 'tool' && !tool.matches(':focus-visible')) tool.blur();
    });
    const key = element('kbd', { 'aria-hidden': 'true' });
    const show = () => {
      const { on, off } = texts.settings;
      const sign = icon(made.on ? made.icons.on : made.icons.off);
      const label = element('span', { class: 'tool-text' }, made.name);
      if (style === 'tool') tool.replaceChildren(sign, label);
      else {
        const words = element('span', { class: 'menu-words' }, label, ' ', element('small', {}, made.title));
        const state = element('span', { class: 'tool-state', 'aria-hidden': 'true' }, made.on ? on : off);
        tool.replaceChildren(sign, words, state, key);
      }
      tool.setAttribute('aria-pressed', String(made.on));
    };
    this.#shows.push(show);
    show();
    followLabels(this.#listening.signal, () => {
      const code = isTaken(made.code) ? undefined : made.code;
      if (style === 'tool') tool.title = titleWithKey(made.title, code);
      key.textContent = code === undefined ? '' : controlLabel(code);
    });
    return tool;
  }

  #toggle(made: Switch): void {
    made.on = !made.on;
    for (const show of this.#shows) show();
    made.changed(made.on);
  }

  #listen(made: Switch): void {
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== made.code || event.repeat || event.ctrlKey || event.altKey || event.metaKey)
          return;
        if (!belongsToPage(event) && !this.#options.isTaken(event.code)) this.#toggle(made);
      },
      { signal: this.#listening.signal },
    );
  }
}
