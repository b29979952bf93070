import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../shared/action.ts';
import { matchCommands, resultsOf, winnersAmong } from '../../../shared/match.ts';
import { freePlay } from './free-play.ts';
import { play, rate, seedEntity } from './mode.fixture.ts';
import { defineMode, type Schedule } from './mode.ts';
import { modes } from './modes.ts';

const schedule: Schedule = {
  rounds: 2,
  countdownSeconds: 1,
  roundSeconds: 3,
  breakSeconds: 1,
  overSeconds: 2,
};
const orb = seedEntity('orb', 10, 10.2);

/** Every orb is a point; and whatever the tests look at. */
const orbs = (more: { minimumPlayers?: number; teams?: number } = {}) =>
  defineMode({
    name: 'orbs',
    schedule,
    says: ['begun', 'joined', 'left', 'rang'],
    start: () => ({ rounds: 0 }),
    begun(game) {
      game.own.rounds++;
      game.announce('begun', { points: game.own.rounds });
      game.timer('bell', 1);
    },
    joined: (game, player) => game.announce('joined', { player: game.player(player)?.name }),
    left: (game) => game.announce('left'),
    timer: (game) => game.announce('rang', { points: Math.round(game.secondsLeft) }),
    on: { orbTaken: (game, { player }) => game.score(player, 1) },
    ...more,
  });

describe('the phases of a match', () => {
  test('follow each other by the clock: rounds, breaks, the end, and the next match', async () => {
    const game = play(orbs());
    const phases: [string, number, number][] = [];
    game.world.join('a', 'Ann');
    for (let tick = 1; tick <= 12 * rate; tick++) {
      await game.tick();
      const { phase, round } = game.world.match;
      if (phases.at(-1)?.[0] !== phase) phases.push([phase, round, tick]);
    }
    const begin = 1;
    expect(phases).toEqual([
      ['countdown', 1, begin],
      ['round', 1, begin + rate],
      ['break', 1, begin + 4 * rate],
      ['countdown', 2, begin + 5 * rate],
      ['round', 2, begin + 6 * rate],
      ['over', 2, begin + 9 * rate],
      ['countdown', 1, begin + 11 * rate],
    ]);
    expect(game.world.match.announcements.map(({ key, points }) => [key, points])).toEqual([
      ['begun', 1],
      ['rang', 2],
      ['begun', 2],
      ['rang', 2],
    ]);
  });

  test('wait until enough are here and connected, and the match is off when too few are left', async () => {
    const game = play(orbs({ minimumPlayers: 2 }));
    game.world.join('a', 'Ann');
    game.world.join('b', 'Ben');
    game.world.setConnected('b', false);
    await game.ticks(2 * rate);
    expect(game.world.match.phase).toBe('waiting');
    expect(game.world.command('start')).toMatch(/needs 2 players/);
    game.world.setConnected('b', true);
    await game.until('round');
    game.world.setConnected('b', false);
    await game.tick();
    expect(game.world.match.phase).toBe('round');
    game.world.leave('b');
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'waiting', round: 0, ends: 0, marks: [], timers: [] });
  });

  test('begin anew when everybody has left, whoever comes then', async () => {
    const game = play(orbs());
    game.world.join('a', 'Ann');
    await game.until('round');
    game.world.leave('a');
    game.world.join('b', 'Ben');
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'waiting', round: 0 });
    expect(game.world.match.standings.map(({ id }) => id)).toEqual(['b']);
    await game.until('round');
  });
});

