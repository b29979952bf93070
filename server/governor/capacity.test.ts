import { describe, expect, test } from 'vitest';
import { late, machine, rungs } from './simulated-machine.fixture.ts';

const lowest = rungs.length - 1;

describe('capacity', () => {
  test('is not known before enough was measured, and then says how many views there is time for', () => {
    const run = machine();
    run.room('hall', 1);
    run.run(15_000);
    expect(run.control.capacity(run.now)).toBeUndefined();
    run.run(10_000);
    const capacity = run.control.capacity(run.now) ?? 0;
    // 75 ms for views of 7 ms on two workers and 2 ms each on the main thread.
    expect(capacity).toBeGreaterThanOrEqual(10);
    expect(capacity).toBeLessThanOrEqual(16);
    expect(run.control.capacity(run.now, 3)).toBeGreaterThan(3 * capacity);
    run.atRest = true;
    run.run(20_000);
    expect(run.control.capacity(run.now)).toBeUndefined();
  });

  test('is known while as many views are drawn as there is time for', () => {
    const run = machine({ workers: 8, overhead: 0.3, delivery: 0.6 });
    for (let room = 0; room < 6; room++) run.room(`room ${room}`, 5);
    run.run(60_000);
    expect(run.control.capacity(run.now)).toBeGreaterThan(20);
  });

  test('is met: that many players are drawn in time', () => {
    const run = machine({ costs: [40, 33, 26, 25, 24] });
    run.room('hall', 1);
    run.run(30_000);
    const capacity = run.control.capacity(run.now) ?? 0;
    expect(capacity).toBeGreaterThan(1);
    const from = run.now;
    run.room('hall', capacity);
    run.run(20_000);
    expect(late(run, from + 2_000)).toBe(0);
    expect(Math.max(...run.rungs())).toBeLessThanOrEqual(lowest);
  });
});
