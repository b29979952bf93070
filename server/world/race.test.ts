import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { playerColours } from '../../shared/entity.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { chance } from './random.ts';
import { TestMemory, TestModel, testManifest, testSeed } from './world.fixture.ts';
import { World } from './world.ts';
import { drawnEntity, type Player } from './world-state.ts';

const contests = ['door', 'place', 'remove', 'orb', 'ground'] as const;
type Contest = (typeof contests)[number];

/** The position of the contested thing. */
const middle = { x: 10.5, z: 10.5 };
/** Most players that touch one orb without touching each other. */
const mostAtOrb = 4;
/** Races in total. The contests alternate. */
const races = 1000;
/** Runs of each race with different irrelevant details. */
const runs = 3;

const wanted: Record<Contest, WorldSeed['entities']> = {
  door: [{ kind: 'door', ...middle, y: 1.1, yaw: 0.3, colour: 0, state: 0 }],
  place: [],
  remove: [{ kind: 'block', ...middle, y: 0.4, yaw: 0, colour: 0, state: 0 }],
  orb: [{ kind: 'orb', ...middle, y: 0.9, yaw: 0, colour: 0, state: 0 }],
  ground: [],
};
const beside: WorldSeed['entities'] = [
  { kind: 'orb', x: 2, y: 0.9, z: 2, yaw: 0, colour: 0, state: 0 },
  { kind: 'door', x: 2, y: 1.1, z: 5, yaw: 0, colour: 0, state: 0 },
  { kind: 'block', x: 2.5, y: 0.4, z: 8.5, yaw: 0, colour: 0, state: 0 },
];
const pressed: Record<Contest, Partial<Action>> = {
  door: { use: true },
  place: { place: true },
  remove: { remove: true },
  orb: {},
  ground: { move: 1 },
};

/** Shuffles the list, determined by the keys. */
function shuffled<T>(list: readonly T[], ...keys: number[]): T[] {
  return list
    .map((item, i) => ({ item, lot: chance(...keys, i) }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ item }) => item);
}

function reorder<K, V>(map: Map<K, V>, keys: readonly K[]): void {
  const values = keys.map((key) => map.get(key));
  map.clear();
  for (const [i, key] of keys.entries()) {
    const value = values[i];
    if (value !== undefined) map.set(key, value);
  }
}

/** Position of player i of `count` around the middle, facing it. */
function positionOf(
  contest: Contest,
  i: number,
  count: number,
  trial: number,
): { radius: number; turn: number } {
  const turn = (2 * Math.PI * i) / count + trial;
  if (contest === 'ground') return { radius: 0.31 / Math.sin(Math.PI / count), turn };
  if (contest !== 'orb') return { radius: 1.5, turn };
  if (i >= mostAtOrb) return { radius: 4, turn };
  return { radius: 0.44, turn: (2 * Math.PI * i) / Math.min(count, mostAtOrb) };
}

/** The outcome of a race, by colour, because ids differ between runs. */
interface Outcome {
  tick: number;
  players: { colour: number; x: number; z: number; score: number }[];
  entities: [string, unknown][];
  noticeLines: string[];
}

/**
 * One race of `count` players for one thing in one tick. `run` changes only details that must not matter:
 * ids, the order of players and entities, and the order and time of inputs.
 */
