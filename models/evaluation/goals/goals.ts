import type { Generator } from '../../../server/generation/generator.ts';
import { type GoalProgress, GoalRunner } from '../../../server/goals/goal-runner.ts';
import { lead, type PlanChoice, Planner } from '../../../server/goals/planner.ts';
import { readGoal } from '../../../server/goals/read-goal.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { readGoalWords } from '../../../server/pack/goal-words-file.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { modeNamed } from '../../../server/world/modes/modes.ts';
import { World } from '../../../server/world/world.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import { Random } from '../../reference/random.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { type HeldOutWorld, heldOutWorld } from '../rollout/held-out.ts';
import { canBring, type GoalCase, goalCases } from './goal-cases.ts';

/** How one planner did. */
export interface PlannerFigures {
  done: number;
  /** The same among goals with a ball, and among those without. */
  withBall: number;
  withoutBall: number;
  /** Failures by the verb of the step and the reason. */
  failed: Record<string, number>;
  /** Mean seconds of play of a goal that was reached. */
  seconds: number;
}

export interface GoalFigures {
  goals: number;
  goalsWithBall: number;
  worlds: number;
  /** Most seconds of a step. */
  stepSeconds: number;
  /** Seconds for which a body stands while a plan is made. */
  planSeconds: number;
  rollOuts: PlannerFigures & {
    /** Ticks of branches for a goal, and milliseconds of a plan: mean and 95th percentile. */
    ticks: number;
    milliseconds: { mean: number; p95: number };
  };
  /** Without roll-outs: what looks best, and a ball is dribbled along its way; and pushed straight (server/goals/planner.ts). */
  dribbling: PlannerFigures;
  direct: PlannerFigures;
}

export interface MeasureGoals {
  goals: number;
  /** Number of the first world. */
  first?: number;
  progress?: (line: string) => void;
}

const goalsPerWorld = 4;
const stepSeconds = 60;
/** Ticks within which a match with a countdown begins. */
const mostWaiting = 400;
/** Rooms that are tried for one in which the shrine is in reach. */
const roomsTried = 8;
/** Id of the body. */
const self = 'body';

/** The planner with roll-outs and without, on the same goals, in worlds that nothing was trained or tuned on. */
export async function measureGoals(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  { goals, first = firstWorld, progress = () => {} }: MeasureGoals,
): Promise<GoalFigures> {
  const words = await readGoalWords(pack.folder);
  if (words === undefined) throw new Error('the pack has no goals.json');
  const { rate } = pack.manifest.view;
  const counts = { goals: 0, goalsWithBall: 0 };
  const sums = { rollOuts: newFigures(), dribbling: newFigures(), direct: newFigures() };
  const times: number[] = [];
  let ticks = 0;
  let number = 0;
  for (; counts.goals < goals; number++) {
    const world = heldOutWorld(first + number, pack.manifest.view);
    for (const [index, sampled] of goalCases(world.reference, words).entries()) {
      // Half of them have a ball.
      const enough = sampled.withBall ? counts.goalsWithBall : counts.goals - counts.goalsWithBall;
      if (enough >= goals / 2) continue;
      const seed = roomsTried * (goalsPerWorld * (world.seed % 100_000) + index);
      const one = { ...sampled, entities: withOpenDoors(world.worldSeed.entities, seed) };
      const roomSeed = await possibleRoom({ pack, generator, world, one }, seed);
      if (roomSeed === undefined) continue;
      counts.goals++;
      if (one.withBall) counts.goalsWithBall++;
      const trial = { pack, generator, world, words, one, roomSeed };
      const planned = await play({ ...trial, choice: 'roll-outs' });
      const dribbling = await play({ ...trial, choice: 'dribbling' });
      const direct = await play({ ...trial, choice: 'direct' });
      tally(sums.rollOuts, one, planned, rate);
      tally(sums.dribbling, one, dribbling, rate);
      tally(sums.direct, one, direct, rate);
      ticks += planned.rolledTicks;
      times.push(...planned.times);
      progress(
        `${world.seed} "${one.text}": ${[planned, dribbling, direct].map((result) => describe(result, one, rate)).join(' | ')}`,
      );
    }
  }
  times.sort((a, b) => a - b);
  return {
    ...counts,
    worlds: number,
    stepSeconds,
    planSeconds: lead / rate,
    rollOuts: {
      ...finished(sums.rollOuts),
      ticks: ticks / counts.goals,
      milliseconds: {
        mean: times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length),
        p95: times[Math.floor(0.95 * times.length)] ?? 0,
      },
    },
    dribbling: finished(sums.dribbling),
    direct: finished(sums.direct),
  };
}

/** A goal in a world whose doors stand as they do. */
interface Prepared extends GoalCase {
  readonly entities: WorldSeed['entities'];
}

