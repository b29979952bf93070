import type { RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { playerColourName, playerCssColour } from './player-colour.ts';

/** Who plays, in which colour, with what score. */
export class PlayerList {
  readonly root: HTMLElement;
  #shown = '';

  constructor() {
    this.root = element('ul', {
      class: 'players',
      'aria-label': texts.play.players,
      'data-testid': 'player-list',
    });
  }

  /** `ownId` is the session id of the player who looks, when it plays. */
  update(state: RoomState, ownId: string | undefined): void {
    const entries = [...state.players.entries()].map(([id, player]) => ({
      id,
      name: player.name,
      colour: player.colour,
      score: player.score,
      connected: player.connected,
      own: id === ownId,
    }));
    const key = JSON.stringify(entries);
    if (key === this.#shown) return;
    this.#shown = key;
    this.root.replaceChildren(
      ...entries.map((player) =>
        element(
          'li',
          {
            class: player.connected ? 'player' : 'player away',
            'data-testid': 'player',
            'data-session-id': player.id,
          },
          element('span', {
            class: 'swatch',
            style: `background:${playerCssColour(player.colour)}`,
            role: 'img',
            'aria-label': playerColourName(player.colour),
          }),
          element('span', { class: 'player-name' }, player.name),
          ...(player.own ? [element('span', { class: 'tag' }, texts.play.you)] : []),
          ...(player.connected ? [] : [element('span', { class: 'tag' }, texts.play.away)]),
          element(
            'span',
            {
              class: 'player-score',
              'data-testid': player.own ? 'score' : undefined,
              'aria-label': `${texts.play.score} ${player.score}`,
            },
            String(player.score),
          ),
        ),
      ),
    );
  }
}
