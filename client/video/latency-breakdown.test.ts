import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyBreakdown, latencyStages } from './latency-breakdown.ts';

const duration = fc.double({ min: 0, max: 500, noNaN: true });

describe('LatencyBreakdown', () => {
  it('splits the latency into stages without gaps or overlaps, whatever the clocks say', () => {
    const durations = fc.tuple(duration, duration, duration, duration, duration, duration);
    fc.assert(
      fc.property(durations, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (parts, offset) => {
        const [input, tick, generation, encode, network, display] = parts;
        const merged = 1000 + input + offset;
        const drawing = merged + tick;
        const drawn = drawing + generation;
        const sent = drawn + encode;
        const receivedAt = sent - offset + network;
        const seen = { sampledAt: 1000, receivedAt, displayedAt: receivedAt + display };
        const breakdown = new LatencyBreakdown();
        breakdown.frame({ merged, drawing, drawn, sent }, offset, seen);
        for (const [index, stage] of latencyStages.entries()) {
          expect(breakdown.quantiles(stage).p50).toBeCloseTo(parts[index], 4);
        }
      }),
    );
  });

  it('omits what it cannot know', () => {
    const breakdown = new LatencyBreakdown();
    const times = { merged: 0, drawing: 5, drawn: 30, sent: 32 };
    breakdown.frame(times, undefined, { sampledAt: 1, receivedAt: undefined, displayedAt: 90 });
    const known = latencyStages.filter((stage) => breakdown.quantiles(stage).p50 !== undefined);
    expect(known).toEqual(['tick', 'generation', 'encode']);
  });

  it('measures the newest frames only', () => {
    const breakdown = new LatencyBreakdown();
    for (let i = 0; i < 1000; i++) {
      const times = { merged: 0, drawing: i < 800 ? 50 : 3, drawn: 60, sent: 61 };
      breakdown.frame(times, 0, { sampledAt: undefined, receivedAt: 70, displayedAt: 80 });
    }
    expect(breakdown.quantiles('tick')).toEqual({ p50: 3, p95: 3 });
  });
});