/** Every second door stands open, by lot: closing one is no goal otherwise. */
function withOpenDoors(entities: WorldSeed['entities'], seed: number): WorldSeed['entities'] {
  const random = Random.keyed(0x646f6f72, seed);
  return entities.map((entity) => {
    if (entity.kind !== 'door' || random.next() < 0.5) return entity;
    return { ...entity, ...openedDoor(entity, 1) };
  });
}

interface Trial {
  pack: Pack;
  generator: Pick<Generator, 'generate' | 'move'>;
  world: HeldOutWorld;
  words: Parameters<typeof readGoal>[1];
  one: Prepared;
  roomSeed: number;
  choice: PlanChoice;
}

interface Result {
  end: GoalProgress;
  ticks: number;
  rolledTicks: number;
  /** Milliseconds of each plan. */
  times: number[];
}

/** A goal in the engine's own world, tick by tick; where a plan takes longer than its lead, the world waits. */
async function play({ pack, generator, world, words, one, roomSeed, choice }: Trial): Promise<Result> {
  const room = await opened({ pack, generator, world, one, roomSeed });
  const goal = readGoal(one.text, words);
  if (!('steps' in goal)) throw new Error(`"${one.text}" is not understood`);
  const planner = new Planner(room, { model: generator, roomSeed, choice });
  let end: GoalProgress | undefined;
  const told = (progress: GoalProgress) => {
    if (progress.state !== 'step') end = progress;
  };
  const runner = new GoalRunner(room, self, goal.steps, { planner, stepSeconds, told });
  const times: number[] = [];
  const began = room.state.tick;
  for (let sequence = 1, thinking = 0; end === undefined; sequence++) {
    const action = runner.act();
    thinking = runner.planning === undefined ? 0 : thinking + 1;
    if (thinking >= lead) {
      const start = performance.now();
      await runner.planning;
      times.push(performance.now() - start);
    }
    room.setInput(self, { sequence, action });
    await room.advance();
  }
  const ticks = room.state.tick - began;
  room.close();
  return { end, ticks, rolledTicks: planner.rolledTicks, times };
}

/** A room in which the goal can begin. */
async function opened({
  pack,
  generator,
  world,
  one,
  roomSeed,
}: Pick<Trial, 'pack' | 'generator' | 'world' | 'one' | 'roomSeed'>): Promise<World> {
  const room = new World({
    ...{ pack, seed: { ...world.worldSeed, entities: one.entities }, generator, roomSeed },
    memory: new RoomMemory(pack.manifest),
    mode: modeNamed(one.mode),
    room: `goals-${roomSeed}`,
  });
  const { x, z, yaw } = one.start;
  room.join(self, 'Body', { x, z, yaw, pitch: 0 });
  for (let tick = 0; !['free', 'round'].includes(room.match.phase); tick++) {
    if (tick > mostWaiting) throw new Error(`a match of ${one.mode} does not begin`);
    await room.advance();
  }
  return room;
}

/** The first room seed from this one on with which the shrine is where the ball can be brought, by construction. */
async function possibleRoom(
  trial: Omit<Trial, 'choice' | 'roomSeed' | 'words'>,
  first: number,
): Promise<number | undefined> {
  if (trial.one.mode === 'free-play') return first;
  for (let roomSeed = first; roomSeed < first + roomsTried; roomSeed++) {
    const room = await opened({ ...trial, roomSeed });
    const shrine = room.match.marks.find(({ key }) => key === 'shrine');
    const body = room.state.players.get(self)?.body;
    room.close();
    if (shrine && body && canBring(trial.world.reference, body, shrine)) return roomSeed;
  }
  return undefined;
}

function newFigures(): PlannerFigures {
  return { done: 0, withBall: 0, withoutBall: 0, failed: {}, seconds: 0 };
}

function tally(figures: PlannerFigures, one: GoalCase, { end, ticks }: Result, rate: number): void {
  if (end.state === 'done') {
    figures.done++;
    figures[one.withBall ? 'withBall' : 'withoutBall']++;
    figures.seconds += ticks / rate;
  } else if (end.state === 'failed') {
    const key = `${one.steps[end.step].verb} ${end.fault.code}`;
    figures.failed[key] = (figures.failed[key] ?? 0) + 1;
  }
}

function finished(figures: PlannerFigures): PlannerFigures {
  return { ...figures, seconds: figures.seconds / Math.max(1, figures.done) };
}

function describe({ end, ticks }: Result, { steps }: GoalCase, rate: number): string {
  const after = `after ${(ticks / rate).toFixed(0)} s`;
  return end.state === 'failed'
    ? `FAILED at ${steps[end.step].verb} (${end.fault.code}) ${after}`
    : `${end.state} ${after}`;
}

/** Number of the first held-out world of these. */
const firstWorld = seedRanges.heldOut + 700;
