import { describe, expect, test } from 'vitest';
import { resultsOf, winnersAmong } from '../../../shared/match.ts';
import { freePlay } from './free-play.ts';
import { orb, orbs, play, rate } from './mode.fixture.ts';

describe('the phases of a match', () => {
  test('follow one another by the clock: rounds, breaks, the end, and the next match', async () => {
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

  test('wait for enough connected players, and the match ends when too few are left', async () => {
    const game = play(orbs({ minimumPlayers: 2 }));
    game.world.join('a', 'Ann');
    game.world.join('b', 'Ben');
    game.world.setConnected('b', false);
    await game.ticks(2 * rate);
    expect(game.world.match.phase).toBe('waiting');
    expect(game.world.command('start')).toMatchObject({ values: { players: 2 } });
    game.world.setConnected('b', true);
    await game.until('round');
    game.world.setConnected('b', false);
    await game.tick();
    expect(game.world.match.phase).toBe('round');
    game.world.leave('b');
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'waiting', round: 0, ends: 0, marks: [], timers: [] });
  });

  test('start again when everybody has left, whoever joins next', async () => {
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
  test('count in rounds only and add up', async () => {
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

  test('of leavers stay until the next round; late joiners take part at once', async () => {
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

  test('of players who join and leave are dropped in the end', async () => {
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

  test('go to teams of equal size', async () => {
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
