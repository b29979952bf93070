import type { RoomState } from '../../shared/state.ts';
import { button, element } from '../dom/element.ts';
import { personName } from '../people/person-name.ts';
import { playerCssColour } from '../people/player-colour.ts';
import { texts } from '../texts.ts';

/** Buttons with which a spectator chooses a player's view; the arrow keys and digits do the same. */
export class ViewStrip {
  readonly root: HTMLElement;
  readonly #choose: (view: string) => void;
  readonly #listening = new AbortController();
  #views: string[] = [];
  #chosen: string | undefined;
  #shown = '';
  /** Whether the arrow keys switch views; digits always do. */
  arrows = true;

  constructor(choose: (view: string) => void) {
    this.#choose = choose;
    this.root = element('div', {
      class: 'view-strip',
      role: 'group',
      'aria-label': texts.watch.strip,
      'data-testid': 'view-strip',
    });
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  update(state: RoomState, chosen: string | undefined): void {
    const entries = [...state.players.entries()].map(([id, player]) => ({
      id,
      name: player.name,
      colour: player.colour,
      score: player.score,
      host: id === state.host,
    }));
    this.#views = entries.map((entry) => entry.id);
    this.#chosen = chosen;
    const key = JSON.stringify([entries, chosen]);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = document.activeElement?.getAttribute('data-session-id');
    this.root.replaceChildren(
      ...entries.map((player) => {
        const choice = button(
          '',
          {
            class: 'view-choice',
            'data-testid': 'view-choice',
            'data-session-id': player.id,
            'aria-pressed': String(player.id === chosen),
            title: texts.watch.choose(player.name),
          },
          () => this.#choose(player.id),
        );
        choice.append(
          element('span', { class: 'swatch', style: `background:${playerCssColour(player.colour)}` }),
          ...personName(player.name, player.host),
          ' ',
          element('span', { class: 'player-score' }, String(player.score)),
        );
        return choice;
      }),
    );
    // The buttons are recreated, so the focus moves to the button that replaces the focused one.
    if (focused) this.root.querySelector<HTMLElement>(`[data-session-id="${CSS.escape(focused)}"]`)?.focus();
  }

  close(): void {
    this.#listening.abort();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const count = this.#views.length;
    if (count === 0) return;
    const current = this.#chosen === undefined ? -1 : this.#views.indexOf(this.#chosen);
    if (this.arrows && event.code === 'ArrowRight') this.#choose(this.#views[(current + 1) % count]);
    else if (this.arrows && event.code === 'ArrowLeft')
      this.#choose(this.#views[(current - 1 + count) % count]);
    else if (/^Digit[1-8]$/.test(event.code)) {
      const view = this.#views[Number(event.code.slice(5)) - 1];
      if (view !== undefined) this.#choose(view);
    }
  }
}
