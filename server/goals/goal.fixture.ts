import { readFileSync } from 'node:fs';
import { goalWordsSchema } from '../../shared/goals/goal-words.ts';
import { freePlay } from '../world/modes/free-play.ts';
import { play, seedEntity } from '../world/modes/mode.fixture.ts';
import type { GameMode } from '../world/modes/mode.ts';
import { gridOf, TestModel } from '../world/world.fixture.ts';
import { type GoalProgress, GoalRunner } from './goal-runner.ts';
import { type PlanChoice, Planner } from './planner.ts';
import { readGoal } from './read-goal.ts';

const file = new URL('../../models/arena/goals.json', import.meta.url);
/** The words of the default pack. */
export const arenaWords = goalWordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

const roomSeed = 5;
/** Two rooms of 9 m with a doorway between them, at (10.5, 5.5), and a cell that nobody gets into, at (15.5, 8.5). */
export const twoRooms = gridOf(
  '####################',
  ...Array.from({ length: 4 }, () => '#.........#........#'),
  '#..................#',
  '#.........#........#',
  '#.........#...###..#',
  '#.........#...#.#..#',
  '#.........#...###..#',
  '####################',
);
/** The door of that doorway. */
export const door = { ...seedEntity('door', 10.5, 5.5), yaw: Math.PI / 2 };

/** A body at (5, 5) in two rooms, and goals that it carries out. */
export function goalPlay(
  entities: Parameters<typeof play>[1] = [],
  {
    choice = 'roll-outs',
    mode = freePlay,
    stepSeconds = 20,
    ground = twoRooms,
  }: { choice?: PlanChoice; mode?: GameMode; stepSeconds?: number; ground?: typeof twoRooms } = {},
) {
  const game = play(mode, entities, roomSeed, ground);
  const { world } = game;
  world.join('body', 'Body', { x: 5, z: 5, yaw: 0, pitch: 0 });
  const planner = new Planner(world, { model: new TestModel(), roomSeed, choice });
  const begin = (text: string, told: (progress: GoalProgress) => void) => {
    const goal = readGoal(text, arenaWords);
    if ('fault' in goal) throw new Error(`"${text}": ${goal.fault.code}`);
    return new GoalRunner(world, 'body', goal.steps, { planner, stepSeconds, told });
  };
  return {
    game,
    planner,
    begin,
    /** What is told of a goal until it is over; the room waits for plans. */
    async carryOut(text: string, each: () => void = () => {}): Promise<GoalProgress[]> {
      const all: GoalProgress[] = [];
      const runner = begin(text, (progress) => all.push(progress));
      while (!runner.isOver) {
        const body = runner.act();
        await runner.planning;
        await game.tick({ body });
        each();
      }
      return all;
    },
    ball: () => {
      const [, ball] = game.of('ball')[0] ?? [];
      if (ball?.kind !== 'ball') throw new Error('there is no ball');
      return ball.body;
    },
  };
}
