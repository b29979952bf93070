import type { ButtonName } from '../action.ts';
import type { EntityKind } from '../entity.ts';

/** One thing to do, in the terms of a body: metres, radians, seconds. */
export type Instruction =
  /** Turns to the right by so much. */
  | { do: 'turn'; radians: number }
  | { do: 'face'; thing: EntityKind }
  /** Walks straight, whichever way it looks. */
  | { do: 'walk'; forward: number; right: number }
  | { do: 'walkTo'; thing: EntityKind }
  /** Looks up by so much from the level. */
  | { do: 'look'; pitch: number }
  | { do: 'press'; button: ButtonName }
  | { do: 'wait'; seconds: number };

/** One thing to do, with the words that asked for it. */
export interface SpokenInstruction {
  readonly words: string;
  readonly instruction: Instruction;
}

/** What the grammar has a rule for: an example of each. */
export const spokenExamples = [
  'turn left',
  'turn right 30 degrees',
  'turn around',
  'turn to the ball',
  'walk forward 3 metres',
  'step left',
  'walk to the orb',
  'look up',
  'jump',
  'open the door',
  'place a block',
  'take the block',
  'wait 2 seconds',
  'stop',
] as const;

const things: Readonly<Record<string, EntityKind>> = {
  ...{ orb: 'orb', ball: 'ball', door: 'door', block: 'block', box: 'block' },
  ...{ player: 'player', person: 'player' },
};
const numbers: Readonly<Record<string, number>> = {
  ...{ half: 0.5, a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8 },
  ...{ nine: 9, ten: 10 },
};
const thing = `(?:the |an? )?(?:nearest )?(?<thing>${Object.keys(things).join('|')})`;
const amount = `(?<amount>\\d+(?:\\.\\d+)?|${Object.keys(numbers).join('|')})`;
const degrees = Math.PI / 180;
/** Metres of a walk, of a step, and radians of a look, where nothing else is said. */
const usual = { walk: 2, step: 0.7, look: 20 * degrees } as const;
/** Farthest walk, metres, and longest wait, seconds, of one instruction. */
const most = { walk: 50, wait: 60 } as const;

type Groups = Readonly<Record<string, string | undefined>>;
interface Rule {
  readonly pattern: RegExp;
  instruction(groups: Groups): Instruction;
}

/** A rule for the whole of an instruction. */
function rule(pattern: string, instruction: Rule['instruction']): Rule {
  return { pattern: new RegExp(`^${pattern}$`), instruction };
}

const directions: Readonly<Record<string, { forward: number; right: number }>> = {
  ...{ forward: { forward: 1, right: 0 }, back: { forward: -1, right: 0 } },
  ...{ left: { forward: 0, right: -1 }, right: { forward: 0, right: 1 } },
};

const rules: readonly Rule[] = [
  rule(`turn (?<side>left|right)(?: (?:by )?${amount} ?(?:degrees?|°))?`, ({ side, amount }) => {
    return { do: 'turn', radians: (side === 'left' ? -1 : 1) * degrees * numberOf(amount, 90) };
  }),
  rule('turn (?:around|back)', () => ({ do: 'turn', radians: Math.PI })),
  rule(`(?:turn to(?:wards)?|face|look at) ${thing}`, (groups) => ({ do: 'face', thing: thingOf(groups) })),
  rule(`(?:walk|go|move|run) (?:up )?to(?:wards)? ${thing}`, (groups) => {
    return { do: 'walkTo', thing: thingOf(groups) };
  }),
  rule(`(?:fetch|get) ${thing}`, (groups) => ({ do: 'walkTo', thing: thingOf(groups) })),
  rule(
    `(?<verb>walk|go|move|run|step)(?: (?:to the )?(?<way>forwards?|ahead|straight|on|backwards?|back|left|right))?(?: ${amount} (?<unit>metres?|meters?|m|steps?))?`,
    ({ verb, way, amount, unit }) => {
      const { forward, right } = directions[wayOf(way)];
      const each = verb === 'step' || unit?.startsWith('step') ? usual.step : 1;
      const usually = verb === 'step' ? 1 : usual.walk;
      const metres = Math.min(most.walk, each * numberOf(amount, usually));
      return { do: 'walk', forward: metres * forward, right: metres * right };
    },
  ),
  rule('look (?<side>up|down|ahead|straight)', ({ side }) => {
    return { do: 'look', pitch: side === 'up' ? usual.look : side === 'down' ? -usual.look : 0 };
  }),
  rule('jump', () => ({ do: 'press', button: 'jump' })),
  rule('(?:open|close|use) (?:the |a )?door', () => ({ do: 'press', button: 'use' })),
  rule('(?:place|put) (?:the |a )?(?:block|box)', () => ({ do: 'press', button: 'place' })),
  rule('(?:take|remove) (?:the |a )?(?:block|box)', () => ({ do: 'press', button: 'remove' })),
  rule(`(?:wait|stop|stand still)(?: ${amount} (?:seconds?|s))?`, ({ amount }) => {
    return { do: 'wait', seconds: Math.min(most.wait, numberOf(amount, 0)) };
  }),
];

/** What is left of an instruction when it is said politely. */
const politeness = /\b(?:please|now|then)\b/g;
const between = /\s*(?:[,;.!]+|\band then\b|\bthen\b|\band\b)\s*/;

/**
 * What words ask for, in English: instructions, one after the other, parted by a comma, a full stop, `and` or `then`.
 * `unknown` is the first part that no rule knows; nothing is done of words that are not all known.
 */
export function instructionsOf(
  text: string,
): { instructions: readonly SpokenInstruction[] } | { unknown: string } {
  const parts = text
    .toLowerCase()
    // A full stop inside a number parts nothing.
    .replace(/(\d)\.(\d)/g, '$1·$2')
    .split(between)
    .map((part) => part.replaceAll('·', '.').replace(politeness, ' ').replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '');
  const instructions: SpokenInstruction[] = [];
  for (const words of parts) {
    const instruction = instructionOf(words);
    if (instruction === undefined) return { unknown: words };
    instructions.push({ words, instruction });
  }
  return instructions.length > 0 ? { instructions } : { unknown: text };
}

function instructionOf(words: string): Instruction | undefined {
  for (const { pattern, instruction } of rules) {
    const match = pattern.exec(words);
    if (match) return instruction(match.groups ?? {});
  }
  return undefined;
}

function numberOf(amount: string | undefined, usual: number): number {
  if (amount === undefined) return usual;
  return numbers[amount] ?? Number(amount);
}

function thingOf({ thing = '' }: Groups): EntityKind {
  return things[thing];
}

function wayOf(way = 'forward'): string {
  if (way.startsWith('back')) return 'back';
  return way === 'left' || way === 'right' ? way : 'forward';
}
