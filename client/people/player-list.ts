import type { RoomState } from '../../shared/state.ts';
import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { texts } from '../texts.ts';
import { hostBadge, personName } from './person-name.ts';
import { playerColourName, playerCssColour } from './player-colour.ts';
import type { Silence, Silencing } from './silence.ts';

export interface PlayerListOptions {
  silence: Silence;
  /** A member was muted or blocked, or is not any more. */
  silenced(how: Silencing, member: string): void;
  /** Host actions on another member, by session id. */
  handOver(member: string): void;
  letSpeak(member: string, lets: boolean): void;
  kick(member: string): void;
  letIn(member: string): void;
}

interface PlayerEntry {
  id: string;
  name: string;
  colour: number;
  score: number;
  connected: boolean;
  own: boolean;
  host: boolean;
  muted: boolean;
  blocked: boolean;
  /** Muted by the host, for everybody. */
  silenced: boolean;
}

interface SpectatorEntry extends Pick<PlayerEntry, 'id' | 'name' | 'own' | 'muted' | 'blocked' | 'silenced'> {
  place: number;
}

/**
 * The members of the room. Closed, it lists players with colour and score. Open, it also lists spectators,
 * and the actions on each member: mute, block, and for the host hand over, kick and unban.
 */
export class PlayerList {
  readonly root: HTMLElement;
  readonly #options: PlayerListOptions;
  readonly #toggle: HTMLButtonElement;
  readonly #count = element('span', { class: 'people-count' });
  readonly #rows = element('ul', { id: 'people', 'aria-label': texts.people.label });
  #state: RoomState | undefined;
  #ownId: string | undefined;
  #shown = '';
  #open = false;

