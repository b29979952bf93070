import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { modeKeys } from './mode-bar.ts';
import { watchModes } from './watch-mode.ts';

/** What a spectator's keys do. */
export class WatchHelp {
  readonly root: HTMLElement;

  constructor() {
    const { help, mode, modeTitle } = texts.watching;
    const rows = (entries: readonly (readonly [string, string])[]) =>
      element(
        'dl',
        {},
        ...entries.map(([what, keys]) =>
          element('div', {}, element('dt', {}, what), element('dd', {}, element('kbd', {}, keys))),
        ),
      );
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
      element('h3', {}, help.everywhere),
      rows([
        ...watchModes.map((one) => [`${mode[one]}: ${modeTitle[one]}`, modeKeys[one].slice(3)] as const),
        [help.players, help.playersKeys],
        [help.chat, help.chatKeys],
        [help.map, help.mapKeys],
      ]),
      element('h3', {}, help.wall),
      rows([
        [help.wallMove, help.wallMoveKeys],
        [help.enlarge, help.enlargeKeys],
      ]),
      element('h3', {}, help.free),
      rows([
        [help.fly, help.flyKeys],
        [help.rise, help.riseKeys],
        [help.look, help.lookKeys],
        [help.pad, help.padKeys],
      ]),
      element(
        'div',
        { class: 'panel-actions' },
        button(help.close, { class: 'quiet', 'data-testid': 'close-watch-help' }, () => this.toggle()),
      ),
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.code === 'Escape') this.toggle();
    });
  }

  toggle(): void {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.root.focus();
  }
}
