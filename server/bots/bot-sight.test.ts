import { expect, test } from 'vitest';
import { play, seedEntity } from '../world/modes/mode.fixture.ts';
import { relicRush } from '../world/modes/relic-rush.ts';
import { tag } from '../world/modes/tag.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import { gridOf } from '../world/world.fixture.ts';
import { BotSight } from './bot-sight.ts';

const settings = { memorySeconds: 2, rate: 20 };
const wallAt12 = gridOf(
  ...Array.from({ length: 20 }, (_, z) => (z === 12 ? '#'.repeat(20) : '.'.repeat(20))),
);

function watcher(game: ReturnType<typeof play>) {
  game.world.join('bot', 'bot');
  game.world.join('other', 'other');
  game.put('bot', 10, 10);
  const sight = new BotSight('bot', settings);
  return { sight, look: () => sight.look(game.world, cameraOf(game.player('bot'), game.world.manifest)) };
}

test('a bot sees who is in front of it, not who is behind it or a wall', () => {
  for (const [z, ground, isSeen] of [
    [15, undefined, true],
    [5, undefined, false],
    [15, wallAt12, false],
  ] as const) {
    const game = play(tag, [], 5, ground);
    const { sight, look } = watcher(game);
    game.put('other', 10, z);
    look();
    expect(sight.of('other') !== undefined).toBe(isSeen);
  }
});

test('it remembers for a while where somebody was, until it looks there and sees nobody', async () => {
  const game = play(tag);
  const { sight, look } = watcher(game);
  game.put('other', 10, 15);
  look();
  game.put('other', 2, 2);
  game.put('bot', 10, 10, Math.PI);
  look();
  expect(sight.of('other')).toMatchObject({ x: 10, z: 15 });
  await game.ticks(settings.memorySeconds * settings.rate + 1);
  look();
  expect(sight.of('other')).toBeUndefined();
  game.put('other', 10, 15);
  game.put('bot', 10, 10);
  look();
  game.put('other', 2, 2);
  look();
  expect(sight.of('other')).toBeUndefined();
});

test('it knows where things are that the mode points out, through walls, and no others', async () => {
  const game = play(relicRush, [seedEntity('ball', 10, 15), seedEntity('ball', 12, 15)], 5, wallAt12);
  const { sight, look } = watcher(game);
  await game.until('round');
  look();
  expect(sight.all('ball').map(({ id }) => id)).toEqual([game.of('ball')[0][0]]);
});

test('an orb that somebody took is gone once the bot sees its place', () => {
  const game = play(relicRush, [seedEntity('orb', 10, 15)]);
  const { sight, look } = watcher(game);
  game.put('other', 2, 2);
  look();
  expect(sight.all('orb')).toHaveLength(1);
  const [[, orb]] = game.of('orb');
  if (orb.kind === 'orb') orb.returns = 1000;
  look();
  expect(sight.all('orb')).toEqual([]);
});
