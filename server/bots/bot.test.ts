import { expect, test } from 'vitest';
import type { BotLevel } from '../../shared/bot.ts';
import { play, rate, seedEntity } from '../world/modes/mode.fixture.ts';
import { modeNamed } from '../world/modes/modes.ts';
import { gridOf } from '../world/world.fixture.ts';
import { Bot } from './bot.ts';

/** A yard of 20 m with walls around it. */
const yard = gridOf(
  '#'.repeat(20),
  ...Array.from({ length: 18 }, () => `#${'.'.repeat(18)}#`),
  '#'.repeat(20),
);
const roomSeed = 5;

function gameWith(mode: string, bots: Record<string, BotLevel>, entities: Parameters<typeof play>[1] = []) {
  const wanted = modeNamed(mode);
  if (!wanted) throw new Error(`no mode ${mode}`);
  const game = play(wanted, entities, roomSeed, yard);
  const players = Object.entries(bots).map(([id, level]) => {
    game.world.join(id, id);
    return new Bot(game.world, id, { level, roomSeed });
  });
  const ticks = async (count: number, others: Parameters<typeof game.tick>[0] = {}) => {
    for (let i = 0; i < count; i++) {
      await game.tick({ ...others, ...Object.fromEntries(players.map((bot) => [bot.id, bot.act()])) });
    }
  };
  return { game, ticks };
}

test('bots wait until points count', async () => {
  const { game, ticks } = gameWith('tag', { a: 'hard', b: 'hard' });
  const before = ['a', 'b'].map((id) => ({ ...game.player(id).body }));
  await ticks(2);
  expect(game.world.match.phase).not.toBe('round');
  expect(['a', 'b'].map((id) => game.player(id).body)).toMatchObject(before.map(({ x, z }) => ({ x, z })));
});

test('a bot that is it tags who stands still', async () => {
  const { game, ticks } = gameWith('tag', { bot: 'hard' });
  game.world.join('person', 'person');
  await game.until('round');
  const it = () => game.world.match.standings.find(({ role }) => role === 'it')?.id;
  if (it() !== 'bot') {
    // The person tags it first.
    await game.ticks(2 * rate + 1);
    game.put('bot', 5, 5);
    game.put('person', 5, 4.36);
    await game.tick({ person: { move: 1 } });
  }
  expect(it()).toBe('bot');
  game.put('person', 15, 15);
  game.put('bot', 5, 5);
  await ticks(15 * rate);
  expect(it()).toBe('person');
});

test('a bot takes the orbs that it sees, wherever they lie', async () => {
  const orbs = [seedEntity('orb', 5.5, 9.5), seedEntity('orb', 14.5, 15.5), seedEntity('orb', 8.5, 3.5)];
  const { game, ticks } = gameWith('free-play', { bot: 'normal' }, orbs);
  game.put('bot', 10, 10);
  await ticks(40 * rate);
  expect(game.player('bot').score).toBeGreaterThanOrEqual(3);
});

test('a bot goes behind the relic and pushes it towards the shrine', async () => {
  const { game, ticks } = gameWith('relic-rush', { bot: 'hard' }, [seedEntity('ball', 10, 10)]);
  await game.until('round');
  const [, relic] = game.of('ball')[0];
  const shrine = game.world.match.marks.find(({ key }) => key === 'shrine');
  if (relic.kind !== 'ball' || !shrine) throw new Error('no relic, or no shrine');
  const away = () => Math.hypot(relic.body.x - shrine.x, relic.body.z - shrine.z);
  const before = away();
  let nearest = before;
  for (let i = 0; i < 60 * rate; i++) {
    await ticks(1);
    nearest = Math.min(nearest, away());
  }
  expect(nearest).toBeLessThan(before - 1);
});

test('the same room seed has the same play', async () => {
  const run = async () => {
    const { game, ticks } = gameWith('tag', { a: 'easy', b: 'hard', c: 'normal' });
    await game.until('round');
    await ticks(10 * rate);
    return [...game.world.state.players.values()].map(({ body, score }) => ({ ...body, score }));
  };
  expect(await run()).toEqual(await run());
});
