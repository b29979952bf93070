import { expect, test } from 'vitest';
import { describeUnknownWalk, spread } from './unknown-walk.ts';

test('times are told by their median and 95th percentile', () => {
  const milliseconds = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(spread(milliseconds)).toEqual({ count: 100, median: 51, p95: 96 });
  expect(spread([])).toEqual({ count: 0, median: Number.NaN, p95: Number.NaN });
});

test('a walk is told with what was waited for', () => {
  const text = describeUnknownWalk([
    {
      ...{ begin: 'nothing', players: 2, seconds: 120, metres: [301, 290.4], farthest: [250, 199] },
      ...{ deadline_attainment: 0.9712, missed: 1, undrawn: 2, tick_p50: 30, tick_p95: 60, cores: 1.01 },
      lead: {
        ...{ tiles: 400, waited: 3, late: 12, looks_waited: 9, looks: 1440 },
        metres: { least: 17.2, p5: 24.6, median: 30.1 },
      },
      tile: spread([40, 50, 60]),
      paint: spread([4]),
      view: spread([20]),
    },
  ]).join('\n');
  expect(text).toContain('from nothing: 301 and 290 m of way, 250 and 199 m away');
  expect(text).toContain('deadline 0.971; 1 ticks missed, 2 not drawn');
  expect(text).toContain('1.01 cores busy');
  expect(text).toContain('of 400 tiles, 3 were waited for (on 9 of 1440 ticks), and 12 came later than 25 m');
  expect(text).toContain('a tile 50.0, 60.0 ms (median, p95 of 3)');
});
