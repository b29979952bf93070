import { describe, expect, it } from 'vitest';
import { lookNames } from '../../reference/looks.ts';
import { ControlReading, likeliestNumber } from './control-reading.ts';

const bins = 20;

/** Log-probabilities of bins: uniform except for a bump around `middle` that is `height` times as likely. */
function bump(middle: number, height: number): number[] {
  const shares = Array.from({ length: bins }, (_, i) =>
    Math.abs((i + 0.5) / bins - middle) < 0.06 ? height : 1,
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => Math.log(share / sum));
}

function themes(likeliest: number, height: number): number[] {
  const sum = lookNames.length - 1 + height;
  return lookNames.map((_, i) => Math.log((i === likeliest ? height : 1) / sum));
}

function frame(timeOfDay: number[], fog: number[], theme: number[]): Float32Array {
  return Float32Array.from([...timeOfDay, ...fog, ...theme]);
}

const silent = frame(bump(0, 1), bump(0, 1), themes(0, 1));

describe('likeliestNumber', () => {
  it('finds the most probable number anywhere in the range', () => {
    for (const number of [0.225, 0.5, 0.775]) {
      expect(Math.abs(likeliestNumber(Float64Array.from(bump(number, 1000))) - number)).toBeLessThan(0.1);
    }
  });

  it('does not treat the ends of the range as neighbours', () => {
    const ends = Float64Array.from(bump(0.5, 1));
    ends[0] = Math.log(0.5);
    ends[bins - 1] = Math.log(0.6);
    expect(likeliestNumber(ends)).toBeGreaterThan(0.8);
  });

  it('prefers broad probability nearby to one narrow peak', () => {
    const shares: number[] = Array.from({ length: bins }, (_, i) => (i >= 12 && i < 18 ? 0.1 : 1e-9));
    shares[2] = 0.3;
    expect(likeliestNumber(Float64Array.from(shares, Math.log))).toBeCloseTo(0.75, 1);
  });

  it('handles logarithms of any size', () => {
    const far = Float64Array.from(bump(0.775, 50), (value) => value - 5000);
    expect(likeliestNumber(far)).toBeCloseTo(0.775, 1);
  });
});

describe('ControlReading', () => {
  it('is not changed by uniform frames', () => {
    const reading = new ControlReading();
    reading.add(frame(bump(0.275, 3), bump(0.725, 3), themes(2, 3)));
    for (let i = 0; i < 7; i++) reading.add(silent);
    const alone = new ControlReading();
    alone.add(frame(bump(0.275, 3), bump(0.725, 3), themes(2, 3)));
    expect(reading.frames).toBe(8);
    expect(reading.controls).toEqual(alone.controls);
    expect(reading.right({ timeOfDay: 0.3, fog: 0.7, look: lookNames[2] })).toEqual({
      timeOfDay: true,
      fog: true,
      theme: true,
    });
  });

  it('weighs one certain frame more than several uncertain ones', () => {
    const reading = new ControlReading();
    for (let i = 0; i < 3; i++) reading.add(frame(bump(0.875, 2), bump(0.125, 2), themes(1, 2)));
    reading.add(frame(bump(0.125, 100), bump(0.875, 100), themes(3, 100)));
    const { timeOfDay, fog, look } = reading.controls;
    expect(timeOfDay).toBeLessThan(0.3);
    expect(fog).toBeGreaterThan(0.7);
    expect(look).toBe(lookNames[3]);
  });

  it('combines uncertain frames', () => {
    const reading = new ControlReading();
    const either = (a: number, b: number) => bump(a, 5).map((value, i) => Math.max(value, bump(b, 5)[i]));
    reading.add(frame(either(0.125, 0.525), bump(0, 1), themes(0, 1)));
    reading.add(frame(either(0.525, 0.925), bump(0, 1), themes(0, 1)));
    expect(reading.controls.timeOfDay).toBeCloseTo(0.525, 1);
  });

  it('counts only values within the tolerance as correct', () => {
    const reading = new ControlReading();
    reading.add(frame(bump(0.475, 1e6), bump(0.475, 1e6), themes(0, 10)));
    const { timeOfDay } = reading.controls;
    const asked = { timeOfDay: timeOfDay + 0.149, fog: timeOfDay + 0.16, look: lookNames[1] };
    expect(reading.right(asked)).toEqual({ timeOfDay: true, fog: false, theme: false });
  });

  it('rejects rows of the wrong length, and reading without frames', () => {
    const reading = new ControlReading();
    expect(() => reading.controls).toThrow('no frame');
    expect(() => reading.add(new Float32Array(lookNames.length + 3))).toThrow('log-probabilities');
    reading.add(silent);
    expect(() => reading.add(new Float32Array(lookNames.length + 2))).toThrow('train the probe');
  });
});