  constructor(options: PlayerListOptions) {
    this.#options = options;
    const { people } = texts;
    this.#toggle = button(
      '',
      {
        class: 'people-toggle',
        title: people.open,
        'aria-label': people.open,
        'aria-expanded': 'false',
        'aria-controls': 'people',
        'data-testid': 'toggle-people',
      },
      () => {
        // Otherwise the space bar would press the button again instead of jumping.
        if (!this.#toggle.matches(':focus-visible')) this.#toggle.blur();
        this.#setOpen(!this.#open);
      },
    );
    this.#toggle.append(icon('people'), this.#count, icon('more'));
    this.root = element(
      'section',
      { class: 'players', 'aria-label': people.label, 'data-testid': 'player-list' },
      this.#toggle,
      this.#rows,
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape' || !this.#open) return;
      event.preventDefault();
      this.#setOpen(false);
      this.#toggle.focus();
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** Lists everybody and the actions on each, and gives the list the focus. */
  show(): void {
    this.#setOpen(true);
    this.#toggle.focus();
  }

  close(): void {
    this.#setOpen(false);
  }

  /** `ownId` is the session id of the page's own member. */
  update(state: RoomState, ownId: string | undefined): void {
    this.#state = state;
    this.#ownId = ownId;
    const hosts = ownId !== undefined && state.host === ownId;
    const { silence } = this.#options;
    const about = (id: string) => ({
      id,
      own: id === ownId,
      muted: silence.has('muted', id),
      blocked: silence.has('blocked', id),
      silenced: state.silenced.has(id),
    });
    const players = [...state.players.entries()].map(
      ([id, { name, colour, score, connected }]): PlayerEntry => ({
        ...about(id),
        ...{ name, colour, score, connected },
        host: id === state.host,
      }),
    );
    const spectators = [...state.spectators.entries()].map(
      ([id, { name, place }]): SpectatorEntry => ({ ...about(id), name, place }),
    );
    const kicked = hosts ? [...state.kicked.entries()] : [];
    const key = JSON.stringify([this.#open, hosts, players, spectators, kicked]);
    if (key === this.#shown) return;
    this.#shown = key;
    const count = texts.people.here(players.length, spectators.length);
    this.#count.textContent = String(players.length + spectators.length);
    this.#toggle.setAttribute('aria-label', count);
    const focused = document.activeElement?.closest<HTMLElement>('[data-command]')?.dataset.command;
    this.#rows.replaceChildren(
      ...players.map((player) => this.#player(player, hosts)),
      ...(this.#open ? spectators.map((spectator) => this.#spectator(spectator, hosts)) : []),
      ...(this.#open ? kicked.map(([id, name]) => this.#kicked(id, name)) : []),
    );
    if (!focused) return;
    // A changed score does not move the focus. If the focused button is gone, the focus stays in the list.
    const successor = this.#rows.querySelector<HTMLElement>(`[data-command="${CSS.escape(focused)}"]`);
    (successor ?? this.#toggle).focus();
  }

  #setOpen(open: boolean): void {
    this.#open = open;
    this.root.classList.toggle('open', open);
    this.root.parentElement?.classList.toggle('list-open', open);
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#refresh();
  }

  #refresh(): void {
    if (this.#state) this.update(this.#state, this.#ownId);
  }

  #player(player: PlayerEntry, hosts: boolean): HTMLElement {
    const { id, name, own, host, connected, score } = player;
    const { play } = texts;
    return element(
      'li',
      { class: connected ? 'player' : 'player away', 'data-testid': 'player', 'data-session-id': id },
      element('span', {
        class: 'swatch',
        style: `background:${playerCssColour(player.colour)}`,
        role: 'img',
        'aria-label': playerColourName(player.colour),
      }),
      ...personName(name, false),
      ...(own ? [tag(play.you)] : []),
      ...(host ? [element('span', { class: 'tag', 'data-testid': 'host' }, hostBadge(), play.host)] : []),
      ...(connected ? [] : [tag(play.away)]),
      ...this.#silencedTags(player),
      element(
        'span',
        {
          class: 'player-score',
          'data-testid': own ? 'score' : undefined,
          'aria-label': `${play.score} ${score}`,
        },
        String(score),
      ),
      ...this.#commands(player, [
        ...(hosts && connected ? [this.#handOver(id, name)] : []),
        ...(hosts ? [this.#silence(player), this.#kick(id, name)] : []),
      ]),
    );
  }

  #spectator(spectator: SpectatorEntry, hosts: boolean): HTMLElement {
    const { id, name, place, own } = spectator;
    return element(
      'li',
      { class: 'player', 'data-testid': 'spectator', 'data-session-id': id },
      ...personName(name, false),
      ...(own ? [tag(texts.play.you)] : []),
      tag(place === 0 ? texts.play.spectator : texts.play.waitingAt(place)),
      ...this.#silencedTags(spectator),
      ...this.#commands(spectator, hosts ? [this.#silence(spectator), this.#kick(id, name)] : []),
    );
  }

  #kicked(id: string, name: string): HTMLElement {
    const { people } = texts;
    return element(
      'li',
      { class: 'player away', 'data-testid': 'kicked', 'data-session-id': id },
      ...personName(name, false),
      tag(people.kicked),
      element(
        'span',
        { class: 'player-commands' },
        command(people.letIn, people.letInWhom(name), 'let-in', id, () => this.#options.letIn(id)),
      ),
    );
  }

  /** A closed row also shows that its member is muted or blocked. */
  #silencedTags({
    muted,
    blocked,
    silenced,
  }: Pick<PlayerEntry, 'muted' | 'blocked' | 'silenced'>): HTMLElement[] {
    if (silenced) return [tag(texts.people.silenced)];
    if (blocked) return [tag(texts.people.blocked)];
    return muted ? [tag(texts.people.muted)] : [];
  }

  #commands(member: Omit<SpectatorEntry, 'place'>, hosting: readonly HTMLElement[]): HTMLElement[] {
    if (!this.#open || member.own) return [];
    const { id, name, muted, blocked } = member;
    const { people } = texts;
    const silencing = [
      this.#silencing('muted', people.mute, people.muteWhom(name), 'mute', id, muted),
      this.#silencing('blocked', people.block, people.blockWhom(name), 'block', id, blocked),
    ];
    return [element('span', { class: 'player-commands' }, ...silencing, ...hosting)];
  }

  #silencing(
    how: Silencing,
    text: string,
    label: string,
    name: string,
    id: string,
    on: boolean,
  ): HTMLElement {
    const made = command(text, label, name, id, () => {
      this.#options.silence.set(how, id, !on);
      this.#options.silenced(how, id);
      this.#refresh();
    });
    made.setAttribute('aria-pressed', String(on));
    return made;
  }

  #handOver(id: string, name: string): HTMLElement {
    const { play } = texts;
    return command(play.handOver, play.handOverTo(name), 'hand-over', id, () => this.#options.handOver(id));
  }

  #silence({ id, name, silenced }: Pick<PlayerEntry, 'id' | 'name' | 'silenced'>): HTMLElement {
    const { people } = texts;
    const made = command(people.silence, people.silenceWhom(name), 'silence', id, () =>
      this.#options.letSpeak(id, silenced),
    );
    made.setAttribute('aria-pressed', String(silenced));
    return made;
  }

  #kick(id: string, name: string): HTMLElement {
    const { play } = texts;
    return command(play.kick, play.kickPlayer(name), 'kick', id, () => {
      if (window.confirm(play.kickConfirm(name))) this.#options.kick(id);
    });
  }
}

function command(text: string, label: string, name: string, id: string, act: () => void): HTMLElement {
  const attributes = {
    ...{ class: 'tag', title: label, 'aria-label': label },
    ...{ 'data-testid': name, 'data-command': `${name}-${id}` },
  };
  return button(text, attributes, act);
}

function tag(text: string): HTMLElement {
  return element('span', { class: 'tag' }, text);
}
