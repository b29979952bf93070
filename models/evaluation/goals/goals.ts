import type { Generator } from '../../../server/generation/generator.ts';
import { lead } from '../../../server/goals/planner.ts';
import { readGoalWords } from '../../../server/pack/goal-words-file.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { heldOutWorld } from '../rollout/held-out.ts';
import { type GoalCase, goalCases } from './goal-cases.ts';
import { play, possibleRoom, type Result, roomsTried, stepSeconds, withOpenDoors } from './goal-trial.ts';

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
  /** Mean steps of a goal. */
  steps: number;
  /** Number of the first world, and how many there are. */
  first: number;
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
  /** Number of the first world. Another one makes another sample. */
  first?: number;
  /** Steps of each goal at least. */
  least?: 1 | 2;
  progress?: (line: string) => void;
}

const goalsPerWorld = 4;

/** The planner with roll-outs and without, on the same goals, in worlds that nothing was trained or tuned on. */
export async function measureGoals(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  { goals, first = firstWorld, least = 1, progress = () => {} }: MeasureGoals,
): Promise<GoalFigures> {
  const words = await readGoalWords(pack.folder);
  if (words === undefined) throw new Error('the pack has no goals.json');
  const { rate } = pack.manifest.view;
  const counts = { goals: 0, goalsWithBall: 0 };
  const sums = { rollOuts: newFigures(), dribbling: newFigures(), direct: newFigures() };
  const times: number[] = [];
  let ticks = 0;
  let steps = 0;
  let number = 0;
  for (; counts.goals < goals; number++) {
    const world = heldOutWorld(first + number, pack.manifest.view);
    for (const [index, sampled] of goalCases(world.reference, words, least).entries()) {
      // Half of them have a ball.
      const enough = sampled.withBall ? counts.goalsWithBall : counts.goals - counts.goalsWithBall;
      if (enough >= goals / 2) continue;
      const seed = roomsTried * (goalsPerWorld * (world.seed % 100_000) + index);
      const one = { ...sampled, entities: withOpenDoors(world.worldSeed.entities, seed) };
      const roomSeed = await possibleRoom({ pack, generator, world, one }, seed);
      if (roomSeed === undefined) continue;
      counts.goals++;
      steps += one.steps.length;
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
    steps: steps / counts.goals,
    first,
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
