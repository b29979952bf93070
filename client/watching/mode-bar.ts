import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { followLabels, titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import type { IconName } from '../ui/outlines.ts';
import { type WatchMode, watchModes } from './watch-mode.ts';

const icons: Record<WatchMode, IconName> = { follow: 'eye', director: 'film', wall: 'grid', free: 'drone' };
/** Keys of the modes; they differ from those that fly the camera and those of the toolbar. */
export const modeKeys: Record<WatchMode, string> = {
  follow: 'KeyV',
  director: 'KeyB',
  wall: 'KeyG',
  free: 'KeyC',
};

/** A button and a key for each way to watch. */
export class ModeBar {
  readonly root: HTMLElement;
  readonly #buttons = new Map<WatchMode, HTMLButtonElement>();
  readonly #listening = new AbortController();

  constructor(choose: (mode: WatchMode) => void) {
    const words = texts.watching;
    for (const mode of watchModes) {
      const made = button('', { class: 'mode', 'aria-pressed': 'false', 'data-testid': `mode-${mode}` }, () =>
        choose(mode),
      );
      followLabels(this.#listening.signal, () => {
        made.title = titleWithKey(words.modeTitle[mode], modeKeys[mode]);
      });
      made.append(icon(icons[mode]), element('span', {}, words.mode[mode]));
      this.#buttons.set(mode, made);
    }
    this.root = element(
      'div',
      { class: 'mode-bar', role: 'group', 'aria-label': words.modes, 'data-testid': 'mode-bar' },
      ...this.#buttons.values(),
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        const mode = watchModes.find((one) => modeKeys[one] === event.code);
        if (mode) choose(mode);
      },
      { signal: this.#listening.signal },
    );
  }

  set mode(mode: WatchMode) {
    for (const [one, made] of this.#buttons) made.setAttribute('aria-pressed', String(one === mode));
  }

  close(): void {
    this.#listening.abort();
  }
}
