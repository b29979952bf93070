import type { EntityKind } from '../entity.ts';
import type { Answer, Found } from './answer.ts';
import type { QuestionKind } from './question.ts';
import type { Scene, Surroundings } from './scene.ts';
import type { Side, Thing } from './thing.ts';
import { type AnswerWords, degreesOf, roundMetres } from './words.ts';

const kinds: Readonly<Record<EntityKind, readonly [one: string, many: string]>> = {
  player: ['player', 'players'],
  door: ['door', 'doors'],
  block: ['block', 'blocks'],
  orb: ['orb', 'orbs'],
  ball: ['ball', 'balls'],
};
const sides: Readonly<Record<Side, string>> = {
  ahead: 'ahead',
  'ahead-right': 'ahead on the right',
  right: 'on the right',
  'behind-right': 'behind on the right',
  behind: 'behind you',
  'behind-left': 'behind on the left',
  left: 'on the left',
  'ahead-left': 'ahead on the left',
};
const examples: Readonly<Record<QuestionKind, string>> = {
  count: '“How many orbs are there?”',
  where: '“Where is the red block?”',
  distance: '“How far is the ball?”',
  direction: '“Which way is the door?”',
  size: '“How big is this place?”',
  nearer: '“Which is nearer, the orb or the door?”',
  order: '“In which order were the ball and the orb first seen?”',
  route: '“How do I get to the orb?”',
};

const metres = (value: number) => `${roundMetres(value)} m`;
const list = (parts: readonly string[]) =>
  new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(parts);

/** Degrees within which something is straight ahead. */
const straight = 5;

function turning(turn: number): string {
  const degrees = degreesOf(turn);
  return degrees < straight
    ? 'go straight ahead'
    : `turn ${degrees} degrees to the ${turn < 0 ? 'left' : 'right'}`;
}

function towards(side: Side, turn: number): string {
  return degreesOf(turn) < straight ? 'straight ahead' : `${sides[side]}: ${turning(turn)}`;
}

/** Colours tell blocks and players apart; other things have one each. */
function named({ kind, colour, name, open }: Found): string {
  if (name !== '') return name;
  const tint = kind === 'block' || kind === 'player' ? `${colour} ` : '';
  const state = kind === 'door' ? (open >= 0.5 ? 'open ' : 'closed ') : '';
  return `${state}${tint}${kinds[kind][0]}`;
}

const the = (found: Found) => (found.name === '' ? `the ${named(found)}` : found.name);
const a = (found: Found) => {
  const words = named(found);
  if (found.name !== '') return words;
  return /^[aeiou]/.test(words) ? `an ${words}` : `a ${words}`;
};

function wanted({ kind, colour, state, name }: Thing, count: number): string {
  if (name !== undefined) return name;
  return [state, colour, kinds[kind][count === 1 ? 0 : 1]].filter((word) => word !== undefined).join(' ');
}

/** Said of what is not in view any more. */
function since({ secondsAgo, moved }: Found): string {
  if (moved) return ', where it was seen last; it has moved on since';
  return secondsAgo < 2 ? '' : `, seen ${Math.round(secondsAgo)} seconds ago`;
}

const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

function answerText(answer: Answer): string {
  switch (answer.answer) {
    case 'unseen': {
      const others =
        answer.others === 0
          ? ''
          : ` Seen so far: ${answer.others} ${kinds[answer.what.kind][answer.others === 1 ? 0 : 1]}.`;
      const asked = Object.keys(answer.what).length > 1 ? others : '';
      return `Nobody here has seen ${answer.what.name ?? `any ${wanted(answer.what, 2)}`} yet.${asked}`;
    }
    case 'count':
      return `${answer.count} ${wanted(answer.what, answer.count)} seen so far.`;
    case 'where': {
      const nearest =
        answer.of === 1 ? the(answer.found) : `the nearest of ${answer.of}, ${the(answer.found)},`;
      return `${capital(nearest)} is ${metres(answer.metres)} away, ${towards(answer.side, answer.turn)}${since(answer.found)}.`;
    }
    case 'distance':
      return answer.from === undefined
        ? `${capital(the(answer.found))} is ${metres(answer.metres)} away${since(answer.found)}.`
        : `${capital(the(answer.found))} is ${metres(answer.metres)} from ${the(answer.from)}.`;
    case 'direction':
      return `${capital(the(answer.found))} is ${towards(answer.side, answer.turn)}${since(answer.found)}.`;
    case 'size':
      return `${capital(the(answer.found))} is ${metres(answer.width)} wide, ${metres(answer.height)} high and ${metres(answer.depth)} deep.`;
    case 'place':
      return `From wall to wall it is ${metres(answer.width)} across and ${metres(answer.length)} along the way you look.`;
    case 'nearer':
      return `${capital(the(answer.found))} is nearer: ${metres(answer.metres)}, and ${the(answer.other)} ${metres(answer.otherMetres)}.`;
    case 'order':
      return `First seen: ${answer.order.map((found) => the(found)).join(', then ')}.`;
    case 'route': {
      const doors = answer.doors === 0 ? '' : ` Closed doors on the way: ${answer.doors}.`;
      return `The way to ${the(answer.found)} is ${metres(answer.metres)}: ${turning(answer.turn)} and walk ${metres(answer.firstMetres)} first.${doors}`;
    }
    case 'unknown':
      return answer.found === undefined
        ? 'The walls around here have not been seen yet.'
        : `No way to ${the(answer.found)} is known yet.`;
    case 'not-understood':
      return `You can ask: ${answer.kinds.map((kind) => examples[kind]).join(' ')}`;
  }
}

const inPart = (part: Scene['things'][number]['part']) => (part === 'ahead' ? 'ahead' : `on the ${part}`);

function surroundingsText({ walls, ground, landmarks, words }: Surroundings): string {
  const around = walls.map(({ part, says }) => `${says} ${inPart(part)}`);
  const stands = landmarks.map(({ says, part, metres: far }) => `${says} ${inPart(part)} at ${metres(far)}`);
  const asked = words.map(({ words: said, part }) => `${said}: ${part === null ? 'no' : inPart(part)}`);
  return [
    ...(around.length === 0 ? [] : [` Around: ${list(around)}.`]),
    ...(ground === null ? [] : [` Ground: ${ground}.`]),
    ...(stands.length === 0 ? [] : [` Landmarks: ${list(stands)}.`]),
    ...(asked.length === 0 ? [] : [` Asked for: ${asked.join('; ')}.`]),
  ].join('');
}

function sceneText({ things, clear, marks, surroundings }: Scene): string {
  const shown = things.map((thing) => `${a(thing)} ${inPart(thing.part)} at ${metres(thing.metres)}`);
  const seen = shown.length === 0 ? 'Nothing that can move is in view.' : `In view: ${list(shown)}.`;
  const ways = (['ahead', 'left', 'right', 'behind'] as const).map((way) => {
    const open = clear[way];
    return `${way} ${open === null ? 'unknown' : metres(open)}`;
  });
  const pointed = marks.map(
    ({ key, metres: far, turn }) => `${key.replaceAll('-', ' ')} ${metres(far)}, ${turning(turn)}`,
  );
  const surrounded = surroundings === undefined ? '' : surroundingsText(surroundings);
  return `${seen}${surrounded} Open ground: ${ways.join(', ')}.${pointed.length === 0 ? '' : ` Pointed out: ${pointed.join('; ')}.`}`;
}

/** What rooms answer, in English: for agents and for English pages. */
export const englishAnswers: AnswerWords = { answer: answerText, scene: sceneText };
