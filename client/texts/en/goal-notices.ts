import type { GoalNotice } from '../../../shared/notices/goal-notices.ts';
import type { Sentences } from '../../../shared/refusals/coded.ts';

const kinds = { player: 'player', door: 'door', block: 'block', orb: 'orb', ball: 'ball' } as const;
const quoted = (texts: readonly string[]) => texts.map((text) => `“${text}”`).join(', ');

/** Why a goal in words is not carried out, or a step of it failed. */
export const goalNotices: Sentences<GoalNotice> = {
  'goal-unknown-words': ({ words, examples }) =>
    `These words are not known here: ${quoted(words)}. What is understood: ${quoted(examples)}.`,
  'goal-unclear': ({ part, examples }) => `“${part}” is not clear. What is understood: ${quoted(examples)}.`,
  'goal-too-long': ({ maximum }) => `A goal has at most ${maximum} steps.`,
  'goals-unknown': () => 'The world model of this room has no words for goals.',
  'goal-no-body': () => 'There is nobody who could do it. The host can add bots.',
  'goal-unseen': () => 'None has been in sight yet.',
  'goal-nothing-there': ({ kind }) => `There is no such ${kinds[kind]} here.`,
  'goal-place-unknown': ({ place }) => `There is no ${place} in this game.`,
  'goal-no-way': () => 'There is no way to do it.',
  'goal-thing-gone': () => 'It is not there any more.',
  'goal-out-of-time': ({ seconds, foreseen }) =>
    foreseen
      ? `It was not done within ${seconds} s, although it had looked possible.`
      : `No way to do it was found within ${seconds} s.`,
  'goal-broken-off': () => 'It was broken off.',
};
