import type { Sentences } from './coded.ts';
import type { SaveRefusal } from './save-refusals.ts';

export const englishSaveRefusals: Sentences<SaveRefusal> = {
  'saving-off': () => 'This server keeps no rooms. It was started with --data-folder none.',
  'no-such-slot': () => 'There is no such saved moment of this room; it may have been removed.',
  'slots-full': ({ maximum }) => `A room has at most ${maximum} saved moments. Remove one first.`,
  'old-future': () => 'This belongs to a future that the room was taken back from.',
  'save-unreadable': ({ part }) => `${part} is no part of a saved room, or cannot be read.`,
  'save-incomplete': ({ part }) =>
    `The saved room is incomplete: ${part} is missing or ends early. Save it again.`,
  'save-damaged': ({ part }) =>
    `The saved room is damaged: ${part} is not what was written. Use another copy.`,
  'save-field': ({ part, field }) => `The saved room cannot be read: ${field} of ${part} is wrong.`,
  'save-newer': ({ format, known }) =>
    `The saved room has format ${format}; this server reads format ${known}. Use a newer server.`,
  'save-of-another-pack': ({ pack, here }) =>
    `The saved room belongs to the pack "${pack}"; this server has "${here}".`,
  'save-too-large': ({ megabytes }) => `The file is larger than ${megabytes} MB, which is the most.`,
  'store-in-use': () => 'Another server uses the data folder. Give each server its own.',
  'room-elsewhere': () => 'Another server has this room open. Try again in a moment.',
  'room-taken-over': () => 'Another server has this room now. Open its link again.',
  'store-cleaned': () =>
    'Unused pictures were removed from the store while this server was cut off from it. Restart this server.',
  'store-full': () => 'The disk with the saved rooms is full.',
  'store-failing': () => 'Saved rooms cannot be read or written now. The server’s log says why.',
  'server-ending': () => 'This server is being restarted. Try again in a minute.',
};
