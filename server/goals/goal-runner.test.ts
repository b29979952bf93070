import { describe, expect, it } from 'vitest';
import { seedEntity } from '../world/modes/mode.fixture.ts';
import { relicRush } from '../world/modes/relic-rush.ts';
import { gridOf } from '../world/world.fixture.ts';
import { door, goalPlay } from './goal.fixture.ts';

const done = (...steps: number[]) => [...steps.map((step) => ({ state: 'step', step })), { state: 'done' }];

describe('a goal', () => {
  it('brings a ball through a door that has to be opened first, and closes it behind', async () => {
    const orb = seedEntity('orb', 15.5, 3.5);
    const { game, carryOut, ball } = goalPlay([seedEntity('ball', 6.5, 5.5), door, orb], { stepSeconds: 60 });
    expect(await carryOut('bring the ball to the orb and close the door behind you')).toEqual(done(0, 1));
    expect(Math.hypot(ball().x - 15.5, ball().z - 3.5)).toBeLessThan(1.5);
    expect(game.of('door')[0][1]).toMatchObject({ opening: false, state: 0 });
    expect(game.player('body').body.x).toBeGreaterThan(10.5);
  });

  it('takes, looks, places and removes', async () => {
    const things = [seedEntity('orb', 8.5, 8.5), seedEntity('block', 2.5, 8.5), seedEntity('ball', 3.5, 2.5)];
    const { game, carryOut } = goalPlay(things);
    const text = 'take the orb, remove the block, put a block next to the ball and go to the start';
    expect(await carryOut(text)).toEqual(done(0, 1, 2, 3));
    const blocks = game.of('block').flatMap(([, block]) => (block.kind === 'block' ? [block] : []));
    expect(blocks).toHaveLength(1);
    expect(Math.hypot(blocks[0].x - 3.5, blocks[0].z - 2.5)).toBeLessThan(1.6);
    const { x, z } = game.player('body').body;
    expect(Math.hypot(x - 5, z - 5)).toBeLessThan(1);
  });

  it('goes through a door to its other side, and looks at what is there', async () => {
    const { game, carryOut } = goalPlay([door, seedEntity('block', 17.5, 2.5)]);
    expect(await carryOut('go through the door and look at the block')).toEqual(done(0, 1));
    const { x, z, heading } = game.player('body').body;
    expect(x).toBeGreaterThan(10.5);
    expect(Math.abs(Math.atan2(17.5 - x, 2.5 - z) - heading)).toBeLessThan(0.4);
  });

  it('looks at what lies in a narrow passage', async () => {
    const passage = gridOf(
      '####################',
      ...Array.from({ length: 8 }, () => '#.......############'),
      '#...................',
      '####################',
    );
    const { carryOut } = goalPlay([seedEntity('block', 14.5, 9.5)], { ground: passage });
    expect(await carryOut('look at the block')).toEqual(done(0));
  });

  it('closes a door behind the body although a block lies beyond it', async () => {
    const far = seedEntity('block', 4.5, 8.5);
    const { game, carryOut } = goalPlay([door, seedEntity('block', 11.5, 5.5), far]);
    expect(await carryOut('close the door behind you')).toEqual(done(0));
    expect(game.player('body').body.x).toBeGreaterThan(10.5);
    expect(game.of('door')[0][1]).toMatchObject({ opening: false, state: 0 });
    expect(game.of('block')).toHaveLength(1);
    expect(game.of('block')[0][1]).toMatchObject({ x: 4.5 });
  });

  it('goes through a door although a block lies beyond it', async () => {
    const { game, carryOut } = goalPlay([door, seedEntity('block', 11.5, 5.5)]);
    expect(await carryOut('go through the door')).toEqual(done(0));
    expect(game.player('body').body.x).toBeGreaterThan(10.5);
  });

  it('clears one block after the other where nothing leads around them', async () => {
    const tunnel = gridOf(
      '####################',
      ...Array.from({ length: 8 }, () => '#.......############'),
      '#..................#',
      '####################',
    );
    const blocks = [10.5, 12.5].map((x) => seedEntity('block', x, 9.5));
    const { game, carryOut } = goalPlay([...blocks, seedEntity('orb', 16.5, 9.5)], { ground: tunnel });
    expect(await carryOut('take the orb')).toEqual(done(0));
    expect(game.of('block')).toHaveLength(0);
  });

  it('clears a block out of the way of a ball, and leaves those that it can go around', async () => {
    const blocks = [seedEntity('block', 9.5, 5.5), seedEntity('block', 5.5, 8.5)];
    const things = [seedEntity('ball', 7.5, 5.5), ...blocks, seedEntity('orb', 14.5, 5.5)];
    const { game, carryOut, ball } = goalPlay(things, { stepSeconds: 60 });
    expect(await carryOut('bring the ball to the orb')).toEqual(done(0));
    expect(Math.hypot(ball().x - 14.5, ball().z - 5.5)).toBeLessThan(1.5);
    expect(game.of('block')).toHaveLength(1);
    expect(game.of('block')[0][1]).toMatchObject({ x: 5.5 });
  });

  it('is done when the mode takes the ball away because it came to the shrine', async () => {
    const { game, carryOut } = goalPlay([seedEntity('ball', 4.5, 8.5)], { mode: relicRush, stepSeconds: 60 });
    await game.until('round');
    expect(await carryOut('push the relic to the shrine')).toEqual(done(0));
    expect(game.said()).toContain('scored');
  });
});

