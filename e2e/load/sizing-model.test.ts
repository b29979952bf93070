import { expect, test } from 'vitest';
import type { LoadPoint, MeasuredLoad } from './room-load.ts';
import { errorsOf, fitSizing, predict, resources, splitMeasurements } from './sizing-model.ts';
import { modelTable, planFor, planTable } from './sizing-plan.ts';

const rate = 12;
const truth = {
  main: { process: 0.02, room: 0.004, player: 0.016, spectator: 0.0002 },
  threads: { process: 0.01, room: 0.002, player: 0.12, spectator: 0 },
  media: { process: 0.001, room: 0, player: 0.0008, spectator: 0.0006 },
  memory: { process: 800, room: 10, player: 20, spectator: 0.5 },
  network: { process: 0, room: 0, player: 0.06, spectator: 0.06 },
};
const points = [1, 2, 4, 8].flatMap((rooms) =>
  [1, 3].flatMap((players) => [0, 20].map((spectators): LoadPoint => ({ rooms, players, spectators }))),
);

/** What a machine that follows the model exactly would measure, times `noise` for each load. */
function measured(point: LoadPoint, noise = 1): MeasuredLoad {
  const needed = predict(truth, point);
  const views = point.rooms * point.players * rate;
  for (const resource of resources) needed[resource] *= noise;
  return { ...point, ...needed, views, deadlines: 1, receivers: 1, pictures: rate, lost: 0 };
}

test('finds what each part needs, and predicts loads that it has not seen', () => {
  const { fitted, heldOut } = splitMeasurements(points.map((point) => measured(point)));
  const model = fitSizing(fitted, rate);
  for (const resource of resources) {
    for (const part of ['process', 'room', 'player', 'spectator'] as const) {
      expect(model[resource][part], `${resource} of a ${part}`).toBeCloseTo(truth[resource][part], 4);
    }
  }
  for (const { mean, worst } of Object.values(errorsOf(model, heldOut, rate))) {
    expect(mean).toBeLessThanOrEqual(worst);
    expect(worst).toBeLessThan(0.001);
  }
});

test('measurements that scatter widen the error that is stated', () => {
  const noise = points.map((_, i) => 1 + 0.2 * Math.sin(7 * i));
  const { fitted, heldOut } = splitMeasurements(points.map((point, i) => measured(point, noise[i])));
  const { main } = errorsOf(fitSizing(fitted, rate), heldOut, rate);
  expect(main.worst).toBeGreaterThan(0.05);
  expect(main.worst).toBeLessThan(0.6);
});

test('nothing needs less than nothing', () => {
  const falling = points.map((point) => ({ ...measured(point), memory: 900 - 10 * point.rooms }));
  const { memory } = fitSizing(falling, rate);
  for (const demand of Object.values(memory)) expect(demand).toBeGreaterThanOrEqual(0);
});

test('a server that draws too few views is fitted and judged by those that it drew', () => {
  const half = points.map((point) => {
    const load = measured(point);
    const idle = predict(truth, { ...point, players: 0, spectators: 0 });
    const at = (resource: 'main' | 'threads' | 'media' | 'network') => (load[resource] + idle[resource]) / 2;
    const cores = { main: at('main'), threads: at('threads'), media: at('media'), network: at('network') };
    return { ...load, ...cores, views: load.views / 2 };
  });
  const { fitted, heldOut } = splitMeasurements(half);
  const model = fitSizing(fitted, rate);
  expect(model.threads.player).toBeCloseTo(truth.threads.player, 3);
  expect(model.network.spectator).toBeCloseTo(truth.network.spectator, 3);
  for (const { worst } of Object.values(errorsOf(model, heldOut, rate))) expect(worst).toBeLessThan(0.001);
});

test('every third measurement is held out, and the others are fitted', () => {
  const { fitted, heldOut } = splitMeasurements([0, 1, 2, 3, 4, 5, 6]);
  expect(heldOut).toEqual([2, 5]);
  expect(fitted).toEqual([0, 1, 3, 4, 6]);
});

test('too few measurements are refused', () => {
  expect(() =>
    fitSizing(
      points.slice(0, 3).map((point) => measured(point)),
      rate,
    ),
  ).toThrow(RangeError);
});

test('processes are added where the main thread of one is full', () => {
  const room = { players: 4, spectators: 10 };
  // A room needs 0.004 + 4 x 0.016 + 10 x 0.0002 = 0.07 of a main thread, so 8 fit beside the 0.02 of the process.
  const eight = planFor(truth, { rooms: 8, ...room });
  expect(eight.processes).toBe(1);
  expect(eight.memory).toBeCloseTo(0.8 + 8 * 0.095, 6);
  expect(planFor(truth, { rooms: 9, ...room }).processes).toBe(2);
  const many = planFor(truth, { rooms: 1_000, ...room });
  expect(many.processes).toBe(125);
  expect(many.busy).toBeCloseTo(125 * 0.031 + 1_000 * (0.07 + 0.482 + 4 * 0.0008 + 10 * 0.0006), 6);
  expect(many.cores).toBeGreaterThan(many.busy);
  expect(many.network).toBeCloseTo(8 * 14 * 1_000 * 0.06, 6);
  expect(planTable([eight, many]).split('\n')).toHaveLength(4);
});

test('a room that no process can carry is refused', () => {
  const heavy = { ...truth, main: { ...truth.main, player: 0.5 } };
  expect(() => planFor(heavy, { rooms: 1, players: 2, spectators: 0 })).toThrow(RangeError);
});

test('the table of the model names every resource', () => {
  const nothing = { mean: 0, worst: 0 };
  const errors = { main: nothing, threads: nothing, media: nothing, memory: nothing, network: nothing };
  expect(modelTable(truth, errors).split('\n')).toHaveLength(2 + resources.length);
});
