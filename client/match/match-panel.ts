import { type BotRequest, mostBots } from '../../shared/bot.ts';
import type { MatchCommand } from '../../shared/match.ts';
import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { followLabels, titleWithKey } from '../hud/control-label.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { markName, sentenceParts } from '../people/person-name.ts';
import { texts } from '../texts.ts';
import { type MatchSummary, resultText } from './match-summary.ts';
import { modeTitle } from './match-words.ts';
import { Scoreboard } from './scoreboard.ts';

export interface MatchPanelOptions {
  command(command: MatchCommand): void;
  /** The host asks for bots. */
  botsAsked(request: BotRequest): void;
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
}

/** The key that shows and hides the scores. */
const scoresCode = 'KeyG';

/**
 * The game's clock and round above the picture, its countdown and results, the scores on request, and the
 * host's buttons. Screen readers get announcements from match-events.ts instead.
 */
export class MatchPanel {
  readonly root: HTMLElement;
  readonly #options: MatchPanelOptions;
  readonly #title = element('span', { class: 'match-mode', 'data-testid': 'match-mode' });
  readonly #stage = element('span', { 'data-testid': 'match-stage' });
  readonly #clock = element('span', {
    class: 'match-clock',
    role: 'timer',
    'aria-label': texts.game.timeLeft,
    'data-testid': 'match-clock',
  });
  readonly #bar: HTMLButtonElement;
  readonly #commands = element('div', { class: 'match-commands', hidden: true });
  readonly #buttons: Record<MatchCommand, HTMLButtonElement>;
  readonly #playWithBots: HTMLButtonElement;
  readonly #countdown = element('div', {
    class: 'match-countdown',
    'aria-hidden': 'true',
    'data-testid': 'match-countdown',
    hidden: true,
  });
  readonly #heading = element('h2', { 'data-testid': 'match-result' });
  readonly #detail = element('p');
  readonly #board = new Scoreboard();
  readonly #card: HTMLElement;
  readonly #listening = new AbortController();
  #view: MatchSummary | undefined;
  #asked = false;

  constructor(options: MatchPanelOptions) {
    this.#options = options;
    const { game } = texts;
    this.#bar = button(
      '',
      {
        class: 'match-bar',
        'aria-expanded': 'false',
        'data-testid': 'match-bar',
      },
      () => this.#toggle(),
    );
    followLabels(this.#listening.signal, () => {
      const key = options.isTaken(scoresCode) ? undefined : scoresCode;
      this.#bar.title = titleWithKey(game.scoresTitle, key);
    });
    this.#bar.append(this.#title, this.#stage, this.#clock);
    this.#buttons = {
      pause: this.#button('pause', 'pause'),
      resume: this.#button('resume', 'play'),
      reset: this.#button('reset', 'renew'),
      start: this.#button('start', 'skip'),
    };
    this.#playWithBots = button(
      '',
      { class: 'tool', title: game.bots.playTitle, 'data-testid': 'play-with-bots' },
      () => options.botsAsked({ count: mostBots, level: 'normal' }),
    );
    this.#playWithBots.append(icon('people'), element('span', {}, game.bots.play));
    this.#commands.append(...Object.values(this.#buttons), this.#playWithBots);
    this.#card = element(
      'div',
      { class: 'match-card', 'data-testid': 'match-card', hidden: true },
      this.#heading,
      this.#detail,
      this.#board.root,
    );
    this.root = element(
      'section',
      { class: 'match', 'aria-label': game.label, 'data-testid': 'match', hidden: true },
      element('div', { class: 'match-head' }, this.#bar, this.#commands),
      this.#countdown,
      this.#card,
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

  /** `host`: whether the page's player is the host. */
  update(view: MatchSummary, host: boolean): void {
    this.#view = view;
    const { phase, paused, seconds } = view;
    const quiet = phase === 'free';
    this.root.hidden = quiet && !paused && !host;
    this.#bar.hidden = quiet;
    this.root.classList.toggle('clocked', !quiet);
    write(this.#title, modeTitle(view.mode));
    write(this.#stage, stageText(view));
    const timed = seconds !== undefined && (phase === 'round' || phase === 'countdown');
    this.#clock.hidden = !timed;
    if (timed) write(this.#clock, texts.game.clock(Math.floor(seconds / 60), seconds % 60));
    this.#clock.classList.toggle('urgent', phase === 'round' && (seconds ?? 60) <= 10);
    this.#countdown.hidden = phase !== 'countdown' || seconds === undefined || paused;
    write(this.#countdown, String(seconds ?? ''));
    this.#showCommands(view, host);
    this.#showCard(view);
  }

  close(): void {
    this.#listening.abort();
  }

  #toggle(): void {
    if (this.#view === undefined || this.#view.phase === 'free') return;
    this.#asked = !this.#asked;
    this.#showCard(this.#view);
    if (!this.#bar.matches(':focus-visible')) this.#bar.blur();
  }

  #showCommands({ phase, paused }: MatchSummary, host: boolean): void {
    this.#commands.hidden = !host;
    this.#buttons.pause.hidden = paused;
    this.#buttons.resume.hidden = !paused;
    this.#buttons.reset.hidden = phase === 'waiting';
    this.#playWithBots.hidden = phase !== 'waiting';
    this.#buttons.start.hidden = phase === 'free' || phase === 'round' || phase === 'waiting';
  }

  #showCard(view: MatchSummary): void {
    const { game } = texts;
    const { phase, paused, seconds, record } = view;
    const result = phase === 'break' || phase === 'over';
    const scores = this.#asked || result;
    this.#card.hidden = !paused && !scores;
    this.#card.classList.toggle('final', phase === 'over');
    this.#bar.setAttribute('aria-expanded', String(scores));
    this.#board.root.hidden = !scores;
    let heading = '';
    let detail = '';
    if (paused) [heading, detail] = [game.paused, game.pausedText];
    else if (phase === 'break') {
      heading = resultText(view, 'round');
      detail = game.nextRound(seconds ?? 0);
    } else if (phase === 'over') {
      heading = resultText(view, 'match');
      detail = [
        ...(record ? [game.record(markName(record.name), record.score)] : []),
        game.nextMatch(seconds ?? 0),
      ].join(' · ');
    }
    this.#writeSentence(this.#heading, heading, view);
    this.#writeSentence(this.#detail, detail, view);
    this.#heading.hidden = heading === '';
    this.#detail.hidden = detail === '';
    if (scores) this.#board.update(view);
  }

  #writeSentence(target: HTMLElement, sentence: string, { rows }: MatchSummary): void {
    const host = rows.find((row) => row.host)?.name;
    const key = JSON.stringify([sentence, host]);
    if (target.dataset.sentence === key) return;
    target.dataset.sentence = key;
    target.replaceChildren(...sentenceParts(sentence, host));
  }

  #button(command: MatchCommand, picture: Parameters<typeof icon>[0]): HTMLButtonElement {
    const { commands } = texts.game;
    const attributes = {
      class: 'tool',
      title: commands[`${command}Title`],
      'data-testid': `match-${command}`,
    };
    const made = button('', attributes, () => {
      this.#options.command(command);
      // Otherwise the space bar would press the button again instead of jumping.
      if (!made.matches(':focus-visible')) made.blur();
    });
    made.append(icon(picture), element('span', {}, commands[command]));
    return made;
  }
}

function stageText({ phase, round, rounds, minimumPlayers }: MatchSummary): string {
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

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
