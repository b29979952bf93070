import type { RefusalSentences } from './refusal.ts';
import { type TextFaultPredicates, textFaultPredicate } from './text-fault.ts';

/** What the server says of a fault, and an English page too. */
export const englishTextFaults: TextFaultPredicates = {
  empty: () => 'must not be empty',
  'too-long': ({ characters }) => `must be at most ${characters} characters`,
  'lone-mark': ({ character }) => `must not have a mark on nothing (here ${character}); remove it`,
  'too-many-marks': ({ marks }) => `must not have more than ${marks} marks on one character; remove some`,
  'nothing-visible': () => 'must contain something that can be seen',
  damaged: ({ character }) => `must not contain damaged characters (here ${character}); type it again`,
  control: ({ character }) => `must not contain control characters (here ${character}); remove it`,
  invisible: ({ character }) => `must not contain invisible characters (here ${character}); remove it`,
  meaningless: ({ character }) =>
    `must not contain characters that have no meaning (here ${character}); remove it`,
  'host-badge': () => 'must not contain a crown, which is the badge of the host; remove it',
  'host-word': () => 'must not say who is host, which the page does itself; remove that',
};

const asked = {
  rooms: 'makes rooms',
  joins: 'joins rooms',
  upgrades: 'connects',
  pictures: 'asks for pictures',
  downloads: 'asks for downloads',
  health: 'asks for this report',
  calls: 'calls this server',
} as const;

/** What the server says of a refusal, and an English page too. */
export const englishRefusals: RefusalSentences = {
  'unknown-world': ({ world, worlds }) =>
    `world: there is no world "${world}"; choose one of ${worlds.join(', ')}.`,
  'unknown-mode': ({ mode, modes }) =>
    `mode: there is no game mode "${mode}"; choose one of ${modes.join(', ')}.`,
  'rooms-in-use': ({ maximum }) =>
    `All ${maximum} rooms of this server are in use. Join one, or try again later.`,
  'rooms-opening': ({ opening }) =>
    `This server is opening ${opening} rooms already. Try again in a few seconds.`,
  'rooms-of-address': () =>
    'Your address has as many rooms open as it may. Join one of them; a room ends when nobody is in it.',
  'too-often': ({ kind, seconds }) => `Your address ${asked[kind]} too often. Try again in ${seconds} s.`,
  'room-gone': () => 'This room does not exist, or it has ended.',
  'member-gone': () => 'Nobody in this room has this id; they may have left.',
  'recording-ended': () => 'No recording with this id is running; it may have ended.',
  'text-fault': ({ field, fault }) => `${field}: ${textFaultPredicate(englishTextFaults, fault)}.`,
  unreadable: () => 'The request cannot be read; send JSON.',
  forbidden: () => 'This may not be read.',
  'nothing-here': () => 'There is nothing at this address.',
  'too-large': ({ limit }) => `The request is too large; send at most ${limit}.`,
  'unknown-encoding': () =>
    'The request has a charset or an encoding that is not read here; send JSON as UTF-8, not compressed.',
  'no-such-range': () => 'The file has no such range.',
  'not-as-it-is': () => 'The request cannot be answered as it is.',
  'server-failed': () => 'The server could not do this. Its log says why.',
};
