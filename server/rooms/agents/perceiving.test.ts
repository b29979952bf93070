import { expect, test } from 'vitest';
import { scanRange, scanRays } from '../../../shared/motion-features.ts';
import { freePlay } from '../../world/modes/free-play.ts';
import { play, seedEntity } from '../../world/modes/mode.fixture.ts';
import { gridOf } from '../../world/world.fixture.ts';
import { perceive } from './perceiving.ts';

/** Cells of a metre, with a wall at z = 12. */
const wallAt12 = gridOf(
  ...Array.from({ length: 20 }, (_, z) => (z === 12 ? '#'.repeat(20) : '.'.repeat(20))),
);

function agentAt10(...[things, ground]: [ReturnType<typeof seedEntity>[], typeof wallAt12?]) {
  const game = play(freePlay, things, 5, ground);
  game.world.join('agent', 'Agent');
  game.put('agent', 10, 10);
  return game;
}

test('an agent has in sight what is before it, nearest first, and nothing behind it, behind a wall or taken', () => {
  const things = [seedEntity('orb', 10, 15), seedEntity('orb', 11, 13), seedEntity('orb', 10, 5)];
  const open = agentAt10(things);
  const inSight = () => perceive(open.world, 'agent', ['sight']).sight?.map(({ kind, x, z }) => [kind, x, z]);
  expect(inSight()).toEqual([
    ['orb', 11, 13],
    ['orb', 10, 15],
  ]);
  const [, [, orb]] = open.of('orb');
  if (orb.kind === 'orb') orb.returns = 1000;
  expect(inSight()).toEqual([['orb', 10, 15]]);
  expect(perceive(agentAt10(things, wallAt12).world, 'agent', ['sight']).sight).toEqual([]);
});

test('ranges begin at the heading and go to the right', () => {
  const game = agentAt10([], wallAt12);
  const { world } = game;
  const { ranges = [] } = perceive(world, 'agent', ['ranges']);
  expect(ranges).toHaveLength(scanRays);
  expect(ranges[0]).toBeCloseTo(2, 3);
  expect(ranges[scanRays / 2]).toBe(scanRange);
  // With the wall on the right.
  game.put('agent', 10, 10, -Math.PI / 2);
  expect(perceive(world, 'agent', ['ranges']).ranges?.[scanRays / 4]).toBeCloseTo(2, 3);
});

test('what is not asked for is not sensed, nor anything without a body', () => {
  const { world } = agentAt10([seedEntity('orb', 10, 15)]);
  expect(perceive(world, 'agent', [])).toEqual({});
  expect(Object.keys(perceive(world, 'agent', ['sight']))).toEqual(['sight']);
  expect(perceive(world, 'nobody', ['sight', 'ranges'])).toEqual({});
});
