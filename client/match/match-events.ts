import type { RoomState } from '../../shared/state.ts';
import { markName } from '../people/person-name.ts';
import { texts } from '../texts.ts';
import { type MatchSummary, resultText } from './match-summary.ts';
import { announcementText } from './match-words.ts';

/** Derives announcements of a match from two successive states. */
export class MatchEvents {
  #before: MatchSummary | undefined;
  #announced = 0;

  /** Sentences, with marked names (markName), since the last call; none at the first. */
  update(view: MatchSummary, announcements: RoomState['match']['announcements']): string[] {
    const before = this.#before;
    this.#before = view;
    const news = [...announcements.entries()]
      .map(([number, { key, player, other, points }]) => ({
        number: Number(number),
        text: announcementText(key, { player: markName(player), other: markName(other), points }),
      }))
      .filter(({ number }) => number > this.#announced)
      .sort((a, b) => a.number - b.number);
    this.#announced = news.at(-1)?.number ?? this.#announced;
    if (before === undefined) return [];
    const { says } = texts.game;
    const sentences = news.map(({ text }) => text);
    if (isNewPhase(view, before)) {
      const sentence = phaseText(view, before.phase);
      if (sentence !== undefined) sentences.push(sentence);
    }
    if (view.paused !== before.paused) sentences.push(view.paused ? says.paused : says.resumed);
    return sentences;
  }
}

/** Whether a phase has begun since `before`: another one, or the same one again, whose clock went up. */
function isNewPhase(view: MatchSummary, before: MatchSummary): boolean {
  if (view.phase !== before.phase || view.round !== before.round) return true;
  return (view.ticksLeft ?? 0) > (before.ticksLeft ?? 0);
}

function phaseText(view: MatchSummary, before: MatchSummary['phase']): string | undefined {
  const { says } = texts.game;
  switch (view.phase) {
    case 'countdown':
      return says.countdown(view.round, view.rounds, view.seconds);
    case 'round':
      return says.round;
    case 'break':
      return says.roundOver(resultText(view, 'round'));
    case 'over':
      return says.roundOver(resultText(view, 'match'));
    case 'waiting':
      return before === 'over' ? undefined : says.waiting;
    case 'free':
      return undefined;
  }
}
