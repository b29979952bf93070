import { readGoal } from '../../../server/goals/read-goal.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { GoalStep, GoalTarget } from '../../../shared/goals/goal-step.ts';
import type { GoalLanguage, GoalVerb, GoalWords } from '../../../shared/goals/goal-words.ts';
import { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import { type Cell, CellWays, cellOf } from './cell-ways.ts';

/** A goal, in words, in a world, from a start. */
export interface GoalCase {
  readonly text: string;
  readonly steps: readonly GoalStep[];
  /** Free play, or the mode that has a shrine. */
  readonly mode: 'free-play' | 'relic-rush';
  /** Feet, metres, and heading, radians. */
  readonly start: { readonly x: number; readonly z: number; readonly yaw: number };
  /** Whether a ball has to be brought somewhere. */
  readonly withBall: boolean;
}

/** Verbs of steps without a ball. */
const others = ['reach', 'pass', 'open', 'close', 'take', 'place', 'remove', 'see'] as const;
/** Least metres from the ball to where it is brought. */
const leastWay = 3;
const most = 60;

/**
 * Goals of a world, sampled from the grammar with the pack's own words: at most one that brings the ball to the shrine, one that
 * brings it elsewhere, and two without it. All can be reached, as {@link CellWays} constructs it; the planner was not asked. In
 * some worlds the ball can be brought nowhere. `least`: steps of each of them at least, 1 or 2; they have up to 3, and those with
 * a ball up to 2 where one is enough.
 */
export function goalCases(
  world: ReferenceWorld,
  words: GoalWords,
  least: 1 | 2 = 1,
  random = Random.keyed(0x676f616c, world.seed),
): GoalCase[] {
  const ways = new CellWays(world);
  const cells = freeCells(world, ways);
  return (['shrine', 'other', 'ball', 'other'] as const).flatMap((kind) => {
    for (let attempt = 0; attempt < most; attempt++) {
      const found = sampled(kind, { world, ways, cells, words, random, least });
      if (found !== undefined) return [found];
    }
    return [];
  });
}

interface Sampling {
  readonly world: ReferenceWorld;
  readonly ways: CellWays;
  readonly cells: readonly Cell[];
  readonly words: GoalWords;
  readonly random: Random;
  readonly least: 1 | 2;
}

function sampled(kind: 'shrine' | 'ball' | 'other', sampling: Sampling): GoalCase | undefined {
  const { words, random, cells, least } = sampling;
  const cell = random.pick(cells);
  const start = { x: cell.x + 0.5, z: cell.z + 0.5, yaw: random.range(-Math.PI, Math.PI) };
  const steps: GoalStep[] = [];
  if (kind !== 'other') {
    const bring = bringing(kind, start, sampling);
    if (bring === undefined) return undefined;
    steps.push(bring);
  }
  const length = least + random.integer(kind === 'other' ? 4 - least : 2);
  while (steps.length < length) {
    const step = otherStep(random.pick(others), start, sampling);
    if (step === undefined) return undefined;
    if (kind === 'ball' && random.next() < 0.3) steps.unshift(step);
    else steps.push(step);
  }
  // Two steps about blocks, or one that undoes another, could contradict each other.
  if (new Set(steps.map(({ verb }) => verb)).size < steps.length) return undefined;
  const verbs = steps.map(({ verb }) => verb);
  if (verbs.includes('place') && (verbs.includes('remove') || kind !== 'other')) return undefined;
  const text = textOf(steps, words, random);
  if (text === undefined) return undefined;
  const mode = kind === 'shrine' ? 'relic-rush' : 'free-play';
  return { text, steps, mode, start, withBall: kind !== 'other' };
}

function bringing(kind: 'shrine' | 'ball', start: GroundPoint, sampling: Sampling): GoalStep | undefined {
  const { world, random } = sampling;
  const thing = { kind: 'ball' } as const;
  // Where the shrine will be is the mode's business, which the trial has to look at.
  if (kind === 'shrine') return { verb: 'bring', thing, target: { mark: 'shrine' } };
  const target = random.pick<GoalTarget>([
    { place: 'start' },
    { thing: { kind: 'door', which: 'nearest' } },
    { thing: { kind: 'orb', which: 'nearest' } },
    { thing: { kind: 'orb', which: 'farthest' } },
    { thing: { kind: 'block', which: 'nearest' } },
  ]);
  const to = 'place' in target ? start : placeIn(world, target, start);
  if (to === undefined || Math.hypot(to.x - world.ball.x, to.z - world.ball.z) < leastWay) return undefined;
  if (!canBring(world, start, to)) return undefined;
  return { verb: 'bring', thing, target };
}

function otherStep(
  verb: (typeof others)[number],
  start: GroundPoint,
  sampling: Sampling,
): GoalStep | undefined {
  const { world, ways, random } = sampling;
  const which = random.pick(['nearest', 'farthest'] as const);
  const reachable = ({ x, z }: GroundPoint) => {
    const { x: cellX, z: cellZ } = cellOf({ x, z });
    return [-1, 0, 1].some((dx) =>
      [-1, 0, 1].some((dz) => {
        const cell = { x: cellX + dx, z: cellZ + dz };
        return ways.isFree(cell) && ways.canReach(cellOf(start), cell);
      }),
    );
  };
  const all = (things: readonly GroundPoint[]) => things.length > 0 && things.every(reachable);
  switch (verb) {
    case 'pass':
    case 'open':
    case 'close': {
      // A door stands in a wall of a cell: both of its sides must be reached.
      if (!all(world.doors)) return undefined;
      const behind = verb === 'close' && random.next() < 0.6;
      return { verb, thing: { kind: 'door', which }, ...(behind && { behind }) };
    }
    case 'take':
      return all(world.orbs) ? { verb, thing: { kind: 'orb', which } } : undefined;
    case 'remove':
      return all(world.blocks) ? { verb, thing: { kind: 'block', which } } : undefined;
    case 'reach':
    case 'see': {
      const kind = random.pick(['ball', 'door', 'orb', 'block'] as const);
      const things = kind === 'ball' ? [world.ball] : world[`${kind}s`];
      return all(things) ? { verb, target: { thing: { kind, which } } } : undefined;
    }
    case 'place': {
      const kind = random.pick(['orb', 'block'] as const);
      const isOpen = world[`${kind}s`].every((thing) => ways.hasRoomBeside(cellOf(thing), cellOf(start)));
      if (!isOpen) return undefined;
      return { verb, thing: { kind: 'block' }, target: { thing: { kind, which } } };
    }
  }
}

/** Whether a ball can be brought to within a cell of a place, by construction. */
export function canBring(world: ReferenceWorld, start: GroundPoint, to: GroundPoint): boolean {
  return new CellWays(world)
    .pushed(cellOf(start), cellOf(world.ball))
    .some((at) => isNear(at, cellOf(to), 1));
}

/** Where a thing of the world is that words choose, from the start. */
function placeIn(world: ReferenceWorld, target: GoalTarget, start: GroundPoint): GroundPoint | undefined {
  if (!('thing' in target)) return undefined;
  const { kind, which } = target.thing;
  if (kind === 'player' || kind === 'ball') return undefined;
  const away = ({ x, z }: GroundPoint) => Math.hypot(x - start.x, z - start.z);
  const sorted = [...world[`${kind}s`]].sort((a, b) => away(a) - away(b));
  return which === 'farthest' ? sorted.at(-1) : sorted[0];
}

/** The steps in words of the pack; undefined where the words would be understood otherwise. */
function textOf(
  steps: readonly GoalStep[],
  { languages, ...rest }: GoalWords,
  random: Random,
): string | undefined {
  const language = languages[0];
  const text = steps
    .map((step) => phraseOf(step, language, random))
    .join(random.pick([', then ', ' and ', ' and then ']));
  const read = readGoal(text, { languages, ...rest });
  if (!('steps' in read)) return undefined;
  const understood = read.steps.map(({ said: _, ...step }) => step);
  return JSON.stringify(understood) === JSON.stringify(steps.map(ordered)) ? text : undefined;
}

/** The same with its fields in the order in which the reader has them. */
function ordered({ verb, thing, target, behind }: GoalStep): GoalStep {
  const same = (one: NonNullable<GoalStep['thing']>) => ({
    kind: one.kind,
    ...(one.which && { which: one.which }),
  });
  return {
    verb,
    ...(thing && { thing: same(thing) }),
    ...(target && { target: 'thing' in target ? { thing: same(target.thing) } : target }),
    ...(behind && { behind }),
  };
}

function phraseOf({ verb, thing, target, behind }: GoalStep, language: GoalLanguage, random: Random): string {
  const pick = (phrases: readonly string[] | undefined) => random.pick(phrases ?? ['?']);
  const named = ({ kind, which }: NonNullable<GoalStep['thing']>) =>
    ['the', which && pick(language.which[which]), pick(language.things[kind])].filter(Boolean).join(' ');
  const place = (target: GoalTarget) =>
    'thing' in target
      ? named(target.thing)
      : 'place' in target
        ? random.pick(['the start', 'where you started'])
        : `the ${pick(language.places.marks[target.mark])}`;
  const link: Partial<Record<GoalVerb, string>> = {
    bring: random.pick(['to', 'over to']),
    place: random.pick(['next to', 'beside', 'near']),
  };
  return [
    pick(language.verbs[verb]),
    thing && (verb === 'place' ? `a ${pick(language.things.block)}` : named(thing)),
    target && link[verb],
    target && place(target),
    behind && pick(language.words.behind),
  ]
    .filter(Boolean)
    .join(' ');
}

function freeCells(world: ReferenceWorld, ways: CellWays): Cell[] {
  const cells: Cell[] = [];
  for (let z = 0; z < world.size; z++)
    for (let x = 0; x < world.size; x++) if (ways.isFree({ x, z })) cells.push({ x, z });
  return cells;
}

function isNear(a: Cell, b: Cell, cells: number): boolean {
  return Math.abs(a.x - b.x) <= cells && Math.abs(a.z - b.z) <= cells;
}
