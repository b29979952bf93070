import { describe, expect, it } from 'vitest';
import { Random } from '../../reference/random.ts';
import { LinearProbe } from './linear-probe.ts';

describe('LinearProbe', () => {
  it('reads three ranges of one feature among irrelevant ones', () => {
    const random = new Random(3);
    const rows = Array.from({ length: 200 }, () => [random.range(-1, 1), random.range(-9, 9)]);
    const label = ([value]: readonly number[]) => (value < -0.3 ? 0 : value > 0.3 ? 2 : 1);
    const probe = new LinearProbe(rows.slice(0, 120), rows.slice(0, 120).map(label), 3);
    const right = rows.slice(120).filter((row) => probe.classify(row) === label(row)).length;
    expect(right / 80).toBeGreaterThan(0.9);
  });

  it('reads nothing from irrelevant features', () => {
    const random = new Random(4);
    const rows = Array.from({ length: 200 }, () => [random.range(-1, 1)]);
    const labels = rows.map(() => random.integer(2));
    const probe = new LinearProbe(rows.slice(0, 100), labels.slice(0, 100), 2);
    const right = rows.slice(100).filter((row, i) => probe.classify(row) === labels[100 + i]).length;
    expect(right / 100).toBeLessThan(0.7);
  });
});
