import type { RoomState } from '../../shared/state.ts';
import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { playerColourName, playerCssColour } from './player-colour.ts';

/** What a host does with another member, by session id. */
export interface PlayerListHandlers {
  handOver(member: string): void;
  kick(member: string): void;
}

interface PlayerEntry {
  id: string;
  name: string;
  colour: number;
  score: number;
  connected: boolean;
  own: boolean;
  host: boolean;
}

interface SpectatorEntry {
  id: string;
  name: string;
  place: number;
}

/** Who plays, in which colour, with what score, and who is host; to the host, also who watches. */
export class PlayerList {
  readonly root: HTMLElement;
  readonly #handlers: PlayerListHandlers;
  #shown = '';

  constructor(handlers: PlayerListHandlers) {
    this.#handlers = handlers;
    this.root = element('ul', {
      class: 'players',
      'aria-label': texts.play.players,
      'data-testid': 'player-list',
    });
  }

  /** `ownId` is the session id of the page's own member. */
  update(state: RoomState, ownId: string | undefined): void {
    const hosts = ownId !== undefined && state.host === ownId;
    const players = [...state.players.entries()].map(
      ([id, { name, colour, score, connected }]): PlayerEntry => ({
        id,
        name,
        colour,
        score,
        connected,
        own: id === ownId,
        host: id === state.host,
      }),
    );
    const spectators = hosts
      ? [...state.spectators.entries()].map(([id, { name, place }]): SpectatorEntry => ({ id, name, place }))
      : [];
    const key = JSON.stringify([hosts, players, spectators]);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = document.activeElement?.closest<HTMLElement>('[data-command]')?.dataset.command;
    this.root.replaceChildren(
      ...players.map((player) => this.#player(player, hosts)),
      ...spectators.map((spectator) => this.#spectator(spectator)),
    );
    // A score that changes takes the focus from nobody.
    if (focused) this.root.querySelector<HTMLElement>(`[data-command="${CSS.escape(focused)}"]`)?.focus();
  }

  #player(player: PlayerEntry, hosts: boolean): HTMLElement {
    const { id, name, own, host, connected, score } = player;
    return element(
      'li',
      { class: connected ? 'player' : 'player away', 'data-testid': 'player', 'data-session-id': id },
      element('span', {
        class: 'swatch',
        style: `background:${playerCssColour(player.colour)}`,
        role: 'img',
        'aria-label': playerColourName(player.colour),
      }),
      element('span', { class: 'player-name' }, name),
      ...(own ? [tag(texts.play.you)] : []),
      ...(host ? [element('span', { class: 'tag', 'data-testid': 'host' }, texts.play.host)] : []),
      ...(connected ? [] : [tag(texts.play.away)]),
      element(
        'span',
        {
          class: 'player-score',
          'data-testid': own ? 'score' : undefined,
          'aria-label': `${texts.play.score} ${score}`,
        },
        String(score),
      ),
      ...(hosts && !own && connected ? [this.#handOver(id, name)] : []),
      ...(hosts && !own ? [this.#kick(id, name)] : []),
    );
  }

  #spectator({ id, name, place }: SpectatorEntry): HTMLElement {
    return element(
      'li',
      { class: 'player', 'data-testid': 'spectator', 'data-session-id': id },
      element('span', { class: 'player-name' }, name),
      tag(place === 0 ? texts.play.spectator : texts.play.waitingAt(place)),
      this.#kick(id, name),
    );
  }

  #handOver(id: string, name: string): HTMLElement {
    const label = texts.play.handOverTo(name);
    const attributes = {
      class: 'tag',
      title: label,
      'aria-label': label,
      'data-testid': 'hand-over',
      'data-command': `handOver-${id}`,
    };
    return button(texts.play.handOver, attributes, () => this.#handlers.handOver(id));
  }

  #kick(id: string, name: string): HTMLElement {
    const label = texts.play.kickPlayer(name);
    const attributes = {
      class: 'tag',
      title: label,
      'aria-label': label,
      'data-testid': 'kick',
      'data-command': `kick-${id}`,
    };
    return button(texts.play.kick, attributes, () => {
      if (window.confirm(texts.play.kickConfirm(name))) this.#handlers.kick(id);
    });
  }
}

function tag(text: string): HTMLElement {
  return element('span', { class: 'tag' }, text);
}
