import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX, VNode } from 'preact';
import type { BotRequest } from '../../shared/bot.ts';
import type { MatchCommand } from '../../shared/match.ts';
import { titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { markName } from '../people/person-name.ts';
import { Sentence } from '../people/sentence.tsx';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import { MatchCommands } from './match-commands.tsx';
import { type MatchSummary, resultText } from './match-summary.ts';
import { modeTitle } from './match-words.ts';
import { Scoreboard } from './scoreboard.tsx';

export interface MatchPanelOptions {
  command(command: MatchCommand): void;
  /** The host asks for bots. */
  botsAsked(request: BotRequest): void;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

/** The match as the panel shows it: without what changes every tick. */
interface Shown extends Omit<MatchSummary, 'ticksLeft'> {
  /** Whether the page's player is the host. */
  readonly host: boolean;
}

/** The key that shows and hides the scores. */
const scoresCode = 'KeyG';

/**
 * The game's clock and round above the picture, its countdown and results, the scores on request, and the
 * host's buttons. Screen readers get announcements from match-events.ts instead.
 */
export class MatchPanel {
  readonly #options: MatchPanelOptions;
  readonly #shown = signal<Shown | undefined>(undefined);
  /** Whether the person asked for the scores. */
  readonly #asked = signal(false);
  readonly #view: Mounted;
  readonly #listening = new AbortController();

  /** `compass` is shown below the rest. */
  constructor(options: MatchPanelOptions, compass: VNode) {
    this.#options = options;
    this.#view = new Mounted(
      <Panel
        {...options}
        shown={this.#shown}
        asked={this.#asked}
        toggle={() => this.#toggle()}
        compass={compass}
      />,
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        if (event.code === scoresCode && !this.#options.isTaken(event.code)) this.#toggle();
      },
      { signal: this.#listening.signal },
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** `host`: whether the page's player is the host. */
  update({ ticksLeft: _, ...summary }: MatchSummary, host: boolean): void {
    put(this.#shown, { ...summary, host });
  }

  close(): void {
    this.#listening.abort();
    this.#view.close();
  }

  #toggle(): void {
    if (this.#shown.value === undefined || this.#shown.value.phase === 'free') return;
    this.#asked.value = !this.#asked.value;
  }
}

interface PanelProps extends MatchPanelOptions {
  shown: ReadonlySignal<Shown | undefined>;
  asked: ReadonlySignal<boolean>;
  toggle(): void;
  compass: VNode;
}

function Panel({ shown, asked, toggle, compass, ...options }: PanelProps): JSX.Element {
  const match = shown.value;
  const quiet = match === undefined || match.phase === 'free';
  const hidden = match === undefined || (quiet && !match.paused && !match.host);
  const scores = asked.value || (match !== undefined && isResult(match));
  return (
    <section
      class={quiet ? 'match' : 'match clocked'}
      aria-label={texts.game.label}
      data-testid="match"
      hidden={hidden}
    >
      {match && (
        <>
          <div class="match-head">
            <Bar match={match} scores={scores} toggle={toggle} isTaken={options.isTaken} />
            <MatchCommands {...match} {...options} hidden={!match.host} />
          </div>
          <Countdown {...match} />
          <Card match={match} scores={scores} />
        </>
      )}
      {compass}
    </section>
  );
}

interface BarProps extends Pick<MatchPanelOptions, 'isTaken'> {
  match: Shown;
  /** Whether the scores are shown. */
  scores: boolean;
  toggle(): void;
}

/** Game, round and clock; a press shows the scores. */
function Bar({ match, scores, toggle, isTaken }: BarProps): JSX.Element {
  const { game } = texts;
  const { mode, phase, seconds } = match;
  const timed = seconds !== undefined && (phase === 'round' || phase === 'countdown');
  const urgent = phase === 'round' && (seconds ?? 60) <= 10;
  return (
    <button
      type="button"
      class="match-bar"
      title={titleWithKey(game.scoresTitle, isTaken(scoresCode) ? undefined : scoresCode)}
      aria-expanded={scores}
      data-testid="match-bar"
      hidden={phase === 'free'}
      onClick={({ currentTarget }) => {
        toggle();
        if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
      }}
    >
      <span class="match-mode" data-testid="match-mode">
        {modeTitle(mode)}
      </span>
      <span data-testid="match-stage">{stageText(match)}</span>
      <span
        class={urgent ? 'match-clock urgent' : 'match-clock'}
        role="timer"
        aria-label={game.timeLeft}
        data-testid="match-clock"
        hidden={!timed}
      >
        {timed && game.clock(Math.floor(seconds / 60), seconds % 60)}
      </span>
    </button>
  );
}

function Countdown({ phase, paused, seconds }: Pick<Shown, 'phase' | 'paused' | 'seconds'>): JSX.Element {
  return (
    <div
      class="match-countdown"
      aria-hidden="true"
      data-testid="match-countdown"
      hidden={phase !== 'countdown' || seconds === undefined || paused}
    >
      {seconds}
    </div>
  );
}

/** A pause, a result, or the scores. */
function Card({ match, scores }: { match: Shown; scores: boolean }): JSX.Element {
  const { phase, paused, rows } = match;
  const { heading, detail } = cardText(match);
  const host = rows.find((row) => row.host)?.name;
  return (
    <div
      class={phase === 'over' ? 'match-card final' : 'match-card'}
      data-testid="match-card"
      hidden={!paused && !scores}
    >
      <h2 data-testid="match-result" hidden={heading === ''}>
        <Sentence text={heading} host={host} />
      </h2>
      <p hidden={detail === ''}>
        <Sentence text={detail} host={host} />
      </p>
      <Scoreboard rows={rows} hidden={!scores} />
    </div>
  );
}

function isResult({ phase }: Pick<Shown, 'phase'>): boolean {
  return phase === 'break' || phase === 'over';
}

/** Sentences with marked names. */
function cardText(match: Shown): { heading: string; detail: string } {
  const { game } = texts;
  const { phase, paused, seconds, record } = match;
  if (paused) return { heading: game.paused, detail: game.pausedText };
  if (phase === 'break') {
    return { heading: resultText(match, 'round'), detail: game.nextRound(seconds ?? 0) };
  }
  if (phase !== 'over') return { heading: '', detail: '' };
  const detail = [
    ...(record ? [game.record(markName(record.name), record.score)] : []),
    game.nextMatch(seconds ?? 0),
  ];
  return { heading: resultText(match, 'match'), detail: detail.join(' · ') };
}

function stageText({ phase, round, rounds, minimumPlayers }: Shown): string {
  const { game } = texts;
  switch (phase) {
    case 'waiting':
      return game.waiting(minimumPlayers);
    case 'over':
      return game.over;
    case 'free':
      return '';
    default:
      return game.round(round, rounds);
  }
}