async function race(trial: number, contest: Contest, count: number, run: number) {
  const model = new TestModel();
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed([...wanted[contest], ...beside]),
    generator: model,
    memory: new TestMemory(),
    roomSeed: trial,
  });
  const players = Array.from({ length: count }, (_, i) =>
    world.join(`${Math.floor(1e9 * chance(trial, run, i)).toString(36)}-${run}${i}`, 'P'),
  );
  for (const [i, { body }] of players.entries()) {
    const { radius, turn } = positionOf(contest, i, count, trial);
    body.x = middle.x - radius * Math.sin(turn);
    body.z = middle.z - radius * Math.cos(turn);
    body.heading = turn;
    if (contest === 'orb') body.x += 40;
  }
  reorder(
    world.state.players,
    shuffled(
      players.map(({ id }) => id),
      trial,
      run,
      1,
    ),
  );
  reorder(world.state.entities, shuffled([...world.state.entities.keys()], trial, run, 2));
  const ticks = 1 + Math.floor(6 * chance(trial, 5));
  for (let tick = 0; tick < ticks; tick++) await world.advance();
  const arrivals = shuffled(players, trial, run, 3);
  const send = () => {
    for (const { id } of arrivals) {
      world.setInput(id, { sequence: 1, action: neutralAction });
      world.setInput(id, { sequence: 2, action: { ...neutralAction, ...pressed[contest] } });
    }
  };
  // In one of the runs, inputs arrive during the previous tick.
  const before = run === 1 ? world.advance() : undefined;
  if (before !== undefined) send();
  await (before ?? world.advance());
  if (before === undefined) send();
  if (contest === 'orb') for (const { body } of players) body.x -= 40;
  const notices = await world.advance();
  const seatOf = (id: string) => players.find((player) => player.id === id)?.colour;
  const outcome: Outcome = {
    tick: world.state.tick,
    players: players.map(({ colour, body: { x, z }, score }) => ({ colour, x, z, score })),
    entities: [...world.state.entities]
      .map(([id, entity]): [string, unknown] => [id, [entity, drawnEntity(entity)]])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    noticeLines: notices.map(({ player, notice }) => `${seatOf(player)}: ${notice.code}`).sort(),
  };
  return { world, players, outcome };
}

/**
 * The player with the lowest lot, computed from the documented rule. Shares only the hash function with the
 * tested code.
 */
function firstOf(players: readonly Player[], roomSeed: number, tick: number): Player {
  const lot = ({ colour }: Player) => chance(roomSeed, 0x7475726e, tick, colour);
  return players.reduce((first, player) => (lot(player) < lot(first) ? player : first));
}

function checkOne(
  contest: Contest,
  contenders: Player[],
  winner: Player,
  world: World,
  noticeLines: string[],
): void {
  const entities = [...world.state.entities.values()];
  const losers = contenders.length - 1;
  switch (contest) {
    case 'door': {
      const opening = entities.filter((entity) => entity.kind === 'door' && entity.opening);
      expect(opening).toHaveLength(1);
      expect(noticeLines).toEqual([]);
      return;
    }
    case 'place': {
      const placed = entities.filter((entity) => entity.kind === 'block' && entity.x === middle.x);
      expect(placed).toMatchObject([{ z: middle.z, colour: winner.colour % 4 }]);
      expect(noticeLines).toHaveLength(losers);
      expect(noticeLines.some((text) => text.startsWith(`${winner.colour}:`))).toBe(false);
      return;
    }
    case 'remove':
      expect(entities.filter((entity) => entity.kind === 'block')).toHaveLength(1);
      expect(noticeLines).toHaveLength(losers);
      expect(noticeLines.some((text) => text.startsWith(`${winner.colour}:`))).toBe(false);
      return;
    case 'orb':
      expect(contenders.filter(({ score }) => score > 0)).toEqual([winner]);
      expect(winner.score).toBe(1);
      return;
    case 'ground':
      // Pushes decide the distances. Only equality between runs is tested.
      expect(noticeLines).toEqual([]);
  }
}

describe.each(contests)('two hundred of a thousand races in one tick: %s', (contest) => {
  test('have the one outcome of the turn order, for any ids, lists and arrival times', {
    timeout: 5 * 60_000,
  }, async () => {
    const winners = new Set<number>();
    for (let trial = contests.indexOf(contest); trial < races; trial += contests.length) {
      const count = 2 + Math.floor((playerColours.length - 1) * chance(trial, 4));
      const outcomes: Outcome[] = [];
      for (let run = 0; run < runs; run++) {
        const { world, players, outcome } = await race(trial, contest, count, run);
        const contenders = contest === 'orb' ? players.slice(0, mostAtOrb) : players;
        const winner = firstOf(contenders, trial, outcome.tick);
        checkOne(contest, contenders, winner, world, outcome.noticeLines);
        winners.add(winner.colour);
        outcomes.push(outcome);
      }
      for (const outcome of outcomes.slice(1)) expect(outcome).toEqual(outcomes[0]);
    }
    expect(winners.size).toBe(contest === 'orb' ? mostAtOrb : playerColours.length);
  });
});
