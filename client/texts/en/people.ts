import type { EmoteName } from '../../../shared/emote.ts';
import type { playerColourNames } from '../../../shared/entity.ts';

/** What the pages say of the people in a room, and of what they say without words. */
export const people = {
  label: 'People',
  open: 'People in this room',
  here: (players: number, watching: number) =>
    `${players + watching} in this room: ${players} playing, ${watching} watching`,
  mute: 'Mute',
  muteWhom: (name: string) => `Mute ${name}: their chat and emotes are not shown to you`,
  block: 'Block',
  blockWhom: (name: string) => `Block ${name}: neither of you sees the chat and emotes of the other`,
  silence: 'Silence',
  silenceWhom: (name: string) => `Silence ${name}: nobody in this room hears their chat and emotes`,
  silenced: 'silenced by the host',
  muted: 'muted',
  blocked: 'blocked',
  kicked: 'kicked',
  letIn: 'Let in',
  letInWhom: (name: string) => `Let in ${name} again`,
  /** Colours of players, as their swatches are called. */
  colours: {
    red: 'red',
    blue: 'blue',
    yellow: 'yellow',
    green: 'green',
    violet: 'violet',
    orange: 'orange',
    cyan: 'cyan',
    pink: 'pink',
  } satisfies Record<(typeof playerColourNames)[number], string>,
} as const;

export const emotes = {
  label: 'Emotes',
  title: 'Say something without words',
  names: {
    wave: 'Wave',
    yes: 'Yes',
    laugh: 'Laugh',
    heart: 'Heart',
    question: 'Question',
    here: 'Over here',
  } satisfies Record<EmoteName, string>,
  said: {
    wave: (name: string) => `${name} waves`,
    yes: (name: string) => `${name} says yes`,
    laugh: (name: string) => `${name} laughs`,
    heart: (name: string) => `${name} sends a heart`,
    question: (name: string) => `${name} has a question`,
    here: (name: string) => `${name} calls: over here`,
  } satisfies Record<EmoteName, (name: string) => string>,
  own: {
    wave: 'You wave',
    yes: 'You say yes',
    laugh: 'You laugh',
    heart: 'You send a heart',
    question: 'You have a question',
    here: 'You call: over here',
  } satisfies Record<EmoteName, string>,
} as const;
