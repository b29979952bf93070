import { describe, expect, test } from 'vitest';
import { freePlay } from './free-play.ts';
import { orb, orbs, play, rate, seedEntity } from './mode.fixture.ts';

describe('commands of a host', () => {
  test('pause stops bodies, clock, timers and orbs, but not looking around', async () => {
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

  test('reset removes the points of the round and keeps those of earlier rounds', async () => {
    const game = play(orbs(), [orb, seedEntity('block', 4.5, 4.5), seedEntity('ball', 16, 16)]);
    game.world.join('a', 'Ann');
    expect(game.world.command('reset')?.code).toBe('no-round-yet');
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

  test('reset restores nothing where a player stands', async () => {
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

  test('start ends a wait at once and resumes a paused match', async () => {
    const game = play(orbs());
    game.world.join('a', 'Ann');
    await game.tick();
    game.world.command('pause');
    await game.tick();
    expect(game.world.command('start')).toBeUndefined();
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'round', paused: false });
    expect(game.world.command('start')?.code).toBe('game-running');
    await game.until('break');
    game.world.command('start');
    await game.tick();
    expect(game.world.match).toMatchObject({ phase: 'countdown', round: 2 });
  });

  test('reset restores a world without rounds, too', async () => {
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