describe('scores', () => {
  test('count in rounds alone, and add up over them', async () => {
    const game = play(orbs(), [orb]);
    game.world.join('a', 'Ann');
    await game.ticks(5);
    expect(game.of('orb')).toMatchObject([['orb-0', { returns: expect.any(Number) }]]);
    expect(game.player('a').score).toBe(0);
    game.put('a', 2, 18);
    await game.until('round');
    const [[, back]] = game.of('orb');
    await game.tick();
    if (back.kind !== 'orb') throw new Error('no orb');
    expect(back.returns).toBeUndefined();
    game.put('a', back.x, back.z);
    await game.tick();
    expect(game.standing('a')).toMatchObject({ score: 1, roundScore: 1 });
    await game.until('break');
    game.put('a', 2, 18);
    await game.until('round');
    expect(game.standing('a')).toMatchObject({ score: 1, roundScore: 0 });
    await game.until('over');
    expect(game.world.match.record).toEqual({ name: 'Ann', score: 1 });
    await game.until('countdown');
    expect(game.player('a').score).toBe(0);
    expect(game.world.match.record).toEqual({ name: 'Ann', score: 1 });
  });

  test('of leavers stand until the next round; late joiners are in the running one', async () => {
    const game = play(orbs(), [orb]);
    game.world.join('a', 'Ann');
    game.world.join('b', 'Ben');
    game.put('b', 2, 18);
    await game.until('round');
    game.put('a', 10, 10.2);
    await game.ticks(3);
    const [[, placed]] = game.of('orb');
    if (placed.kind === 'orb' && placed.returns === undefined) game.put('a', placed.x, placed.z);
    await game.tick();
    expect(game.standing('a')?.score).toBe(1);
    game.world.leave('a');
    game.world.join('c', 'Cay');
    await game.tick();
    expect(game.said()).toEqual(['begun', 'left', 'joined']);
    expect(game.standing('a')).toMatchObject({ name: 'Ann', score: 1, present: false });
    expect(game.standing('c')).toMatchObject({ score: 0, present: true });
    await game.until('break');
    expect(game.standing('a')).toBeDefined();
    await game.until('countdown');
    expect(game.standing('a')).toBeUndefined();
  });

  test('survive a lost connection', async () => {
    const game = play(freePlay, [orb]);
    game.world.join('a', 'Ann');
    await game.tick();
    game.world.setConnected('a', false);
    await game.ticks(3);
    game.world.setConnected('a', true);
    await game.tick();
    expect(game.standing('a')).toMatchObject({ score: 1, present: true });
  });

  test('of those who come and go are forgotten at last', async () => {
    const game = play(orbs());
    game.world.join('a', 'Ann');
    await game.until('round');
    for (let i = 0; i < 30; i++) {
      game.world.join(`x${i}`, 'Xen');
      await game.tick();
      game.world.leave(`x${i}`);
    }
    await game.tick();
    expect(game.world.match.standings.map(({ id }) => id)).toEqual(['a']);
  });

  test('go to teams that stay even', async () => {
    const game = play(orbs({ teams: 2 }));
    for (const id of ['a', 'b', 'c', 'd']) game.world.join(id, id);
    await game.tick();
    expect(game.world.match.standings.map(({ team }) => team)).toEqual([1, 2, 1, 2]);
    game.world.leave('a');
    game.world.leave('c');
    game.world.join('e', 'e');
    await game.tick();
    expect(game.standing('e')?.team).toBe(1);
  });

  test('have one winner, several, or none', () => {
    const rows = (...points: [string, number, number][]) =>
      points.map(([id, team, score]) => ({ id, team, score }));
    const winners = (...points: [string, number, number][]) =>
      winnersAmong(resultsOf(rows(...points), ({ score }) => score));
    expect(winners(['a', 0, 3], ['b', 0, 5])).toEqual([{ ids: ['b'], team: 0, points: 5 }]);
    expect(winners(['a', 0, 5], ['b', 0, 5], ['c', 0, 1]).map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    expect(winners(['a', 0, 0], ['b', 0, 0])).toEqual([]);
    expect(winners()).toEqual([]);
    expect(winners(['a', 1, 3], ['b', 2, 4], ['c', 1, 2])).toEqual([{ ids: ['a', 'c'], team: 1, points: 5 }]);
  });
});

describe('a host', () => {
  test('pauses the world: bodies, clock, timers and orbs stand, looking goes on', async () => {
    const game = play(orbs(), [orb]);
    const { world } = game;
    world.join('a', 'Ann');
    await game.until('round');
    await game.ticks(10, { a: { move: 1 } });
    const before = structuredClone(world.match);
    const { x, z } = game.player('a').body;
    expect(world.command('pause')).toBeUndefined();
    await game.ticks(5 * rate, { a: { move: 1, turn: 1, place: true } });
    expect(game.player('a').body).toMatchObject({ x, z });
    expect(game.player('a').body.heading).not.toBe(0);
    expect(game.of('block')).toEqual([]);
    expect(world.match).toMatchObject({ phase: 'round', paused: true, timers: before.timers });
    expect(world.match.ends - world.state.tick).toBe(before.ends - world.state.tick + 5 * rate);
    expect(world.command('resume')).toBeUndefined();
    await game.ticks(3 * rate - 10 - 1, { a: { move: 1 } });
    expect(world.match.phase).toBe('round');
    expect(game.player('a').body.z).not.toBe(z);
    await game.tick();
    expect(world.match.phase).toBe('break');
  });

  test('resets the round: its points are gone, those of earlier rounds are not', async () => {
    const game = play(orbs(), [orb, seedEntity('block', 4.5, 4.5), seedEntity('ball', 16, 16)]);
    game.world.join('a', 'Ann');
    expect(game.world.command('reset')).toMatch(/no round/);
    const collect = async () => {
      const [[, found]] = game.of('orb');
      if (found.kind !== 'orb' || found.returns !== undefined) throw new Error('no orb');
      game.put('a', found.x, found.z);
      await game.tick();
    };
    game.put('a', 2, 18);
    await game.until('round');
    await game.tick();
    await collect();
    game.put('a', 2, 18);
    await game.until('break');
    await game.until('round');
    await game.tick();
    await collect();
    expect(game.standing('a')).toMatchObject({ score: 2, roundScore: 1 });
    game.put('a', 5.5, 2.5);
    await game.tick({ a: { place: true } });
    game.put('a', 4.5, 3.2);
    await game.tick({ a: { remove: true } });
    const ball = game.of('ball')[0][1];
    if (ball.kind === 'ball') ball.body.x = 12;
    expect(game.of('block').map(([id]) => id)).toEqual(['block-3']);
    game.put('a', 2, 18);
    expect(game.world.command('reset')).toBeUndefined();
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'countdown', round: 2 });
    expect(game.player('a').score).toBe(1);
    await game.until('round');
    expect(game.of('block').map(([id]) => id)).toEqual(['block-1']);
    expect(game.of('ball')[0][1]).toMatchObject({ body: { x: 16, z: 16 } });
  });

  test('has nobody’s way blocked by what comes back', async () => {
    const game = play(orbs(), [seedEntity('block', 4.5, 4.5), seedEntity('ball', 16, 16)]);
    game.world.join('a', 'Ann');
    game.put('a', 4.5, 3.2);
    await game.tick({ a: { remove: true } });
    game.put('a', 4.5, 4.5);
    const ball = game.of('ball')[0][1];
    if (ball.kind === 'ball') ball.body.x = 12;
    game.world.join('b', 'Ben');
    game.put('b', 16, 16);
    await game.until('round');
    expect(game.of('block')).toEqual([]);
    expect(ball).toMatchObject({ body: { x: 12 } });
  });

  test('starts at once what is waited for, and resumes with it', async () => {
    const game = play(orbs());
    game.world.join('a', 'Ann');
    await game.tick();
    game.world.command('pause');
    await game.tick();
    expect(game.world.command('start')).toBeUndefined();
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'round', paused: false });
    expect(game.world.command('start')).toMatch(/running already/);
    await game.until('break');
    game.world.command('start');
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'countdown', round: 2 });
  });

  test('resets a world without rounds, too', async () => {
    const game = play(freePlay, [orb]);
    game.world.join('a', 'Ann');
    await game.tick();
    expect(game.player('a').score).toBe(1);
    game.world.command('reset');
    game.put('a', 2, 18);
    await game.ticks(2);
    expect(game.player('a').score).toBe(0);
    expect(game.of('orb')).toMatchObject([['orb-0', { returns: undefined }]]);
  });
});

