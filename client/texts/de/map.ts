import type { PageSlot } from '../../input/page-slots.ts';
import { emotes } from './people.ts';

/** The map of what the room remembers. */
export const map = {
  name: 'Karte',
  title: 'Karte der Orte, an die sich der Raum erinnert',
  empty: 'Karte der Orte, an die sich der Raum erinnert',
  of: (whose: string, others: readonly string[]) =>
    others.length === 0
      ? `Karte rund um: ${whose}. Sonst ist niemand darauf.`
      : `Karte rund um: ${whose}. ${others.join(', ')}.`,
  you: 'du',
  camera: 'die freie Kamera',
  other: (name: string, metres: number, direction: string) => `${name}: ${metres} m ${direction}`,
  directions: [
    'voraus',
    'rechts voraus',
    'rechts',
    'rechts hinten',
    'hinten',
    'links hinten',
    'links',
    'links voraus',
  ],
} as const;

/** What controls do on the page itself. */
export const pageSlots: Readonly<Record<PageSlot, string>> = {
  menu: 'Menü öffnen oder schließen',
  chat: 'In den Raum schreiben',
  map: 'Karte zeigen oder verbergen',
  origin: 'Zeigen, was erinnert, geträumt oder unsicher ist',
  ask: 'Den Raum fragen, wo etwas ist',
  describe: 'Sagen lassen, was zu sehen ist',
  clip: 'Die letzte halbe Minute als Film speichern',
  emotes: 'Emote wählen',
  'emote-wave': emotes.names.wave,
  'emote-yes': emotes.names.yes,
  'emote-laugh': emotes.names.laugh,
  'emote-heart': emotes.names.heart,
  'emote-question': emotes.names.question,
  'emote-here': emotes.names.here,
};
