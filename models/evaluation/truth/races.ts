import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { chance } from '../../../server/world/random.ts';
import type { StandingPose } from '../../../server/world/spawn.ts';
import { drawnEntity } from '../../../server/world/world-state.ts';
import type { Action } from '../../../shared/action.ts';
import { halfExtents } from '../../../shared/entity.ts';
import type { Vector3 } from '../../../shared/geometry/camera.ts';
import { placeAhead, removeRange, useRange } from '../../../shared/geometry/reach.ts';
import type { Random } from '../../reference/random.ts';
import type { CaseMaker } from './case-maker.ts';
import { verdictOf } from './case-verdict.ts';
import { backTicks, doorStates, doorTicks, indexOf, reach, withBlock } from './edits.ts';
import { blockAt, Places } from './places.ts';
import { SceneQuestion } from './scene-question.ts';
import { type Changes, type Scenery, Stage } from './stage.ts';

export const raceKinds = ['place', 'remove', 'door', 'orb'] as const;
export type RaceKind = (typeof raceKinds)[number];

const racers = ['first', 'second'] as const;
/** Key of the random numbers by which docs/simulation.md orders players. */
const turnLots = 0x7475726e;
/** Distance between an orb and a player who touches it, metres. */
const touching = halfExtents.player[0] + halfExtents.orb[0] - 0.02;

/** Two players and one thing. */
interface Contest {
  entities: WorldSeed['entities'];
  subject: Vector3;
  stances: readonly [StandingPose, StandingPose];
  action: Partial<Action>;
  /** What the rules lead to, then what they do not, once `winner` was first; and whether the state has one result. */
  result(stage: Stage, winner: string): { states: readonly Changes[]; single: boolean };
  /** Ticks until the result is complete, and until players have made room. */
  after: { idle: number; back: number };
}

/**
 * `race`: two players act on the same thing in the same tick. There is exactly one result, the one that the rules'
 * turn order says, and both players' pictures show it.
 */
export const raceCases: CaseMaker<RaceKind> = async (kind, { parts, scenery, random, roomSeed }) => {
  const contest = planContest(kind, scenery, random);
  if (contest === undefined) return 'nowhere';
  const stage = new Stage({ ...parts, scenery, entities: contest.entities, roomSeed });
  const [first, second] = racers;
  for (const [i, id] of racers.entries()) stage.join(id, contest.stances[i]);
  const winner = firstOf(stage, roomSeed);
  await stage.act({ [first]: contest.action, [second]: contest.action });
  await stage.idle(contest.after.idle);
  for (let tick = 0; tick < contest.after.back; tick++)
    await stage.act({ [first]: { move: -1 }, [second]: { move: -1 } });
  await stage.face({ [first]: contest.subject, [second]: contest.subject });
  const { states, single } = contest.result(stage, winner);
  const questions = racers.map(
    (id) =>
      new SceneQuestion(
        scenery.held,
        scenery.view,
        states.map((state) => stage.scene(id, state)),
      ),
  );
  if (!questions.every(({ answerable }) => answerable)) return 'unseen';
  const pictures = await stage.picturesOf(racers);
  const answers = questions.map((question, i) => ({ question, pictures: pictures[i] }));
  return await verdictOf(kind, answers, random, single);
};

/** Who is first in the next tick: the lowest lot, by the documented rule. Shares only the hash with the engine. */
export function firstOf(stage: Stage, roomSeed: number): string {
  const tick = stage.world.state.tick + 1;
  const lot = (id: string) => chance(roomSeed, turnLots, tick, stage.player(id).colour);
  return lot(racers[0]) < lot(racers[1]) ? racers[0] : racers[1];
}

