import { button, element } from '../dom/element.ts';
import { controlLabel, followLabels } from '../hud/control-label.ts';
import { deviceNote } from '../hud/menu/device-note.ts';
import { defaultPageControls } from '../input/page-slots.ts';
import { texts } from '../texts.ts';
import { flyKeys, riseKeys } from './flight-keys.ts';
import { modeKeys } from './mode-bar.ts';
import { watchModes } from './watch-mode.ts';

/** Help for a spectator's keys. */
export class WatchHelp {
  readonly root: HTMLElement;
  readonly #listening = new AbortController();

  readonly #rows = element('div');

  constructor() {
    const { help } = texts.watching;
    this.root = element(
      'section',
      {
        class: 'panel help',
        role: 'dialog',
        tabindex: -1,
        'aria-labelledby': 'watch-help-heading',
        'data-testid': 'watch-help',
        hidden: true,
      },
      element('h2', { id: 'watch-help-heading' }, help.heading),
      this.#rows,
      deviceNote('gamepad'),
      element(
        'div',
        { class: 'panel-actions' },
        button(help.close, { class: 'quiet', 'data-testid': 'close-watch-help' }, () => this.toggle()),
      ),
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape') return;
      event.preventDefault();
      this.toggle();
    });
    followLabels(this.#listening.signal, () => this.#render());
  }

  close(): void {
    this.#listening.abort();
  }

  toggle(): void {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.root.focus();
  }

  #render(): void {
    const { help, mode, modeTitle } = texts.watching;
    const rows = (entries: readonly (readonly [string, string])[]) =>
      element(
        'dl',
        {},
        ...entries.map(([what, keys]) =>
          element('div', {}, element('dt', {}, what), element('dd', {}, element('kbd', {}, keys))),
        ),
      );
    this.#rows.replaceChildren(
      element('h3', {}, help.everywhere),
      rows([
        ...watchModes.map((one) => [`${mode[one]}: ${modeTitle[one]}`, controlLabel(modeKeys[one])] as const),
        [help.players, help.playersKeys],
        [help.chat, help.chatKeys],
        [help.map, controlLabel(defaultPageControls.map.keyboard[0])],
        [help.origin, controlLabel(defaultPageControls.origin.keyboard[0])],
      ]),
      element('h3', {}, help.wall),
      rows([
        [help.wallMove, help.wallMoveKeys],
        [help.enlarge, help.enlargeKeys],
      ]),
      element('h3', {}, help.free),
      rows([
        [help.fly, flyKeys()],
        [help.rise, riseKeys()],
        [help.look, help.lookKeys],
        [help.pad, help.padKeys],
      ]),
    );
  }
}
