import { type ReadonlySignal, signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { SaveAnswer, SavedMoment, SaveRequest } from '../../shared/saves.ts';
import { siteUrl } from '../site.ts';
import { formats, texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { tenMinutesBefore } from './ten-minutes.ts';

/** Most moments that saved themselves, of those that are shown. */
const mostShown = 30;

type Answered<About extends SaveAnswer['about']> = Extract<SaveAnswer, { about: About }>;

/** What the panel shows. */
interface Shown {
  readonly open: boolean;
  readonly moments: Answered<'moments'> | undefined;
  /** The newest room that was made of a moment. */
  readonly room: Exclude<SaveAnswer, { about: 'moments' }> | undefined;
}

/** The saved moments of the room, with pictures, for its host: keep, go back, branch off, remove, take away. */
export class SavesPanel {
  readonly #send: (request: SaveRequest) => void;
  readonly #shown = signal<Shown>({ open: false, moments: undefined, room: undefined });
  readonly #view: Mounted;

  constructor(send: (request: SaveRequest) => void) {
    this.#send = send;
    this.#view = new Mounted(<Saves shown={this.#shown} send={send} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#shown.value.open;
  }

  /** Shows or hides the panel; returns whether it is shown now. */
  toggle(): boolean {
    this.#shown.value = { ...this.#shown.value, open: !this.open };
    if (this.open) this.#send({ ask: 'list' });
    return this.open;
  }

  hide(): void {
    if (this.open) this.#shown.value = { ...this.#shown.value, open: false };
  }

  take(answer: SaveAnswer): void {
    const news = answer.about === 'moments' ? { moments: answer } : { room: answer };
    this.#shown.value = { ...this.#shown.value, ...news };
  }
}

interface SavesProps {
  shown: ReadonlySignal<Shown>;
  send(request: SaveRequest): void;
}

function Saves({ shown, send }: SavesProps): JSX.Element {
  const { open, moments, room } = shown.value;
  const { saves } = texts;
  const name = useRef<HTMLInputElement>(null);
  const all = moments?.moments ?? [];
  const offered = [
    ...all.filter(({ kind }) => kind !== 'auto'),
    ...all.filter(({ kind }) => kind === 'auto').slice(-mostShown),
  ].sort((a, b) => b.id - a.id);

  function keep(): void {
    if (name.current === null) return;
    const text = name.current.value.trim();
    if (text !== '') send({ ask: 'keep', name: text });
    name.current.value = '';
  }

  function goBack(moment: SavedMoment | undefined): void {
    if (moment !== undefined && window.confirm(saves.backConfirm)) send({ ask: 'rewind', moment: moment.id });
  }

  return (
    <section class="panel saves-panel" aria-label={saves.label} hidden={!open} data-testid="saves">
      <h2>{saves.label}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <input
          type="text"
          maxlength={40}
          aria-label={saves.name}
          placeholder={saves.name}
          data-testid="moment-name"
          ref={name}
        />
        <button type="submit" data-testid="keep-moment">
          {saves.keep}
        </button>
      </form>
      <button
        type="button"
        class="quiet"
        data-testid="ten-minutes"
        disabled={moments && tenMinutesBefore(all, Date.now()) === undefined}
        onClick={() => goBack(tenMinutesBefore(all, Date.now()))}
      >
        {saves.tenMinutes}
      </button>
      <a download="" href={moments && siteUrl(moments.archive).href} data-testid="room-archive">
        {saves.archive}
      </a>
      <p role="status" data-testid="branch">
        {room && <MadeRoom answer={room} />}
      </p>
      <p class="quiet-text" hidden={offered.length > 0}>
        {saves.none}
      </p>
      <ol aria-label={saves.label} data-testid="moments">
        {offered.map((moment) => (
          <Moment {...{ moment, send }} goBack={() => goBack(moment)} key={moment.id} />
        ))}
      </ol>
    </section>
  );
}

/** The link to a room that was made of a moment. */
function MadeRoom({ answer }: { answer: NonNullable<Shown['room']> }): JSX.Element {
  const isBranch = answer.about === 'branch';
  return (
    <>
      {isBranch ? texts.saves.branched : texts.saves.watched}{' '}
      <a href={siteUrl(isBranch ? answer.hostLink : answer.watchLink).href} target="_blank" rel="noopener">
        {answer.room}
      </a>
    </>
  );
}

interface MomentProps {
  moment: SavedMoment;
  send(request: SaveRequest): void;
  goBack(): void;
}

function Moment({ moment, send, goBack }: MomentProps): JSX.Element {
  const { saves } = texts;
  const { id, kind, made } = moment;
  const time = formats.moment(made);
  const name = kind === 'slot' ? moment.name : saves[kind === 'auto' ? 'auto' : 'rewound'];
  const described = `${name}, ${time}`;
  const choices = [
    { text: saves.back, label: saves.backTo(described), action: goBack },
    {
      text: saves.branch,
      label: saves.branchOf(described),
      action: () => send({ ask: 'branch', moment: id }),
    },
    { text: saves.watch, label: saves.watchOf(described), action: () => send({ ask: 'replay', moment: id }) },
    {
      text: saves.forget,
      label: saves.forgetOf(described),
      action: () => send({ ask: 'forget', moment: id }),
    },
  ];
  return (
    <li data-testid={`moment-${id}`}>
      <Picture address={siteUrl(moment.picture).href} key={moment.picture} />
      <span class="moment-name">
        <b>{name}</b>
        <span class="quiet-text">{time}</span>
      </span>
      {choices.map(({ text, label, action }) => (
        <button type="button" class="quiet" aria-label={label} key={text} onClick={action}>
          {text}
        </button>
      ))}
    </li>
  );
}

/** The picture of a moment; nothing if nothing had been drawn yet. */
function Picture({ address }: { address: string }): JSX.Element | null {
  const missing = useSignal(false);
  if (missing.value) return null;
  return (
    <img
      src={address}
      alt=""
      loading="lazy"
      width={96}
      height={54}
      onError={() => {
        missing.value = true;
      }}
    />
  );
}
