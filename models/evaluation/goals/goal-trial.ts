import type { Generator } from '../../../server/generation/generator.ts';
import { type GoalProgress, GoalRunner } from '../../../server/goals/goal-runner.ts';
import { lead, type PlanChoice, Planner } from '../../../server/goals/planner.ts';
import { readGoal } from '../../../server/goals/read-goal.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { modeNamed } from '../../../server/world/modes/modes.ts';
import { World } from '../../../server/world/world.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import { Random } from '../../reference/random.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { canBring, type GoalCase } from './goal-cases.ts';

/** Most seconds of a step. */
export const stepSeconds = 60;
/** Rooms that are tried for one in which the shrine is in reach. */
export const roomsTried = 8;
/** Ticks within which a match with a countdown begins. */
const mostWaiting = 400;
/** Id of the body. */
const self = 'body';

/** A goal in a world whose doors stand as they do. */
export interface Prepared extends GoalCase {
  readonly entities: WorldSeed['entities'];
}

/** Every second door stands open, by lot: closing one is no goal otherwise. */
export function withOpenDoors(entities: WorldSeed['entities'], seed: number): WorldSeed['entities'] {
  const random = Random.keyed(0x646f6f72, seed);
  return entities.map((entity) => {
    if (entity.kind !== 'door' || random.next() < 0.5) return entity;
    return { ...entity, ...openedDoor(entity, 1) };
  });
}

export interface Trial {
  pack: Pack;
  generator: Pick<Generator, 'generate' | 'move'>;
  world: HeldOutWorld;
  words: Parameters<typeof readGoal>[1];
  one: Prepared;
  roomSeed: number;
  choice: PlanChoice;
}

export interface Result {
  end: GoalProgress;
  ticks: number;
  rolledTicks: number;
  /** Milliseconds of each plan. */
  times: number[];
}

/** A goal in the engine's own world, tick by tick; where a plan takes longer than its lead, the world waits. */
export async function play({ pack, generator, world, words, one, roomSeed, choice }: Trial): Promise<Result> {
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
export async function opened({
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
export async function possibleRoom(
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
