import type { EmoteName } from '../../../shared/emote.ts';
import type { playerColourNames } from '../../../shared/entity.ts';
import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('de');

/** What the pages say of the people in a room, and of what they say without words. */
export const people = {
  label: 'Leute',
  open: 'Leute in diesem Raum',
  here: (players: number, watching: number) =>
    `${players + watching} in diesem Raum: ${players} ${plural(players, 'spielt', 'spielen')}, ${watching} ${plural(watching, 'schaut', 'schauen')} zu`,
  mute: 'Stumm',
  muteWhom: (name: string) => `${name} stumm schalten: Chat und Emotes werden dir nicht gezeigt`,
  block: 'Blockieren',
  blockWhom: (name: string) => `${name} blockieren: Keiner von euch beiden sieht Chat und Emotes des anderen`,
  silence: 'Mundtot',
  silenceWhom: (name: string) => `${name} mundtot machen: Niemand in diesem Raum sieht Chat und Emotes davon`,
  silenced: 'vom Host mundtot gemacht',
  muted: 'stumm',
  blocked: 'blockiert',
  kicked: 'rausgeworfen',
  letIn: 'Reinlassen',
  letInWhom: (name: string) => `${name} wieder hereinlassen`,
  /** Colours of players, as their swatches are called. */
  colours: {
    red: 'Rot',
    blue: 'Blau',
    yellow: 'Gelb',
    green: 'Grün',
    violet: 'Violett',
    orange: 'Orange',
    cyan: 'Türkis',
    pink: 'Rosa',
  } satisfies Record<(typeof playerColourNames)[number], string>,
} as const;

export const emotes = {
  label: 'Emotes',
  title: 'Etwas ohne Worte sagen',
  names: {
    wave: 'Winken',
    yes: 'Ja',
    laugh: 'Lachen',
    heart: 'Herz',
    question: 'Frage',
    here: 'Hierher',
  } satisfies Record<EmoteName, string>,
  said: {
    wave: (name: string) => `${name} winkt`,
    yes: (name: string) => `${name} sagt Ja`,
    laugh: (name: string) => `${name} lacht`,
    heart: (name: string) => `${name} schickt ein Herz`,
    question: (name: string) => `${name} hat eine Frage`,
    here: (name: string) => `${name} ruft: Hierher!`,
  } satisfies Record<EmoteName, (name: string) => string>,
  own: {
    wave: 'Du winkst',
    yes: 'Du sagst Ja',
    laugh: 'Du lachst',
    heart: 'Du schickst ein Herz',
    question: 'Du hast eine Frage',
    here: 'Du rufst: Hierher!',
  } satisfies Record<EmoteName, string>,
} as const;
