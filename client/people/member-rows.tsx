import type { ComponentChildren, JSX } from 'preact';
import { texts } from '../texts.ts';
import type { MemberEntry, PlayerEntry, SpectatorEntry } from './members.ts';
import { playerColourName, playerCssColour } from './player-colour.ts';
import { HostBadge, PersonName } from './sentence.tsx';
import type { Silencing } from './silence.ts';

/** Actions on another member, by session id. All but `silence` are the host's. */
export interface MemberActions {
  silence(how: Silencing, member: string, on: boolean): void;
  handOver(member: string): void;
  letSpeak(member: string, lets: boolean): void;
  kick(member: string): void;
  letIn(member: string): void;
}

export interface RowProps<Entry> {
  member: Entry;
  /** The actions are shown. */
  open: boolean;
  /** The page's own member is the host. */
  hosts: boolean;
  actions: MemberActions;
}

export function PlayerRow({ member, open, hosts, actions }: RowProps<PlayerEntry>): JSX.Element {
  const { id, name, colour, own, host, connected, score } = member;
  const { play } = texts;
  return (
    <li class={connected ? 'player' : 'player away'} data-testid="player" data-session-id={id}>
      <span
        class="swatch"
        style={{ background: playerCssColour(colour) }}
        role="img"
        aria-label={playerColourName(colour)}
      />
      <PersonName name={name} host={false} />
      {own && <Tag>{play.you}</Tag>}
      {host && (
        <span class="tag" data-testid="host">
          <HostBadge />
          {play.host}
        </span>
      )}
      {!connected && <Tag>{play.away}</Tag>}
      <SilencedTag member={member} />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: browsers support it, and a number alone says nothing */}
      <span
        class="player-score"
        data-testid={own ? 'score' : undefined}
        aria-label={`${play.score} ${score}`}
      >
        {score}
      </span>
      {open && !own && <Commands member={member} hosts={hosts} actions={actions} mayHost={connected} />}
    </li>
  );
}

export function SpectatorRow({ member, open, hosts, actions }: RowProps<SpectatorEntry>): JSX.Element {
  const { id, name, place, own } = member;
  const { play } = texts;
  return (
    <li class="player" data-testid="spectator" data-session-id={id}>
      <PersonName name={name} host={false} />
      {own && <Tag>{play.you}</Tag>}
      <Tag>{place === 0 ? play.spectator : play.waitingAt(place)}</Tag>
      <SilencedTag member={member} />
      {open && !own && <Commands member={member} hosts={hosts} actions={actions} mayHost={false} />}
    </li>
  );
}

/** Somebody whom the host has put out. */
export function KickedRow(props: { id: string; name: string; letIn(member: string): void }): JSX.Element {
  const { people } = texts;
  const { id, name } = props;
  return (
    <li class="player away" data-testid="kicked" data-session-id={id}>
      <PersonName name={name} host={false} />
      <Tag>{people.kicked}</Tag>
      <span class="player-commands">
        <Command
          text={people.letIn}
          label={people.letInWhom(name)}
          name="let-in"
          id={id}
          act={() => props.letIn(id)}
        />
      </span>
    </li>
  );
}

function Tag({ children }: { children: ComponentChildren }): JSX.Element {
  return <span class="tag">{children}</span>;
}

/** A closed row also shows that its member is muted or blocked. */
function SilencedTag({ member }: { member: MemberEntry }): JSX.Element | null {
  const { people } = texts;
  if (member.silenced) return <Tag>{people.silenced}</Tag>;
  if (member.blocked) return <Tag>{people.blocked}</Tag>;
  return member.muted ? <Tag>{people.muted}</Tag> : null;
}

interface CommandsProps extends Omit<RowProps<MemberEntry>, 'open'> {
  /** Whether the host can hand the room over to this member. */
  mayHost: boolean;
}

function Commands({ member, hosts, actions, mayHost }: CommandsProps): JSX.Element {
  const { id, name, muted, blocked, silenced } = member;
  const { people, play } = texts;
  return (
    <span class="player-commands">
      <Command
        text={people.mute}
        label={people.muteWhom(name)}
        name="mute"
        id={id}
        pressed={muted}
        act={() => actions.silence('muted', id, !muted)}
      />
      <Command
        text={people.block}
        label={people.blockWhom(name)}
        name="block"
        id={id}
        pressed={blocked}
        act={() => actions.silence('blocked', id, !blocked)}
      />
      {hosts && mayHost && (
        <Command
          text={play.handOver}
          label={play.handOverTo(name)}
          name="hand-over"
          id={id}
          act={() => actions.handOver(id)}
        />
      )}
      {hosts && (
        <Command
          text={people.silence}
          label={people.silenceWhom(name)}
          name="silence"
          id={id}
          pressed={silenced}
          act={() => actions.letSpeak(id, silenced)}
        />
      )}
      {hosts && (
        <Command
          text={play.kick}
          label={play.kickPlayer(name)}
          name="kick"
          id={id}
          act={() => {
            if (window.confirm(play.kickConfirm(name))) actions.kick(id);
          }}
        />
      )}
    </span>
  );
}

interface CommandProps {
  text: string;
  label: string;
  /** What it does, which names it together with the member's `id`. */
  name: string;
  id: string;
  /** For a switch: whether it is on. */
  pressed?: boolean;
  act(): void;
}

function Command({ text, label, name, id, pressed, act }: CommandProps): JSX.Element {
  return (
    <button
      type="button"
      class="tag"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      data-testid={name}
      data-command={`${name}-${id}`}
      onClick={act}
    >
      {text}
    </button>
  );
}
