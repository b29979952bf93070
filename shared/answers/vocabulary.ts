import type { EntityKind } from '../entity.ts';
import type { ColourName, Thing } from './thing.ts';

/** Words of one language that questions are made of, in lower case. */
export interface Vocabulary {
  readonly kinds: Readonly<Record<string, EntityKind>>;
  readonly colours: Readonly<Record<string, ColourName>>;
  readonly states: Readonly<Record<string, NonNullable<Thing['state']>>>;
  /** Between two things. */
  readonly or: readonly string[];
}

/** What people may call things in English and German; forms of a word are looked up by {@link wordIn}. */
export const vocabulary: Vocabulary = {
  kinds: {
    ...{ orb: 'orb', orbs: 'orb', kugel: 'orb', kugeln: 'orb', orbe: 'orb' },
    ...{ door: 'door', doors: 'door', gate: 'door', tür: 'door', türen: 'door' },
    ...{ block: 'block', blocks: 'block', cube: 'block', cubes: 'block', box: 'block', boxes: 'block' },
    ...{ blöcke: 'block', klotz: 'block', klötze: 'block', würfel: 'block' },
    ...{ ball: 'ball', balls: 'ball', bälle: 'ball' },
    ...{ player: 'player', players: 'player', person: 'player', people: 'player', somebody: 'player' },
    ...{ spieler: 'player', spielerin: 'player', leute: 'player', mensch: 'player', menschen: 'player' },
  },
  colours: {
    ...{ red: 'red', blue: 'blue', yellow: 'yellow', green: 'green', violet: 'violet', purple: 'violet' },
    ...{ orange: 'orange', cyan: 'cyan', turquoise: 'cyan', pink: 'pink', white: 'white', brown: 'brown' },
    ...{ gold: 'gold', golden: 'gold' },
    ...{ rot: 'red', blau: 'blue', gelb: 'yellow', grün: 'green', violett: 'violet', lila: 'violet' },
    ...{ türkis: 'cyan', rosa: 'pink', weiß: 'white', braun: 'brown', goldene: 'gold' },
  },
  states: {
    open: 'open',
    closed: 'closed',
    shut: 'closed',
    offen: 'open',
    geschlossen: 'closed',
    zu: 'closed',
  },
  or: ['or', 'and', 'oder', 'und', ','],
};

const endings = ['', 'e', 'en', 'er', 'es', 'em'] as const;

/** The meaning of a word: as it stands, or without an ending of German adjectives. */
export function wordIn<Meaning>(words: Readonly<Record<string, Meaning>>, word: string): Meaning | undefined {
  for (const ending of endings) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, word.length - ending.length);
    if (Object.hasOwn(words, stem)) return words[stem];
  }
  return undefined;
}
