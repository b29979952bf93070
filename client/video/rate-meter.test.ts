import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

describe('RateMeter', () => {
  it('counts events a second', () => {
    const meter = new RateMeter();
    for (let time = 0; time <= 5000; time += 50) meter.add(time);
    expect(meter.rate(5000)).toBeCloseTo(20);
  });

  it('is zero before the second event and after events have stopped', () => {
    const meter = new RateMeter();
    meter.add(0);
    expect(meter.rate(10)).toBe(0);
    meter.add(100);
    expect(meter.rate(100)).toBeCloseTo(10);
    expect(meter.rate(60_000)).toBe(0);
  });
});