/** Something that a person, or a host, does at a tick. */
const stepArbitrary = fc.record({
  who: fc.constantFrom('a', 'b', 'c', 'd'),
  what: fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom('join' as const, 'leave' as const, 'drop' as const, 'back' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom(...matchCommands) },
    {
      weight: 6,
      arbitrary: fc.record({
        move: fc.constantFrom(-1, 0, 1),
        turn: fc.constantFrom(-1, 0, 1),
        use: fc.boolean(),
        place: fc.boolean(),
        remove: fc.boolean(),
      }),
    },
  ),
  ticks: fc.integer({ min: 1, max: 3 * rate }),
});

type Step = typeof stepArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(modes.map((mode) => [mode.name, mode] as const))('any log of %s', (_, mode) => {
  const entities = [
    seedEntity('ball', 10, 12),
    seedEntity('door', 8, 8),
    ...[3, 6, 9, 12, 15].map((x) => seedEntity('orb', x, x)),
  ];

  async function run(log: readonly Step[], roomSeed: number, names = 'abcd') {
    const game = play(mode, entities, roomSeed);
    const called = (id: string) => names['abcd'.indexOf(id)];
    for (const { who, what, ticks } of log) {
      const id = called(who);
      let action: Partial<Action> = {};
      if (typeof what === 'object') action = what;
      else if (what === 'join') {
        if (!game.world.state.players.has(id)) game.world.join(id, who);
      } else if (what === 'leave') game.world.leave(id);
      else if (what === 'drop' || what === 'back') game.world.setConnected(id, what === 'back');
      else game.world.command(what);
      for (let tick = 0; tick < ticks; tick++) {
        await game.tick({ [id]: action });
        check(game);
      }
    }
    return { match: game.world.match, state: game.world.state };
  }
  const logArbitrary = fc.array(stepArbitrary, { minLength: 5, maxLength: 30 });

  function check({ world: { match, state } }: ReturnType<typeof play>): void {
    expect(
      match.standings
        .filter(({ present }) => present)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(match.paused ? expect.anything() : [...state.players.keys()].sort());
    for (const { id, score, roundScore, present } of match.standings) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(roundScore).toBeLessThanOrEqual(score);
      if (present && state.players.has(id)) expect(state.players.get(id)?.score).toBe(score);
    }
    expect(match.standings.length).toBeLessThanOrEqual(16);
    if (match.ends > 0 && match.phase !== 'waiting') expect(match.ends).toBeGreaterThan(state.tick);
    expect(JSON.parse(JSON.stringify(match))).toEqual(JSON.parse(JSON.stringify(structuredClone(match))));
  }

  test('holds together, and replays to the same scores', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, fc.integer({ min: 0, max: 2 ** 31 }), async (log, roomSeed) => {
        const first = await run(log, roomSeed);
        const again = await run(log, roomSeed);
        expect(again.match).toEqual(first.match);
        expect(again.state).toEqual(first.state);
        // Session ids are drawn anew each time, and decide nothing.
        const renamed = await run(log, roomSeed, 'wxyz');
        const scores = ({ match }: typeof first) => match.standings.map(({ name, score }) => [name, score]);
        expect(scores(renamed)).toEqual(scores(first));
      }),
      { numRuns: 8 },
    );
  });
});
