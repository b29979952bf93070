import { expect, test } from 'vitest';
import { play, rate } from './mode.fixture.ts';
import { tag } from './tag.ts';

async function started(players: number) {
  const game = play(tag);
  for (const id of ['a', 'b', 'c'].slice(0, players)) game.world.join(id, id);
  await game.until('round');
  const it = () => game.world.match.standings.find(({ role }) => role === 'it')?.id ?? '';
  return { game, it };
}

test('tag needs two players; one of them is it and the other gains a point each second', async () => {
  const { game, it } = await started(2);
  await game.ticks(5 * rate);
  const other = it() === 'a' ? 'b' : 'a';
  expect(game.player(it()).score).toBe(0);
  expect(game.player(other).score).toBe(5);
  expect(game.world.match.marks).toMatchObject([{ key: 'it', follows: it() }]);
});

test('the one who is it passes it on by walking against another, but not straight back', async () => {
  const { game, it } = await started(2);
  const first = it();
  const other = first === 'a' ? 'b' : 'a';
  await game.ticks(2 * rate + 1);
  game.put(first, 5, 5);
  game.put(other, 5, 5.64);
  await game.tick({ [other]: { move: 1 } });
  expect(it()).toBe(first);
  await game.tick({ [other]: {}, [first]: { move: 1 } });
  expect(it()).toBe(other);
  expect(game.world.match.announcements.at(-1)).toMatchObject({ key: 'tagged', player: first, other });
  game.put(other, 5, 5.64, Math.PI);
  await game.ticks(rate, { [first]: {}, [other]: { move: 1 } });
  expect(it()).toBe(other);
  await game.ticks(2 * rate, { [other]: { move: 1 } });
  expect(it()).toBe(first);
});

test('another player is it when the one who was it leaves', async () => {
  const { game, it } = await started(3);
  const gone = it();
  game.world.leave(gone);
  await game.tick();
  expect(['a', 'b', 'c']).toContain(it());
  expect(it()).not.toBe(gone);
  expect(game.said()).toEqual(['itLeft']);
});
