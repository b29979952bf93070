import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { PictureSizes } from '../world/views/picture-sizes.ts';
import { testManifest } from '../world/world.fixture.ts';
import { type GovernedWorld, Governor } from './governor.ts';

const { width, height } = testManifest.view;
const large = { width: 2 * width, height: 2 * height };
const manifest: Manifest = { ...testManifest, view: { ...testManifest.view, sizes: [large] } };
const period = 1000 / manifest.view.rate;

function plane(): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(1));
}

/** A process in simulated time, whose rooms draw a view in `cost` milliseconds. */
function machine(pack = manifest) {
  let now = 0;
  const info = vi.fn();
  const governor = new Governor({ manifest: pack, workers: () => 2, log: { info }, clock: () => now });
  const worlds = new Map<string, GovernedWorld & { drawnViews: GovernedWorld['drawnViews'] }>();
  const world = (room: string, players: string[], cameras: string[] = []) => {
    const known = worlds.get(room) ?? {
      drawnViews: [],
      pictureSizes: new PictureSizes(pack),
      keyframeLimits: new Map<string, number>(),
      statistics: { undrawnTicks: 0, missedTicks: 0 },
    };
    const drawnViews: GovernedWorld['drawnViews'] = [
      ...players.map((view) => ({ view, kind: 'player' as const })),
      ...cameras.map((view) => ({ view, kind: 'camera' as const })),
    ];
    const made = { ...known, drawnViews };
    worlds.set(room, made);
    return made;
  };
  const tick = (cost: number) => {
    for (const [room, { drawnViews, pictureSizes }] of worlds) {
      governor.advanced(room, worlds.get(room) ?? world(room, []));
      const views = drawnViews.map(({ view }): GeneratedView => {
        const fine = pictureSizes.of(view);
        return {
          ...{ room, view, tick: 0, camera: { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 }, rgb: plane() },
          inverseDepth: new Uint16Array(new SharedArrayBuffer(2)),
          ...{ entity: plane(), confidence: plane(), coverage: plane(), imagined: false },
          milliseconds: cost,
          ...(fine && { fine: { ...fine, rgb: plane() } }),
        };
      });
      const merged = now;
      const drawn = merged + cost * Math.ceil(views.length / 2);
      now = drawn + 1;
      governor.delivered(room, views, { merged, drawing: merged, drawn });
      now = merged;
    }
    now += period;
  };
  return {
    governor,
    info,
    world,
    pass(milliseconds: number) {
      now += milliseconds;
    },
    run(cost: number, ticks: number) {
      for (let i = 0; i < ticks; i++) {
        tick(cost);
        if (i % 6 === 5) governor.sample();
      }
    },
  };
}

afterEach(() => vi.useRealTimers());

describe('sizes', () => {
  test('are set on the worlds of all rooms, and go down and come back with the load', () => {
    const { governor, world, run, info } = machine();
    const hall = world('hall', ['ann']);
    const yard = world('yard', ['bob'], ['free']);
    run(5, 60);
    for (const [{ pictureSizes }, view] of [
      [hall, 'ann'],
      [yard, 'bob'],
      [yard, 'free'],
    ] as const) {
      expect(pictureSizes.of(view)).toEqual(large);
    }
    expect(governor.limitedBy('hall', 'ann')).toBeUndefined();
    expect(info.mock.calls.at(-1)?.[1]).toBe(`views are drawn: 3 at ${large.width}x${large.height}`);
    run(0.95 * period, 30);
    expect(hall.pictureSizes.of('ann')).toBeUndefined();
    expect(governor.limitedBy('hall', 'ann')).toBeDefined();
    expect(hall.keyframeLimits.get('ann')).toBeLessThan(manifest.memory.slots - 1);
    run(5, 150);
    expect(hall.pictureSizes.of('ann')).toEqual(large);
    expect(hall.keyframeLimits.get('ann')).toBeUndefined();
    governor.ended('hall');
    governor.ended('yard');
  });

  test('go down when ticks cannot be drawn at all', () => {
    const { governor, world, run, pass } = machine();
    const hall = world('hall', ['ann']);
    run(5, 60);
    expect(hall.pictureSizes.of('ann')).toEqual(large);
    const statistics = { undrawnTicks: 0, missedTicks: 0 };
    for (let tick = 0; tick < 3; tick++) {
      statistics.undrawnTicks++;
      pass(period);
      governor.advanced('hall', { ...hall, statistics: { ...statistics } });
    }
    expect(hall.pictureSizes.of('ann')).toBeUndefined();
    governor.ended('hall');
  });

  test('are left alone where the pack has one alone; the capacity is measured all the same', () => {
    const { governor, world, run, info } = machine(testManifest);
    const hall = world('hall', ['ann']);
    run(0.9 * period, 30 * testManifest.view.rate);
    expect(hall.pictureSizes.of('ann')).toBeUndefined();
    expect(hall.keyframeLimits.size).toBe(0);
    expect(governor.limitedBy('hall', 'ann')).toBeUndefined();
    expect(governor.capacity(testManifest.view.rate)).toBeLessThan(3);
    expect(info).not.toHaveBeenCalled();
    governor.ended('hall');
  });
});

test('the report says what is drawn, why, and how much there is time for', () => {
  const { governor, world, run } = machine();
  expect(governor.report()).toEqual({
    ...{ workers: 2, rungs: [], limited: null, planned: null, drawing: null, capacity: null },
  });
  world('hall', ['ann', 'bob']);
  run(5, 30 * manifest.view.rate);
  const report = governor.report();
  expect(report.rungs).toEqual([{ ...large, keyframes: manifest.memory.slots - 1, views: 2 }]);
  expect(report.planned).toBeLessThan(0.5);
  expect(report.drawing?.[0]).toBeCloseTo(5, 0);
  expect(report.capacity).toBeGreaterThan(4);
  governor.ended('hall');
});

test('samples are taken twice a second while there are rooms', () => {
  vi.useFakeTimers();
  const { governor, world } = machine();
  const sample = vi.spyOn(governor, 'sample');
  vi.advanceTimersByTime(2_000);
  expect(sample).not.toHaveBeenCalled();
  governor.advanced('hall', world('hall', ['ann']));
  vi.advanceTimersByTime(2_000);
  expect(sample).toHaveBeenCalledTimes(4);
  governor.ended('hall');
  vi.advanceTimersByTime(2_000);
  expect(sample).toHaveBeenCalledTimes(4);
});
