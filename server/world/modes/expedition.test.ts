import { describe, expect, test } from 'vitest';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { expedition } from './expedition.ts';
import { play, rate, seedEntity } from './mode.fixture.ts';

/** Open ground, with a wall along z = 60 m that ends at x = 100 m; what lies outside of `known` m is unknown. */
function wideGround(known: { metres: number }): KnownGrid {
  const solidAt = (x: number, z: number) => z === 60 && x < 100;
  const cell = (x: number, z: number) =>
    Math.hypot(x, z) > known.metres ? 'unknown' : solidAt(x, z) ? 'solid' : 'floor';
  return { cellSize: 1, solidAt, cell };
}

async function setOut(roomSeed = 5, known = { metres: 1000 }, entities = [seedEntity('orb', 3, 18)]) {
  const game = play(expedition, entities, roomSeed, wideGround(known));
  game.world.join('a', 'Ann');
  game.world.join('b', 'Ben');
  await game.ticks(2);
  const mark = () => {
    const found = game.world.match.marks.find(({ key }) => key === 'treasure');
    if (found === undefined) throw new Error('no mark');
    return found;
  };
  const treasure = () => game.of('orb').find(([id]) => id === mark().follows)?.[1];
  return { game, mark, treasure };
}

const start = { x: 10, z: 10 };

describe('an expedition', () => {
  test('has a treasure 100 m away, in a direction that the room seed says', async () => {
    const places = [];
    for (const roomSeed of [5, 5, 6]) {
      const { mark } = await setOut(roomSeed, { metres: 30 });
      expect(Math.hypot(mark().x - start.x, mark().z - start.z)).toBeCloseTo(100, 3);
      places.push([mark().x, mark().z]);
    }
    expect(places[0]).toEqual(places[1]);
    expect(places[0]).not.toEqual(places[2]);
  });

  test('lays the treasure when the ground there is known, where there is a way to it', async () => {
    const known = { metres: 30 };
    const { game, mark, treasure } = await setOut(5, known);
    await game.ticks(3 * rate);
    expect(treasure()).toBeUndefined();
    const { x, z } = mark();
    const [sine, cosine] = [(x - start.x) / 100, (z - start.z) / 100];
    game.put('a', x - 30 * sine, z - 30 * cosine);
    await game.ticks(2 * rate);
    expect(treasure()).toBeUndefined();
    known.metres = 1000;
    await game.ticks(2 * rate);
    const orb = treasure();
    if (orb?.kind !== 'orb') throw new Error('no treasure');
    expect(Math.hypot(orb.x - x, orb.z - z)).toBeLessThan(12);
  });

  test('gives its points to who touches it first, and has another one further on', async () => {
    const { game, mark, treasure } = await setOut();
    const { x, z } = mark();
    game.put('a', x + 15, z);
    await game.ticks(2 * rate);
    const orb = treasure();
    if (orb?.kind !== 'orb') throw new Error('no treasure');
    const { follows } = mark();
    game.put('b', orb.x, orb.z);
    await game.tick();
    expect([game.player('a').score, game.player('b').score]).toEqual([0, 10]);
    expect(game.world.match.announcements.at(-1)).toMatchObject({ key: 'found', player: 'Ben', points: 10 });
    expect(game.of('orb').some(([id]) => id === follows)).toBe(false);
    const next = mark();
    expect(Math.hypot(next.x - orb.x, next.z - orb.z)).toBeCloseTo(100, 3);
    expect(Math.hypot(next.x - start.x, next.z - start.z)).toBeGreaterThan(100);
    await game.ticks(15 * rate);
    expect(game.of('orb').some(([id]) => id === follows)).toBe(false);
  });

  test('gives a point for any other orb', async () => {
    const { game } = await setOut();
    game.put('a', 3, 18);
    await game.tick();
    expect(game.player('a').score).toBe(1);
  });

  test('goes on from a snapshot', async () => {
    const { game, mark } = await setOut();
    const { x, z } = mark();
    const again = await setOut();
    again.game.world.restore(game.world.snapshot());
    again.game.put('a', x + 15, z);
    await again.game.ticks(2 * rate);
    expect(again.treasure()).toBeDefined();
  });
});
