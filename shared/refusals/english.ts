import { englishFieldFaults, englishTextFaults } from './english-faults.ts';
import { englishHeaderRefusals } from './english-headers.ts';
import { englishSaveRefusals } from './english-saves.ts';
import { fieldFaultPredicate } from './field-fault.ts';
import type { RefusalSentences } from './refusal.ts';
import { textFaultPredicate } from './text-fault.ts';

const asked = {
  rooms: 'makes rooms',
  joins: 'joins rooms',
  upgrades: 'connects',
  pictures: 'asks for pictures',
  previews: 'asks for previews',
  downloads: 'asks for downloads',
  health: 'asks for this report',
  calls: 'calls this server',
} as const;

const links = { invite: 'invite', export: 'export link', download: 'download link' } as const;
const whole = {
  invite: 'Use the whole link.',
  export: 'Use the export link that the room was opened with.',
  download: 'Use the download link that the room shows.',
} as const;

/** What the server says of a refusal, and an English page too. */
export const englishRefusals: RefusalSentences = {
  'unknown-world': ({ world, worlds }) =>
    `world: there is no world "${world}"; choose one of ${worlds.join(', ')}.`,
  'unknown-mode': ({ mode, modes }) =>
    `mode: there is no game mode "${mode}"; choose one of ${modes.join(', ')}.`,
  'beginning-without-map': ({ begin, beginnings }) =>
    `begin: rooms of this server cannot begin with "${begin}", because its pack makes no ground; choose one of ${beginnings.join(', ')}.`,
  'plan-without-map': () =>
    'plan: a room that begins with its world alone has no map to ask anything of; leave it out, or choose another beginning.',
  'mode-without-map': ({ mode }) =>
    `mode: the game "${mode}" needs ground without edges; choose another game, or let the room begin with endless, picture or nothing.`,
  'sentence-unread': () =>
    'sentence: the pack of this server reads no sentences; leave it out, and say numbers with plan.',
  'previews-busy': ({ seconds }) => `This server is dreaming for others. Try again in ${seconds} s.`,
  'lock-step-off': () =>
    'This server makes no rooms in lock-step. Start one of your own with --lock-step on.',
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
  malformed: ({ field, fault }) =>
    `${field === '' ? 'The request' : `${field}:`} ${fieldFaultPredicate(englishFieldFaults, fault)}.`,
  'connections-of-address': ({ maximum }) =>
    `Your address has ${maximum} connections to this server, which is the most. Close some of them.`,
  'connections-joining': ({ joining, seconds }) =>
    `Your address has ${joining} connections that are still joining. Try again in ${seconds} s.`,
  'address-unreadable': () => 'The Host header or the address cannot be read.',
  'no-such-world': () => 'There is no such world. GET /api/worlds lists them.',
  'world-broken': ({ world, file, field, problem, remedy }) =>
    `The world "${world}" cannot be used now: ${file}${field === '' ? '' : ` (${field})`} ${problem}. Choose another world. For whoever runs this server: ${remedy}`,
  'place-gone': () => 'Your place in this room is gone. Join again.',
  'join-by-id': () => 'Open rooms with POST /api/rooms and join them by their id.',
  'no-thumbnail': () => 'There is no picture of this room. GET /api/rooms lists rooms and pictures.',
  'pages-not-built': ({ folder }) =>
    `The pages are not built: ${folder} has no index.html. Run npm start, which builds them.`,
  'link-without-token': ({ link }) => `token: is missing. ${whole[link]}`,
  'link-unknown': ({ link }) =>
    `This ${links[link]} was not made by this server, or its link is incomplete. Ask for a new link.`,
  'link-expired': ({ link }) => `This ${links[link]} has expired. Ask for a new link.`,
  'link-of-another': ({ link }) =>
    `This ${links[link]} is for another ${link === 'download' ? 'recording' : 'room'}. Use its own link.`,
  'invite-unreadable': () => 'This invite says nothing that this server knows. Ask for a new link.',
  'recording-running': () => 'This view is still being recorded. End the recording first.',
  'recording-expired': () => 'This recording has expired, and its file is gone.',
  'recording-file-gone': () => 'The file of this recording is gone.',
  'exports-busy': ({ seconds }) => `This server is busy with exports. Try again in ${seconds} s.`,
  'admin-off': () => 'The admin page of this server is off. Its log says how to turn it on.',
  'admin-attempts': () => 'There were too many attempts. Try again in a minute.',
  'admin-token-wrong': () => 'token: is not the one that this server was started with.',
  'admin-session-ended': () => 'There is no session, or it has ended. Open one with the admin token.',
  unreadable: () => 'The request cannot be read; send JSON.',
  forbidden: () => 'This may not be read.',
  'nothing-here': () => 'There is nothing at this address. The lobby is at /.',
  'too-large': ({ limit }) => `The request is too large; send at most ${limit}.`,
  'unknown-encoding': () =>
    'The request has a charset or an encoding that is not read here; send JSON as UTF-8, not compressed.',
  'no-such-range': () => 'The file has no such range.',
  'not-as-it-is': () => 'The request cannot be answered as it is.',
  'server-failed': () => 'The server could not do this. Its log says why.',
  ...englishHeaderRefusals,
  ...englishSaveRefusals,
};
