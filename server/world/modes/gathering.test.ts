import { expect, test } from 'vitest';
import { testSeed } from '../world.fixture.ts';
import { play, rate, seedEntity } from './mode.fixture.ts';
import { relicRush } from './relic-rush.ts';

const { spawns } = testSeed();
const onStart = ({ x, z }: { x: number; z: number }) =>
  spawns.findIndex((spawn) => Math.hypot(spawn.x - x, spawn.z - z) < 0.05);

test('each countdown puts players back to their own starts, at rest and with the initial look', async () => {
  const yard = play(relicRush, [seedEntity('ball', 8, 8), seedEntity('orb', 12, 12)]);
  yard.world.join('ann', 'Ann');
  yard.world.join('ben', 'Ben');
  await yard.until('countdown');
  await yard.until('round');
  for (const _ of ['a next round', 'a round that the host resets']) {
    yard.put('ann', 2, 18, 1);
    yard.put('ben', 3, 18, 2);
    yard.player('ann').pitch = 0.4;
    if (_ === 'a next round') {
      await yard.until('break');
      await yard.until('countdown');
    } else {
      expect(yard.world.command('reset')).toBeUndefined();
      await yard.tick();
    }
    const [ann, ben] = ['ann', 'ben'].map((id) => yard.player(id));
    const startIndices = [ann, ben].map(({ body }) => onStart(body));
    expect(Math.min(...startIndices)).toBeGreaterThanOrEqual(0);
    expect(new Set(startIndices).size).toBe(2);
    expect(ann).toMatchObject({ pitch: 0, body: { heading: spawns[startIndices[0]].yaw, vx: 0, vz: 0 } });
    await yard.until('round');
  }
});

test('a player whose start is occupied is put beside it, and nobody is moved during a round', async () => {
  const blocks = spawns.map(({ x, z }) => seedEntity('block', x, z));
  const yard = play(relicRush, [seedEntity('ball', 8, 8), seedEntity('orb', 12, 12), ...blocks]);
  yard.world.join('ann', 'Ann');
  yard.world.join('ben', 'Ben');
  await yard.until('round');
  expect(onStart(yard.player('ann').body)).toBe(-1);
  yard.put('ann', 2, 18);
  await yard.ticks(2 * rate);
  expect(yard.player('ann').body).toMatchObject({ x: 2, z: 18 });
});
