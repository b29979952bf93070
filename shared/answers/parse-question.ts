import type { Question, QuestionKind } from './question.ts';
import type { Thing } from './thing.ts';
import { vocabulary, wordIn } from './vocabulary.ts';

/** How questions of each kind begin or what they hold, in English and German; the first that fits counts. */
const patterns: readonly (readonly [QuestionKind, RegExp])[] = [
  ['count', /\b(how many|count|number of|wie viele|anzahl)/],
  [
    'order',
    /\b(order|first seen|(saw|seen|see) first|appeared? first|reihenfolge|zuerst (gesehen|zu sehen))/,
  ],
  ['nearer', /\b(nearer|closer|näher)/],
  ['distance', /\b(how far|distance|how close|how near|wie weit|abstand|entfernung)/],
  ['size', /\b(how (big|large|wide|high|tall|long|deep)|size|wie (groß|gross|breit|hoch|lang|tief)|größe)/],
  [
    'route',
    /\b(way to|route|path|how (do|can|could) (i|we|you|one) (get|go|come|walk|reach)|get to|lead me|weg|wie komm)/,
  ],
  ['direction', /\b(which (way|direction|side)|what direction|richtung|(auf )?welche[rn]? seite)/],
  ['where', /\b(where|find|wo)\b/],
];
const placeWords = /\b(place|room|space|hall|yard|here|ort|raum|platz|hier)\b/;
const ownSight = /\b(have i|did i|i (have )?(saw|seen|see)|my|habe ich|ich)\b/;

/** A question in words as the question that it is; undefined where nothing here can answer it. */
export function parseQuestion(words: string, names: Iterable<string> = []): Question | undefined {
  const text = words.toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();
  const ask = patterns.find(([, pattern]) => pattern.test(text))?.[0];
  if (ask === undefined) return undefined;
  const things = thingsIn(text, names);
  const seenBy = ownSight.test(text) && (ask === 'count' || ask === 'order') ? 'me' : 'room';
  const [what, second] = things;
  if (what === undefined) return ask === 'size' && placeWords.test(text) ? { ask, seenBy } : undefined;
  switch (ask) {
    case 'order':
      return things.length < 2 ? undefined : { ask, things: things.slice(0, 5), seenBy };
    case 'nearer':
      return second === undefined ? undefined : { ask, what, than: second, seenBy };
    case 'distance':
      return second === undefined ? { ask, what, seenBy } : { ask, what, from: second, seenBy };
    default:
      return { ask, what, seenBy };
  }
}

/** Things that are named, in the order of the words: colours and states go with the kind that follows them. */
function thingsIn(text: string, names: Iterable<string>): Thing[] {
  const { kinds, colours, states } = vocabulary;
  const things: { at: number; thing: Thing }[] = [];
  let rest = text;
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    const at = indexOfName(rest, name.toLowerCase());
    if (at < 0) continue;
    things.push({ at, thing: { kind: 'player', name } });
    rest = rest.slice(0, at) + ' '.repeat(name.length) + rest.slice(at + name.length);
  }
  let described: Pick<Thing, 'colour' | 'state'> = {};
  for (const match of rest.matchAll(/[\p{L}\p{N}-]+/gu)) {
    const [word] = match;
    const kind = wordIn(kinds, word);
    const colour = wordIn(colours, word);
    const state = wordIn(states, word);
    if (colour !== undefined) described = { ...described, colour };
    else if (state !== undefined) described = { ...described, state };
    else if (kind !== undefined) {
      const { state: open, ...rest } = described;
      things.push({
        at: match.index,
        thing: { kind, ...rest, ...(kind === 'door' && open && { state: open }) },
      });
      described = {};
    }
  }
  const last = things.at(-1)?.thing;
  // "How many doors are open?"
  if (last?.kind === 'door' && described.state !== undefined) last.state ??= described.state;
  return things.sort((a, b) => a.at - b.at).map(({ thing }) => thing);
}

/** Where a name stands as a word of its own; -1 where it does not. */
function indexOfName(text: string, name: string): number {
  if (name === '') return -1;
  const isLetter = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + name.length])) return at;
  }
  return -1;
}
