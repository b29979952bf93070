import type { GoalNotice } from '../../../shared/notices/goal-notices.ts';
import type { Sentences } from '../../../shared/refusals/coded.ts';

const none = {
  player: 'keine solche Person',
  door: 'keine solche Tür',
  block: 'keinen solchen Block',
  orb: 'keine solche Kugel',
  ball: 'keinen solchen Ball',
} as const;
const quoted = (texts: readonly string[]) => texts.map((text) => `„${text}“`).join(', ');

/** Why a goal in words is not carried out, or a step of it failed. */
export const goalNotices: Sentences<GoalNotice> = {
  'goal-unknown-words': ({ words, examples }) =>
    `Diese Wörter sind hier nicht bekannt: ${quoted(words)}. Verstanden wird: ${quoted(examples)}.`,
  'goal-unclear': ({ part, examples }) => `„${part}“ ist nicht klar. Verstanden wird: ${quoted(examples)}.`,
  'goal-too-long': ({ maximum }) => `Ein Ziel hat höchstens ${maximum} Schritte.`,
  'goals-unknown': () => 'Das Weltmodell dieses Raums hat keine Wörter für Ziele.',
  'goal-no-body': () => 'Es ist niemand da, der das tun könnte. Der Host kann Bots dazuholen.',
  'goal-unseen': () => 'Davon war noch nichts zu sehen.',
  'goal-nothing-there': ({ kind }) => `Hier gibt es ${none[kind]}.`,
  'goal-place-unknown': ({ place }) => `In diesem Spiel gibt es keinen Ort „${place}“.`,
  'goal-no-way': () => 'Es gibt keinen Weg, das zu tun.',
  'goal-thing-gone': () => 'Das ist nicht mehr da.',
  'goal-out-of-time': ({ seconds, foreseen }) =>
    foreseen
      ? `Es gelang nicht innerhalb von ${seconds} s, obwohl es möglich aussah.`
      : `Innerhalb von ${seconds} s fand sich kein Weg, das zu tun.`,
  'goal-broken-off': () => 'Es wurde abgebrochen.',
};
