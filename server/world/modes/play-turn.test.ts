import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../shared/action.ts';
import { matchCommands } from '../../../shared/match.ts';
import { play, rate, seedEntity } from './mode.fixture.ts';
import { modes } from './modes.ts';

/** Something that a player or a host does at a tick. */
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

  test('keeps all invariants and replays to the same scores', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, fc.integer({ min: 0, max: 2 ** 31 }), async (log, roomSeed) => {
        const first = await run(log, roomSeed);
        const again = await run(log, roomSeed);
        expect(again.match).toEqual(first.match);
        expect(again.state).toEqual(first.state);
        // Session ids are random and must not affect the outcome.
        const renamed = await run(log, roomSeed, 'wxyz');
        const scores = ({ match }: typeof first) => match.standings.map(({ name, score }) => [name, score]);
        expect(scores(renamed)).toEqual(scores(first));
      }),
      { numRuns: 8 },
    );
  });
});
