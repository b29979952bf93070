import { type EntityKind, entityKinds, playerColourNames } from '../../shared/entity.ts';
import {
  type GoalStep,
  type GoalTarget,
  type GoalThing,
  mostGoalSteps,
} from '../../shared/goals/goal-step.ts';
import {
  type GoalLanguage,
  type GoalVerb,
  type GoalWords,
  goalVerbs,
} from '../../shared/goals/goal-words.ts';
import type { GoalNotice } from '../../shared/notices/goal-notices.ts';

/** Why a text is no goal. */
export type GoalFault = Extract<
  GoalNotice,
  { code: 'goal-unknown-words' | 'goal-unclear' | 'goal-too-long' }
>;

/** A step, and the words in which it was said. */
export interface ReadStep extends GoalStep {
  readonly said: string;
}

export type ReadGoal = { steps: ReadStep[] } | { fault: GoalFault };

/** Most words of a text; every goal of the most steps has fewer. */
const mostWords = 120;

/**
 * Reads a goal by the pack's words, in whichever of its languages understands it:
 *
 *     goal   = step { then step }
 *     step   = verb [thing] [(to | beside) target] [behind]
 *     thing  = [which] [colour] kind | it
 *     target = thing | place
 *
 * Longer phrases go before shorter ones, empty words say nothing, and a verb of several meanings has the one that its
 * step fits.
 */
export function readGoal(text: string, { languages }: GoalWords): ReadGoal {
  const readings = languages.map((language) => readIn(text, language));
  const good = readings.find((reading) => 'steps' in reading);
  return good ?? readings.reduce((best, other) => (missed(other) < missed(best) ? other : best));
}

/** How little of a text was understood. */
function missed(reading: ReadGoal): number {
  if ('steps' in reading) return 0;
  return reading.fault.code === 'goal-unknown-words' ? 1 + reading.fault.values.words.length : 1;
}

type Token =
  | { type: 'verb'; verbs: GoalVerb[] }
  | { type: 'kind'; kind: EntityKind }
  | { type: 'colour'; colour: NonNullable<GoalThing['colour']> }
  | { type: 'which'; which: NonNullable<GoalThing['which']> }
  | { type: 'start' }
  | { type: 'mark'; mark: string }
  | { type: 'to' | 'beside' | 'behind' | 'it' | 'next' | 'empty' };
/** A token may be several: "take" is a verb in two senses, "next" a word for the nearest. */
interface Said {
  readonly tokens: readonly Token[];
  readonly words: string;
}

function readIn(text: string, language: GoalLanguage): ReadGoal {
  const { examples } = language;
  const words = wordsOf(text);
  if (words.length > mostWords)
    return { fault: { code: 'goal-too-long', values: { maximum: mostGoalSteps } } };
  const lexicon = lexiconOf(language);
  const { said, unknown } = tokensOf(words, lexicon);
  if (unknown.length > 0)
    return { fault: { code: 'goal-unknown-words', values: { words: unknown, examples } } };
  const clauses = clausesOf(said);
  if (clauses.length === 0)
    return { fault: { code: 'goal-unclear', values: { part: text.trim(), examples } } };
  if (clauses.length > mostGoalSteps)
    return { fault: { code: 'goal-too-long', values: { maximum: mostGoalSteps } } };
  const steps: ReadStep[] = [];
  let last: GoalThing | undefined;
  for (const clause of clauses) {
    const part = clause.map(({ words }) => words).join(' ');
    const step = stepOf(clause, last);
    if (step === undefined) return { fault: { code: 'goal-unclear', values: { part, examples } } };
    last = step.thing ?? (step.target && 'thing' in step.target ? step.target.thing : undefined) ?? last;
    steps.push({ ...step, said: part });
  }
  return { steps };
}

/** Words in lower case. A comma between two steps says the same as "then". */
function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFC')
      .replace(/[,;.!?:]+/g, ' , ')
      .match(/[^\s"“”„]+/gu) ?? []
  );
}

type Lexicon = ReadonlyMap<string, readonly Token[]>;

const lexicons = new WeakMap<GoalLanguage, Lexicon>();

function lexiconOf(language: GoalLanguage): Lexicon {
  const known = lexicons.get(language);
  if (known !== undefined) return known;
  const lexicon = new Map<string, Token[]>([[',', [{ type: 'next' }]]]);
  const add = (phrases: readonly string[] | undefined, token: Token) => {
    for (const phrase of phrases ?? []) {
      const tokens = lexicon.get(phrase) ?? [];
      const same = tokens.find(({ type }) => type === 'verb');
      if (same?.type === 'verb' && token.type === 'verb') same.verbs.push(...token.verbs);
      else lexicon.set(phrase, [...tokens, token]);
    }
  };
  const { verbs, things, places, colours, which, words } = language;
  for (const verb of goalVerbs) add(verbs[verb], { type: 'verb', verbs: [verb] });
  for (const kind of entityKinds) add(things[kind], { type: 'kind', kind });
  for (const colour of playerColourNames) add(colours[colour], { type: 'colour', colour });
  for (const one of ['nearest', 'farthest'] as const) add(which[one], { type: 'which', which: one });
  add(places.start, { type: 'start' });
  for (const [mark, phrases] of Object.entries(places.marks)) add(phrases, { type: 'mark', mark });
  for (const type of ['to', 'beside', 'behind', 'it', 'next', 'empty'] as const) add(words[type], { type });
  lexicons.set(language, lexicon);
  return lexicon;
}

