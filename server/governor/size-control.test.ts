import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testManifest } from '../world/world.fixture.ts';
import { ladderOf } from './ladder.ts';
import { late, machine, period, type SimulatedMachine } from './simulated-machine.fixture.ts';
import { law } from './size-control.ts';

const ownSize = 2;

/** Most changes of one view within two seconds. */
function mostChanges(run: SimulatedMachine, from: number): number {
  const changes = run.changes.filter(({ at }) => at >= from);
  const counts = changes.map(
    (first) =>
      changes.filter(({ view, at }) => view === first.view && at >= first.at && at < first.at + 2_000).length,
  );
  return Math.max(0, ...counts);
}

/** Goes through loads of 25 s each, and says when each began. */
function play(run: SimulatedMachine, steps: readonly { players: number; slowdown?: number }[]): number[] {
  return steps.map(({ players, slowdown = 1 }) => {
    const began = run.now;
    run.room('hall', players);
    run.slowdown = slowdown;
    run.run(25_000);
    expect(late(run, began + 2_000)).toBe(0);
    return began;
  });
}

describe('the script: 1, 4, 8, 2 players, then a core that others keep busy', () => {
  const steps = [
    { players: 1 },
    { players: 4 },
    { players: 8 },
    { players: 2 },
    { players: 2, slowdown: 1.8 },
  ];

  test('has no tick late by more than one period after 2 s of each change, and sizes come back', () => {
    const run = machine();
    const seen = [...steps, { players: 2 }].map((step) => {
      play(run, [step]);
      return run.rungs();
    });
    expect(seen[0]).toEqual([0]);
    expect(seen[1]).toEqual([0, 0, 0, 0]);
    expect(Math.min(...seen[2])).toBeGreaterThan(0);
    expect(Math.max(...seen[2])).toBeLessThanOrEqual(ownSize);
    expect(seen[3]).toEqual([0, 0]);
    expect(seen[5]).toEqual([0, 0]);
    expect(run.spread).toBeLessThanOrEqual(1);
  });

  test('goes the same whatever machine that can draw all of it at the lowest rung', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          noise: fc.double({ min: 0, max: 0.25, noNaN: true }),
          own: fc.double({ min: 4, max: 9, noNaN: true }),
          ratio: fc.double({ min: 1.05, max: 2.2, noNaN: true }),
          workers: fc.integer({ min: 2, max: 4 }),
        }),
        ({ seed, noise, own, ratio, workers }) => {
          const costs = [own * ratio * ratio, own * ratio, own, own * 0.95, own * 0.9];
          const run = machine({ seed, noise, workers, costs });
          play(run, steps);
          play(run, [{ players: 1 }]);
          expect(run.rungs()).toEqual([0]);
          expect(run.spread).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe('rungs', () => {
  test('rise from the own size within seconds, one after the other', () => {
    const run = machine();
    run.room('hall', 1);
    run.run(1_000);
    expect(run.rungs()).toEqual([ownSize]);
    run.run(6_000);
    expect(run.rungs()).toEqual([0]);
    expect(mostChanges(run, 0)).toBe(1);
  });

  test('do not move in steady state', () => {
    for (const players of [1, 3, 5, 6, 7, 8]) {
      const run = machine({ seed: players });
      run.room('hall', players);
      run.run(60_000);
      const from = run.now;
      run.run(120_000);
      expect(mostChanges(run, from)).toBeLessThanOrEqual(1);
      const changes = run.changes.filter(({ at }) => at >= from);
      expect(changes.length / players).toBeLessThanOrEqual(8);
    }
  });

  test('go down at once when somebody comes for whom there is no time, before a tick is late', () => {
    const run = machine();
    run.room('hall', 4);
    run.run(20_000);
    expect(run.rungs()).toEqual([0, 0, 0, 0]);
    const from = run.now;
    run.room('hall', 8);
    run.run(5_000);
    expect(late(run, from)).toBe(0);
  });

  test('come back within 15 s of the end of a load from outside', () => {
    const run = machine();
    run.room('hall', 4);
    run.run(20_000);
    run.slowdown = 2;
    run.run(20_000);
    expect(Math.max(...run.rungs())).toBeGreaterThan(0);
    run.slowdown = 1;
    run.run(15_000);
    expect(run.rungs()).toEqual([0, 0, 0, 0]);
  });

  test('stay up when the main thread stands still now and then', () => {
    const run = machine({ pauses: 0.02 });
    run.room('hall', 2);
    run.run(10_000);
    let best = 0;
    for (let second = 0; second < 120; second++) {
      run.run(1_000);
      if (Math.max(...run.rungs()) === 0) best++;
    }
    expect(best).toBeGreaterThan(100);
  });

  test('stay up when a pause makes the ticks of many rooms late at once', () => {
    const run = machine({ workers: 8, pauses: 0.002, overhead: 0.3, delivery: 0.6 });
    for (let room = 0; room < 5; room++) {
      run.room(`room ${room}`, 1);
      run.run(0.37 * period);
    }
    run.run(20_000);
    let best = 0;
    for (let second = 0; second < 60; second++) {
      run.run(1_000);
      if (Math.max(...run.rungs()) === 0) best++;
    }
    expect(run.ticks.filter(({ began, delivered }) => delivered > began + period).length).toBeGreaterThan(20);
    expect(best).toBeGreaterThan(50);
  });

  test('are lower for cameras than for players, by one at most', () => {
    const run = machine({ costs: [30, 24, 18, 17, 16] });
    run.room('hall', 3, 1);
    run.run(20_000);
    const kinds = run.control.views.map(({ kind, id }) => [kind, run.control.rungOf(id) ?? -1] as const);
    const camera = kinds.find(([kind]) => kind === 'camera')?.[1] ?? -1;
    for (const [kind, rung] of kinds) if (kind === 'player') expect(rung).toBeLessThanOrEqual(camera);
    expect(camera).toBeGreaterThan(0);
    expect(run.spread).toBeLessThanOrEqual(1);
  });

  test('of a camera alone are the best, too', () => {
    const run = machine();
    run.room('hall', 0, 1);
    run.run(10_000);
    expect(run.rungs()).toEqual([0]);
  });

  test('with fewer keyframes are the last resort', () => {
    const run = machine({ costs: [26, 21, 17, 13.5, 12.5] });
    run.room('hall', 8);
    run.run(10_000);
    expect(Math.max(...run.rungs())).toBeGreaterThan(ownSize);
    expect(late(run, 3_000)).toBe(0);
  });

  test('rise where nothing moves and nothing is drawn', () => {
    const run = machine();
    run.room('hall', 4);
    run.slowdown = 2.5;
    run.run(10_000);
    expect(Math.max(...run.rungs())).toBeGreaterThan(0);
    run.atRest = true;
    run.slowdown = 1;
    run.run(30_000);
    expect(run.rungs()).toEqual([0, 0, 0, 0]);
  });

  test('rise where hardly anything was ever drawn', () => {
    const run = machine();
    run.atRest = true;
    run.room('hall', 1);
    run.run(8_000);
    expect(run.rungs()).toEqual([0]);
  });

  test('follow workers that die and are replaced', () => {
    const run = machine({ workers: 4 });
    run.room('hall', 4);
    run.run(20_000);
    expect(Math.max(...run.rungs())).toBe(0);
    run.workers = 1;
    const from = run.now;
    run.run(10_000);
    expect(late(run, from + 2_000)).toBe(0);
    expect(Math.min(...run.rungs())).toBeGreaterThan(0);
    run.workers = 4;
    run.run(30_000);
    expect(Math.max(...run.rungs())).toBe(0);
  });

  test('of two rooms keep the ticks of both', () => {
    const run = machine();
    run.room('hall', 3);
    run.run(period * 0.4);
    run.room('yard', 3);
    run.run(20_000);
    expect(late(run, 2_000)).toBe(0);
    expect(run.spread).toBeLessThanOrEqual(1);
  });

  test('are one where the pack has no larger sizes, and stay', () => {
    const one = ladderOf(testManifest);
    expect(one).toHaveLength(1);
    const run = machine({ rungs: one, costs: [40] });
    run.room('hall', 8);
    run.run(10_000);
    expect(run.rungs()).toEqual(Array(8).fill(0));
    expect(run.control.limitedBy('hall/p0')).toBeUndefined();
  });

  test('stay as they are without views', () => {
    const run = machine();
    run.room('hall', 0);
    run.run(5_000);
    expect(run.control.views).toEqual([]);
    expect(run.control.planned(run.now)).toBeUndefined();
  });
});

describe('the reason', () => {
  test('is that there is no time by what views cost, or that ticks were late', () => {
    const run = machine();
    run.room('hall', 8);
    run.run(1_000);
    run.run(20_000);
    expect(run.control.limitedBy('hall/p7')).toBe('load');
    run.room('hall', 1);
    run.run(1_000);
    expect(run.control.limitedBy('hall/p0')).toBe('rising');
    run.run(10_000);
    expect(run.control.limitedBy('hall/p0')).toBeUndefined();
    expect(run.control.limitedBy('nobody')).toBeUndefined();
  });
});

test('the law leaves a gap between going down and up', () => {
  expect(law.rise).toBeLessThan(law.fit);
  expect(law.fit).toBeLessThan(law.most);
});