describe('a failure says which step failed, and why', () => {
  it('when there is no such thing or place', async () => {
    const { carryOut } = goalPlay([door]);
    expect(await carryOut('open the door and take the orb')).toEqual([
      { state: 'step', step: 0 },
      { state: 'failed', step: 1, fault: { code: 'goal-nothing-there', values: { kind: 'orb' } } },
    ]);
    expect(await carryOut('go to the shrine')).toEqual([
      { state: 'failed', step: 0, fault: { code: 'goal-place-unknown', values: { place: 'shrine' } } },
    ]);
  });

  it('when no way leads there', async () => {
    const { carryOut } = goalPlay([seedEntity('block', 5.5, 8.5), seedEntity('orb', 15.5, 8.5)], {
      stepSeconds: 5,
    });
    const all = await carryOut('remove the block, then take the orb');
    expect(all.at(-1)).toMatchObject({ state: 'failed', step: 1 });
    expect(all.at(-1)).toHaveProperty('fault.code', expect.stringMatching(/^goal-(no-way|out-of-time)$/));
  });

  it('when its body leaves meanwhile', async () => {
    const { game, carryOut } = goalPlay([seedEntity('orb', 8.5, 8.5), seedEntity('block', 17.5, 2.5), door]);
    let ticks = 0;
    const all = await carryOut('go to the block and open the door', () => {
      if (++ticks === 5) game.world.leave('body');
    });
    expect(all.at(-1)).toMatchObject({ state: 'failed', step: 0, fault: { code: 'goal-broken-off' } });
  });
});

it('a goal is broken off when the room is taken back to an earlier moment', async () => {
  const { game, carryOut } = goalPlay([seedEntity('orb', 8.5, 8.5)]);
  const before = game.world.snapshot();
  let ticks = 0;
  const all = await carryOut('take the orb', () => {
    if (++ticks === 12) game.world.restore(before);
  });
  expect(all.at(-1)).toMatchObject({ state: 'failed', fault: { code: 'goal-broken-off' } });
});

describe('without roll-outs', () => {
  it.each(['dribbling', 'direct'] as const)('nothing is tried: %s', async (choice) => {
    const things = [seedEntity('ball', 6.5, 5.5), door, seedEntity('orb', 15.5, 5.5)];
    const { carryOut, planner } = goalPlay(things, { choice, stepSeconds: 60 });
    expect(await carryOut('bring the ball to the orb and open the door')).toEqual(done(0, 1));
    expect(planner.rolledTicks).toBe(0);
  });
});

describe('planning', () => {
  it('leaves the room as it is', async () => {
    const { game, begin } = goalPlay([seedEntity('ball', 6.5, 5.5), door, seedEntity('orb', 15.5, 3.5)]);
    const before = JSON.stringify(game.world.snapshot());
    const runner = begin('bring the ball to the orb', () => {});
    runner.act();
    expect(runner.planning).toBeDefined();
    await runner.planning;
    expect(JSON.stringify(game.world.snapshot())).toBe(before);
  });

  it('lets the event loop have its turn between ticks of branches', async () => {
    const { begin, planner } = goalPlay([seedEntity('ball', 6.5, 5.5), seedEntity('orb', 8.5, 8.5)]);
    const runner = begin('bring the ball to the orb', () => {});
    runner.act();
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await runner.planning;
    isOver = true;
    // No more than the eight branches that are tried at once have a tick in one turn.
    expect(planner.rolledTicks).toBeGreaterThan(50);
    expect(planner.rolledTicks / turns).toBeLessThanOrEqual(8);
  });
});
