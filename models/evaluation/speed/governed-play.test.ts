import { expect, test } from 'vitest';
import { describeGoverned, stepFigures } from './governed-play.ts';

const view = { width: 256, height: 144, rate: 10 };
const fine = { width: 512, height: 288, rgb: new Uint8Array(new SharedArrayBuffer(3)) };

test('ticks are late when they come more than a period after their own, or are not drawn', () => {
  const tick = (began: number, took: number, imagined = false) => ({
    began,
    delivered: began + took,
    views: [{ imagined, fine }, { imagined: false }],
  });
  const ticks = [
    tick(0, 900),
    tick(1000, 199),
    tick(1100, 201),
    tick(1200, 500, true),
    { began: 1300, delivered: Number.POSITIVE_INFINITY, views: [] },
  ];
  const figures = stepFigures(ticks, 1000, view);
  expect(figures).toEqual({
    ticks: 4,
    late: 3,
    late_imagined: 1,
    late_settling: 1,
    tick_p50: 201,
    tick_p95: 500,
    tick_worst: 500,
    sizes: { '512x288': 0.5, '256x144': 0.5 },
  });
  const step = { ...figures, players: 8, admitted: 5, busy: false, rungs: '5 at 256x144 of 7', apart: 1.5 };
  const text = describeGoverned([{ ...step, limited: 'load' as const }]).join('\n');
  expect(text).toContain('3 of 4 (1; 1)');
  expect(text).toContain('512x288 50 %, 256x144 50 %; at the end 5 at 256x144 of 7 (load)');
  expect(text).toContain('from 2 s after each change on: 3');
});
