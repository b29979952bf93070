import type { PageSlot } from '../../input/page-slots.ts';
import { emotes } from './people.ts';

/** The map of what the room remembers. */
export const map = {
  name: 'Map',
  title: 'Map of the places that the room remembers',
  empty: 'Map of the places that the room remembers',
  of: (whose: string, others: readonly string[]) =>
    others.length === 0
      ? `Map around ${whose}. Nobody else is on it.`
      : `Map around ${whose}. ${others.join(', ')}.`,
  you: 'you',
  camera: 'the free camera',
  other: (name: string, metres: number, direction: string) => `${name}: ${metres} m ${direction}`,
  directions: [
    'ahead',
    'ahead right',
    'right',
    'behind right',
    'behind',
    'behind left',
    'left',
    'ahead left',
  ],
} as const;

/** What controls do on the page itself. */
export const pageSlots: Readonly<Record<PageSlot, string>> = {
  menu: 'Open or close the menu',
  chat: 'Write to the room',
  map: 'Show or hide the map',
  origin: 'Show what is remembered, dreamt or unsure',
  ask: 'Ask the room where things are',
  describe: 'Have the screen reader say what is in view',
  clip: 'Save the last half minute as a film',
  emotes: 'Choose an emote',
  'emote-wave': emotes.names.wave,
  'emote-yes': emotes.names.yes,
  'emote-laugh': emotes.names.laugh,
  'emote-heart': emotes.names.heart,
  'emote-question': emotes.names.question,
  'emote-here': emotes.names.here,
};
