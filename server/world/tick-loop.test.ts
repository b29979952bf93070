import { describe, expect, test } from 'vitest';
import type { GeneratedView } from '../contracts/view.ts';
import { TickLoop } from './tick-loop.ts';
import { TestMemory, TestModel, testManifest, testSeed } from './world.fixture.ts';
import { World } from './world.ts';

function newLoop() {
  const model = new TestModel();
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(),
    generator: model,
    memory: new TestMemory(),
    roomSeed: 1,
  });
  world.join('a', 'Ann');
  const delivered: number[] = [];
  const errors: unknown[] = [];
  const loop = new TickLoop({
    world,
    deliver: (views: readonly GeneratedView[]) => delivered.push(...views.map((view) => view.tick)),
    failed: (error) => errors.push(error),
  });
  return { model, world, loop, delivered, errors };
}

/** Blocks drawing until released. */
function hold(model: TestModel) {
  const waiting: (() => void)[] = [];
  model.gate = () => new Promise((resolve) => waiting.push(resolve));
  return () => {
    model.gate = async () => {};
    for (const release of waiting) release();
  };
}

describe('the clock of a world', () => {
  test('draws every tick when drawing is fast', async () => {
    const { loop, delivered, world } = newLoop();
    for (let beat = 0; beat < 3; beat++) {
      await loop.beat();
      await loop.drawn();
    }
    expect(delivered).toEqual([1, 2, 3]);
    expect(world.report()).toMatchObject({ ticks: 3, dueTicks: 3, undrawnTicks: 0, missedTicks: 0 });
  });

  test('keeps the world moving when drawing is late, then draws only the newest state', async () => {
    const { loop, delivered, model, world } = newLoop();
    const release = hold(model);
    for (let beat = 0; beat < 4; beat++) await loop.beat();
    expect(world.state.tick).toBe(4);
    expect(model.requests).toHaveLength(1);
    release();
    await loop.drawn();
    expect(delivered).toEqual([1, 4]);
    expect(world.report()).toMatchObject({ dueTicks: 4, undrawnTicks: 2 });
  });

  test('never overlaps two ticks', async () => {
    const { loop, model, world } = newLoop();
    let finish = () => {};
    const { move } = model;
    model.move = async (features, bodies) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return move.call(model, features, bodies);
    };
    const first = loop.beat();
    await loop.beat();
    await loop.beat();
    finish();
    await first;
    await loop.drawn();
    expect(world.report()).toMatchObject({ ticks: 1, missedTicks: 2, dueTicks: 3 });
  });

  test('survives failing ticks', async () => {
    const { loop, model, delivered, errors } = newLoop();
    model.gate = () => Promise.reject(new Error('worker gone'));
    await loop.beat();
    await loop.drawn();
    model.gate = async () => {};
    const { move } = model;
    model.move = () => Promise.reject(new Error('no motion'));
    await loop.beat();
    await loop.drawn();
    model.move = move;
    await loop.beat();
    await loop.drawn();
    expect(errors.map(String)).toEqual(['Error: worker gone', 'Error: no motion']);
    expect(delivered.length).toBeGreaterThan(0);
  });

  test('beats by itself between start and stop', async () => {
    const { loop, world } = newLoop();
    loop.start();
    loop.start();
    while (world.state.tick < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await loop.stop();
    expect(loop.running).toBe(false);
    const { tick } = world.state;
    await new Promise((resolve) => setTimeout(resolve, 3 * (1000 / testManifest.view.rate)));
    expect(world.state.tick).toBe(tick);
  });
});