/** The longest phrases from the left. */
function tokensOf(words: readonly string[], lexicon: Lexicon): { said: Said[]; unknown: string[] } {
  const longest = Math.max(...[...lexicon.keys()].map((phrase) => phrase.split(' ').length));
  const said: Said[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < words.length; ) {
    let length = Math.min(longest, words.length - at);
    let tokens: readonly Token[] | undefined;
    for (; length > 0; length--) {
      tokens = lexicon.get(words.slice(at, at + length).join(' '));
      if (tokens !== undefined) break;
    }
    if (tokens === undefined) unknown.push(words[at++]);
    else {
      said.push({ tokens, words: words.slice(at, at + length).join(' ') });
      at += length;
    }
  }
  return { said, unknown: [...new Set(unknown)] };
}

/** What stands between words for "then". */
function clausesOf(said: readonly Said[]): Said[][] {
  const clauses: Said[][] = [[]];
  for (const one of said) {
    if (one.tokens.some(({ type }) => type === 'next')) clauses.push([]);
    else clauses[clauses.length - 1].push(one);
  }
  return clauses.filter((clause) =>
    clause.some(({ tokens }) => tokens.every(({ type }) => type !== 'empty')),
  );
}

/** What was found in a step, besides its verb. */
interface Found {
  verbs: readonly GoalVerb[];
  /** What comes before and after a word for "to" or "beside". */
  first: GoalTarget | undefined;
  second: GoalTarget | undefined;
  preposition: 'to' | 'beside' | undefined;
  behind: boolean;
}

function stepOf(clause: readonly Said[], last: GoalThing | undefined): GoalStep | undefined {
  const found: Found = {
    verbs: [],
    first: undefined,
    second: undefined,
    preposition: undefined,
    behind: false,
  };
  let described: { colour?: GoalThing['colour']; which?: GoalThing['which'] } = {};
  const put = (target: GoalTarget): boolean => {
    const slot = found.preposition === undefined ? 'first' : 'second';
    if (found.verbs.length === 0 || found[slot] !== undefined) return false;
    found[slot] = target;
    described = {};
    return true;
  };
  for (const { tokens } of clause) {
    const token = tokens[0];
    let fits = true;
    switch (token.type) {
      case 'verb':
        fits = found.verbs.length === 0;
        found.verbs = token.verbs;
        break;
      case 'kind':
        fits = put({ thing: { kind: token.kind, ...described } });
        break;
      case 'colour':
        described = { ...described, colour: token.colour };
        break;
      case 'which':
        described = { ...described, which: token.which };
        break;
      case 'start':
        fits = put({ place: 'start' });
        break;
      case 'mark':
        fits = put({ mark: token.mark });
        break;
      case 'it':
        fits = last !== undefined && put({ thing: sameAs(last) });
        break;
      case 'to':
      case 'beside':
        fits = found.preposition === undefined && found.verbs.length > 0;
        found.preposition = token.type;
        break;
      case 'behind':
        found.behind = true;
        break;
    }
    if (!fits) return undefined;
  }
  // A colour of nothing.
  if (described.colour !== undefined || described.which !== undefined) return undefined;
  for (const verb of found.verbs) {
    const step = fitted(verb, found);
    if (step !== undefined) return step;
  }
  return undefined;
}

/** What a verb may be said of. */
const kindsOf: Partial<Record<GoalVerb, EntityKind>> = {
  pass: 'door',
  open: 'door',
  close: 'door',
  bring: 'ball',
  take: 'orb',
  place: 'block',
  remove: 'block',
};

/** The step that these words make with a verb; undefined where they do not fit it. */
function fitted(verb: GoalVerb, { first, second, preposition, behind }: Found): GoalStep | undefined {
  if (behind && verb !== 'close') return undefined;
  if (verb === 'reach' || verb === 'see') {
    const target = first ?? second;
    return target === undefined || (first && second) ? undefined : { verb, target };
  }
  const thing = first && 'thing' in first ? first.thing : undefined;
  if (thing?.kind !== kindsOf[verb] || thing === undefined) return undefined;
  if (verb === 'bring') {
    return second === undefined ? undefined : { verb, thing, target: second };
  }
  if (verb === 'place') {
    if (preposition !== undefined && second === undefined) return undefined;
    return { verb, thing, ...(second && { target: second }) };
  }
  return second === undefined && preposition === undefined
    ? { verb, thing, ...(behind && { behind }) }
    : undefined;
}

/** The thing that was spoken of, wherever the body is by now. */
function sameAs({ kind, colour }: GoalThing): GoalThing {
  return { kind, ...(colour && { colour }) };
}
