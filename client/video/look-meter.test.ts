import { expect, test } from 'vitest';
import { LookMeter } from './look-meter.ts';

const at = (yaw: number) => ({ yaw, pitch: 0 });

test('a picture that is right when drawn is wrong by half of the turn while it is displayed', () => {
  const meter = new LookMeter();
  for (let time = 0; time <= 1_000; time += 20) meter.displays(at(time / 1_000), at(time / 1_000), time);
  const { angle, time } = meter.totals;
  expect(time).toBe(1_000);
  expect(angle / time).toBeCloseTo(0.01, 6);
});

test('a picture that is right in the middle of its time is wrong on both sides', () => {
  const meter = new LookMeter();
  for (let time = 0; time <= 1_000; time += 20)
    meter.displays(at(time / 1_000 + 0.01), at(time / 1_000), time);
  const { angle, time } = meter.totals;
  expect(angle / time).toBeCloseTo(0.005, 6);
});

test('a constant lag is measured exactly, also across a whole turn', () => {
  const meter = new LookMeter();
  for (let time = 0; time <= 10_000; time += 50) {
    const looked = time / 1_000;
    const around = Math.atan2(Math.sin(looked), Math.cos(looked));
    meter.displays(at(around - 0.1), at(around), time);
  }
  const { angle, time } = meter.totals;
  // 0.1 when it is drawn, 0.15 when the next one is.
  expect(angle / time).toBeCloseTo(0.125, 6);
  expect(meter.recent).toBeCloseTo(0.125, 6);
});

test('time without display frames does not count', () => {
  const meter = new LookMeter();
  meter.displays(at(0), at(0), 0);
  meter.displays(at(0), at(1), 5_000);
  meter.pause();
  meter.displays(at(0), at(1), 5_100);
  expect(meter.totals).toEqual({ angle: 0, time: 0 });
});
