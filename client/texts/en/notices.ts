import type { RoomSentences } from '../../../shared/notices/notice.ts';
import { agentNotices } from './agent-notices.ts';
import { goalNotices } from './goal-notices.ts';
import { mediaNotices, recordingNotices } from './media-notices.ts';
import { savingNotices } from './saving-notices.ts';

const machine = ({ views, rate }: { views: number; rate: number }) =>
  `This server draws ${views === 1 ? '1 view' : `${views} views`} at ${rate} a second, and all are taken.`;

/** Messages that are not taken, coming in, and being closed out. */
const admissionNotices = {
  'unknown-message': ({ message, known }) =>
    `There is no message "${message}"; send one of ${known.join(', ')}.`,
  'too-many-messages': ({ message }) => `${message}: these messages come too often; send fewer.`,
  'host-only': () => 'Only the host of this room may do this.',
  'players-only': ({ waiting }) =>
    `Only players can do this; ${waiting ? 'wait for a seat' : 'join as a player'}.`,
  silenced: () => 'The host has silenced you in this room; only the host can let you speak again.',
  'kept-out': () => 'The host has put you out of this room, and has not let you in again.',
  'invite-revoked': () => 'The host has revoked this invite. Ask for a new link.',
  'invite-needed': () => 'This room is open by invite only. Ask for a link.',
  'host-invite-needed': () => 'Only the host invite of this room makes its holder the host.',
  'invite-to-watch': () => 'This invite is for watching. Watch, or ask for a link to play.',
  'invite-to-play': () =>
    'This invite is for playing. Only the host invite of this room makes its holder the host.',
  'room-locked': () => 'The host has locked this room. Watch, or try again later.',
  'room-full': ({ seats, watchers }) =>
    `All ${seats} seats and ${watchers} places to watch this room are taken. Try again later.`,
  'watchers-full': ({ watchers }) => `All ${watchers} places to watch this room are taken. Try again later.`,
  'machine-full': ({ watchers, ...rates }) =>
    `${machine(rates)} All ${watchers} places to wait are taken, too. Try again later.`,
  'put-out': ({ by }) =>
    `${by === 'host' ? 'The host' : 'Whoever runs this server'} has put you out of this room.`,
  'too-many-offences': () => 'Too many messages that were malformed or too frequent.',
  unconfirmed: () => 'You did not confirm that you are in the room. Join again.',
  'place-wanted': () => 'Somebody else wants this place.',
  'continued-elsewhere': () => 'Another page has taken this seat over.',
  'seat-without-video': () => 'There is no video for this seat. Join again.',
} satisfies Partial<RoomSentences>;

/** Seats, the host's commands and role, and the match. */
const hostNotices = {
  'seat-wanted': ({ seconds }) =>
    `Somebody waits for a seat, and you have not moved for a while. Move to keep yours: it passes on in ${seconds} s.`,
  'seat-passed-on': () =>
    'Your seat went to somebody who waited, because you had not moved. You wait in line for the next one.',
  'waiting-for-machine': (rates) => `${machine(rates)} You wait in line, and play as soon as there is room.`,
  'kick-self': () => 'You are the host; leave instead of kicking yourself.',
  'silence-self': () => 'You are the host; nobody can silence you.',
  'not-kept-out': () => 'Nobody with this id is kept out.',
  'host-already': () => 'You are the host already.',
  'successor-program': () => 'Only a person can become host.',
  'successor-watches': () => 'Only a player can become host.',
  'successor-offline': ({ name }) => `${name} has lost the connection; wait or choose another.`,
  'no-claim': () => 'Nobody with this id asks to become host; it may have left, or waited too long.',
  'claimant-offline': ({ name }) => `${name} has lost the connection; wait until it is back.`,
  'claim-asked': ({ host }) => `${host} is host and was asked whether you may be. You play until then.`,
  'claim-too-often': ({ host }) =>
    `${host} is host, and was asked too often lately. Ask in the chat, or come again later.`,
  'claim-refused': () => 'The host has refused. You play on as a player.',
  'claim-unanswered': ({ host }) => `${host} did not answer, which is a no. You play on as a player.`,
  'claim-revoked': () => 'The host has revoked the invite that you came with. You play on as a player.',
  'no-round-yet': () => 'There is no round to reset yet.',
  'players-needed': ({ players }) => `This game needs ${players} players; wait for more.`,
  'game-running': () => 'The game is running already; reset it to begin anew.',
} satisfies Partial<RoomSentences>;

/** The rules of the world, its look, and sketches of it. */
const worldNotices = {
  'most-blocks': ({ blocks }) => `There are ${blocks} blocks already; remove one to place another.`,
  'no-room-for-block': () => 'There is no room for a block there.',
  'block-shuts-in': () => 'A block there would shut somebody in.',
  'no-block-near': ({ metres }) => `There is no block to remove within ${metres} m in front of you.`,
  'no-door-near': ({ metres }) => `There is no door to use within ${metres} m in front of you.`,
  'looks-fixed': () => 'This world model cannot change its look; choose another pack.',
  'guidance-range': ({ minimum, maximum }) => `Give a strength from ${minimum} to ${maximum}.`,
  'no-such-control': ({ control, controls }) =>
    `There is no control "${control}"; choose among ${controls.join(', ')}.`,
  'control-range': ({ control, value, minimum, maximum }) =>
    `${control} cannot be ${value}; give a number from ${minimum} to ${maximum}.`,
  'control-choice': ({ control, value, choices }) =>
    `${control} cannot be ${value}; choose one of ${choices.join(', ')}.`,
  'no-sentences': () => 'This pack reads no sentences.',
  'cannot-imagine': () => 'The model of this room cannot imagine places.',
  'sketch-running': () => 'A sketch is being drawn already; wait until it is done.',
  'sketch-broken-off': () => 'The sketch could not be drawn to the end; what was drawn stays. Try again.',
} satisfies Partial<RoomSentences>;

/** What rooms say, apart from refusals.ts. */
export const notices: RoomSentences = {
  ...admissionNotices,
  ...agentNotices,
  ...goalNotices,
  ...hostNotices,
  ...worldNotices,
  ...mediaNotices,
  ...recordingNotices,
  ...savingNotices,
};