function planContest(kind: RaceKind, scenery: Scenery, random: Random): Contest | undefined {
  const { entities } = scenery.held.worldSeed;
  const after = { idle: 0, back: 0 };
  switch (kind) {
    case 'place': {
      const cell = new Places(scenery, entities).freeCell(halfExtents.block[0] + 0.05, random);
      const stances = cell && around(scenery, entities, cell, placeAhead, random);
      if (cell === undefined || stances === undefined) return undefined;
      const result = (stage: Stage, winner: string) => placed(stage, cell, winner, entities.length);
      return { entities, subject: blockAt(cell, 0), stances, action: { place: true }, result, after };
    }
    case 'remove': {
      const added = withBlock(scenery, random);
      if (added === undefined) return undefined;
      const stances = within(scenery, added.entities, added.index, removeRange, random);
      if (stances === undefined) return undefined;
      const block = blockAt(added.cell, added.colour);
      const result = (stage: Stage) => ({
        states: [undefined, block].map((state) => new Map([[added.id, state]])),
        single: stage.world.state.entities.size === added.entities.length - 1,
      });
      return { entities: added.entities, subject: block, stances, action: { remove: true }, result, after };
    }
    case 'door': {
      const index = indexOf(entities, 'door', random);
      const stances = within(scenery, entities, index, useRange, random);
      if (stances === undefined) return undefined;
      const result = (stage: Stage) => ({
        states: doorStates(stage, `door-${index}`, 1),
        single: opened(stage).length === 1,
      });
      const waited = { idle: doorTicks, back: 0 };
      return { entities, subject: entities[index], stances, action: { use: true }, result, after: waited };
    }
    case 'orb': {
      const index = indexOf(entities, 'orb', random);
      const orb = entities[index];
      const stances = around(scenery, entities, orb, touching, random, Math.PI);
      if (stances === undefined) return undefined;
      const { x, y, z } = orb;
      const there = drawnEntity({ kind: 'orb', x, y, z, returns: undefined });
      const result = (stage: Stage, winner: string) => ({
        states: [undefined, there].map((state) => new Map([[`orb-${index}`, state]])),
        single: racers.every((id) => stage.player(id).score === (id === winner ? 1 : 0)),
      });
      const waited = { idle: 0, back: backTicks };
      return { entities, subject: orb, stances, action: {}, result, after: waited };
    }
  }
}

/** One block of the winner's colour; not the other's, and not none. */
function placed(
  stage: Stage,
  cell: { x: number; z: number },
  winner: string,
  before: number,
): { states: Changes[]; single: boolean } {
  const id = `block-${before}`;
  const loser = racers.find((racer) => racer !== winner) ?? racers[0];
  const colours = [winner, loser].map((racer) => blockAt(cell, stage.player(racer).colour));
  return {
    states: [...colours, undefined].map((state) => new Map([[id, state]])),
    single: stage.world.state.entities.size === before + 1,
  };
}

function opened(stage: Stage): string[] {
  return [...stage.world.state.entities].flatMap(([id, thing]) =>
    thing.kind === 'door' && thing.opening ? [id] : [],
  );
}

/** Two places at the same distance that face the middle, the second at an angle, random by default. */
function around(
  scenery: Scenery,
  entities: WorldSeed['entities'],
  middle: { x: number; z: number },
  distance: number,
  random: Random,
  angle = random.range(Math.PI / 2, (3 * Math.PI) / 2),
): readonly [StandingPose, StandingPose] | undefined {
  const places = new Places(scenery, entities);
  const first = places.stand(middle, { near: distance, far: distance }, random);
  if (first === undefined) return undefined;
  const bearing = first.yaw + angle;
  const second = places.stand(middle, { near: distance, far: distance, bearing, others: [first] }, random);
  return (
    second && [
      { ...first, pitch: 0 },
      { ...second, pitch: 0 },
    ]
  );
}

/** Two places from which the rules choose the same thing. */
function within(
  scenery: Scenery,
  entities: WorldSeed['entities'],
  index: number,
  range: number,
  random: Random,
): readonly [StandingPose, StandingPose] | undefined {
  const first = reach(scenery, entities, index, range, random);
  const second = first && reach(scenery, entities, index, range, random, entities[index], [first]);
  return (
    second && [
      { ...first, pitch: 0 },
      { ...second, pitch: 0 },
    ]
  );
}
