import { expect, test } from 'vitest';
import { distanceBetween, EyeMeter } from './eye-meter.ts';

const at = (x: number) => ({ x, y: 1.6, z: 0 });

test('a picture from where the eye is when it is drawn lags by half of the way while it is displayed', () => {
  const meter = new EyeMeter();
  for (let time = 0; time <= 1_000; time += 20) meter.displays(at(time / 500), at(time / 500), time);
  const { distance, time } = meter.totals;
  expect(time).toBe(1_000);
  expect(distance / time).toBeCloseTo(0.02, 6);
});

test('a constant lag adds to it', () => {
  const meter = new EyeMeter();
  for (let time = 0; time <= 1_000; time += 20) meter.displays(at(time / 500 - 0.3), at(time / 500), time);
  const { distance, time } = meter.totals;
  expect(distance / time).toBeCloseTo(0.32, 6);
});

test('pauses, and times without display frames, do not count', () => {
  const meter = new EyeMeter();
  meter.displays(at(0), at(0), 0);
  meter.displays(at(0), at(5), 700);
  meter.pause();
  meter.displays(at(0), at(9), 800);
  expect(meter.totals).toEqual({ distance: 0, time: 0 });
});

test('the distance is that of space', () => {
  expect(distanceBetween({ x: 1, y: 2, z: 3 }, { x: 3, y: 4, z: 4 })).toBe(3);
});
