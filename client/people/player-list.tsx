import { type ReadonlySignal, signal } from '@preact/signals';
import { createRef, type JSX, type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RoomState } from '../../shared/state.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import { KickedRow, type MemberActions, PlayerRow, SpectatorRow } from './member-rows.tsx';
import { type Members, membersOf } from './members.ts';
import type { Silence, Silencing } from './silence.ts';

export interface PlayerListOptions extends Omit<MemberActions, 'silence'> {
  silence: Silence;
  /** A member was muted or blocked, or is not any more. */
  silenced(how: Silencing, member: string): void;
}

/**
 * The members of the room. Closed, it lists players with colour and score. Open, it also lists spectators,
 * and the actions on each member: mute, block, and for the host hand over, kick and unban.
 */
export class PlayerList {
  readonly #options: PlayerListOptions;
  readonly #view: Mounted;
  readonly #toggle = createRef<HTMLButtonElement>();
  readonly #isOpen = signal(false);
  readonly #members = signal<Members | undefined>(undefined);
  #state: RoomState | undefined;
  #ownId: string | undefined;

  constructor(options: PlayerListOptions) {
    this.#options = options;
    const actions: MemberActions = {
      ...options,
      silence: (how, member, on) => {
        options.silence.set(how, member, on);
        options.silenced(how, member);
        this.#refresh();
      },
    };
    this.#view = new Mounted(
      <People
        isOpen={this.#isOpen}
        members={this.#members}
        actions={actions}
        toggle={this.#toggle}
        setOpen={(open) => {
          this.#isOpen.value = open;
        }}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#isOpen.peek();
  }

  /** Lists everybody and the actions on each, and gives the list the focus. */
  show(): void {
    this.#isOpen.value = true;
    this.#toggle.current?.focus();
  }

  close(): void {
    this.#isOpen.value = false;
  }

  /** `ownId` is the session id of the page's own member. */
  update(state: RoomState, ownId: string | undefined): void {
    this.#state = state;
    this.#ownId = ownId;
    this.#refresh();
  }

  #refresh(): void {
    if (this.#state) put(this.#members, membersOf(this.#state, this.#ownId, this.#options.silence));
  }
}

interface PeopleProps {
  isOpen: ReadonlySignal<boolean>;
  /** Undefined before the page knows the room's state. */
  members: ReadonlySignal<Members | undefined>;
  actions: MemberActions;
  toggle: RefObject<HTMLButtonElement | null>;
  setOpen(open: boolean): void;
}

function People({ isOpen, members, actions, toggle, setOpen }: PeopleProps): JSX.Element {
  const { people } = texts;
  const open = isOpen.value;
  const { hosts = false, players = [], spectators = [], kicked = [] } = members.value ?? {};
  const rows = useRef<HTMLUListElement>(null);
  const focused = rows.current?.querySelector<HTMLElement>('[data-command]:focus')?.dataset.command;
  useLayoutEffect(() => {
    // If the button with the focus is gone, the focus stays in the list.
    if (focused === undefined || rows.current?.matches(':focus-within')) return;
    const successor = rows.current?.querySelector<HTMLElement>(`[data-command="${CSS.escape(focused)}"]`);
    (successor ?? toggle.current)?.focus();
  });
  const known = members.value !== undefined;
  const row = { open, hosts, actions };
  return (
    <section
      class={open ? 'players open' : 'players'}
      aria-label={people.label}
      data-testid="player-list"
      onKeyDown={(event) => {
        if (event.code !== 'Escape' || !open) return;
        event.preventDefault();
        setOpen(false);
        toggle.current?.focus();
      }}
    >
      <button
        type="button"
        class="people-toggle"
        title={people.open}
        aria-label={known ? people.here(players.length, spectators.length) : people.open}
        aria-expanded={open}
        aria-controls="people"
        data-testid="toggle-people"
        ref={toggle}
        onClick={({ currentTarget }) => {
          // Otherwise the space bar would press the button again instead of jumping.
          if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
          setOpen(!open);
        }}
      >
        <Icon name="people" />
        <span class="people-count">{known && players.length + spectators.length}</span>
        <Icon name="more" />
      </button>
      <ul id="people" aria-label={people.label} ref={rows}>
        {players.map((player) => (
          <PlayerRow member={player} {...row} key={`player-${player.id}`} />
        ))}
        {open &&
          spectators.map((spectator) => (
            <SpectatorRow member={spectator} {...row} key={`spectator-${spectator.id}`} />
          ))}
        {open &&
          kicked.map(([id, name]) => (
            <KickedRow id={id} name={name} letIn={actions.letIn} key={`kicked-${id}`} />
          ))}
      </ul>
    </section>
  );
}
