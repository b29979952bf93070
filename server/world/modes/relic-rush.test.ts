import { describe, expect, test } from 'vitest';
import { play, rate, seedEntity } from './mode.fixture.ts';
import { relicRush, relicTeams } from './relic-rush.ts';

const entities = [seedEntity('ball', 10, 5), seedEntity('orb', 3, 18), seedEntity('orb', 18, 18)];

async function started(mode = relicRush, players = ['a', 'b'], things = entities) {
  const game = play(mode, things);
  for (const id of players) game.world.join(id, id);
  await game.until('round');
  const relic = () => {
    const [, ball] = game.of('ball')[0];
    if (ball.kind !== 'ball') throw new Error('no ball');
    return ball.body;
  };
  const shrine = () => {
    const found = game.world.match.marks.find(({ id }) => id === 'shrine');
    if (found === undefined) throw new Error('no shrine');
    return found;
  };
  /** A player pushes the relic from the south. It starts this many metres from the middle of the shrine. */
  const pushIn = async (id: string, from: number) => {
    const { x, z } = shrine();
    Object.assign(relic(), { x, z: z - from, vx: 0, vz: 0 });
    game.put(id, x, z - from - 0.62);
    for (let tick = 0; tick < rate && shrine().x === x && shrine().z === z; tick++) {
      await game.tick({ [id]: { move: 1 } });
    }
    await game.tick({ [id]: {} });
  };
  return { game, relic, shrine, pushIn };
}

describe('relic rush', () => {
  test('puts the shrine far from the relic and marks both', async () => {
    const { game, relic, shrine } = await started();
    expect(game.world.match.marks.map(({ key }) => key).sort()).toEqual(['relic', 'shrine']);
    expect(Math.hypot(shrine().x - relic().x, shrine().z - relic().z)).toBeGreaterThanOrEqual(5);
  });

  test('gives points for a relic in the shrine and moves both', async () => {
    const { game, relic, shrine, pushIn } = await started();
    const before = { ...shrine() };
    await pushIn('b', 1.6);
    expect(game.player('b').score).toBe(5);
    expect(game.player('a').score).toBe(0);
    expect(game.world.match.announcements.at(-1)).toMatchObject({ key: 'scored', player: 'b', points: 5 });
    expect([shrine().x, shrine().z]).not.toEqual([before.x, before.z]);
    expect(Math.hypot(relic().x - before.x, relic().z - before.z)).toBeGreaterThan(2);
    await pushIn('a', 1.6);
    expect(game.player('a').score).toBe(5);
  });

  test('doubles the shrine’s points in the last half minute', async () => {
    const { game, pushIn } = await started();
    await game.ticks(91 * rate);
    expect(game.said()).toContain('finale');
    await pushIn('a', 1.6);
    expect(game.world.match.announcements.at(-1)).toMatchObject({ key: 'scored', player: 'a', points: 10 });
    expect(game.player('a').score).toBeGreaterThanOrEqual(10);
  });

  test('gives a point for an orb', async () => {
    const { game } = await started();
    game.put('a', 3, 18);
    await game.tick();
    expect(game.player('a').score).toBe(1);
  });

  test('moves a relic that is stuck although it was pushed', async () => {
    const { game, relic } = await started();
    // A block blocks it.
    Object.assign(relic(), { x: 10.5, z: 8, vx: 0, vz: 0 });
    game.world.state.entities.set('block-99', { kind: 'block', x: 10.5, y: 0.4, z: 8.71, yaw: 0, colour: 0 });
    game.put('a', 10.5, 7.35);
    await game.ticks(31 * rate, { a: { move: 1 } });
    expect(game.said()).toContain('moved');
    expect(Math.hypot(relic().x - 10.5, relic().z - 8)).toBeGreaterThan(2);
  });

  test('works without a relic and with one player', async () => {
    const { game } = await started(relicRush, ['a'], entities.slice(1));
    expect(game.world.match.marks).toEqual([]);
    game.put('a', 18, 18);
    await game.tick();
    await game.until('over');
    expect(game.world.match.record).toMatchObject({ name: 'a' });
  });

  test('is played in two teams', async () => {
    const { game, pushIn } = await started(relicTeams);
    await pushIn('b', 1.6);
    expect(game.standing('b')).toMatchObject({ team: 2, score: 5 });
  });
});
