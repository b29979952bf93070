import { describe, expect, test } from 'vitest';
import { type Beat, Heartbeat } from './heartbeat.ts';

/** Beats four times a second until the heartbeat reports a dead connection; returns when that was. */
function deadAt(
  heartbeat: Heartbeat,
  from: number,
  to: number,
  each?: (now: number) => void,
): number | undefined {
  for (let now = from; now <= to; now += 250) {
    each?.(now);
    if (heartbeat.beat(now) === 'dead') return now;
  }
  return undefined;
}

describe('Heartbeat', () => {
  test('pings once a second', () => {
    const heartbeat = new Heartbeat(0);
    const beats: Beat[] = [];
    for (let now = 0; now < 4_000; now += 250) {
      beats.push(heartbeat.beat(now));
      heartbeat.answered(now);
    }
    expect(beats.filter((beat) => beat === 'ping')).toHaveLength(4);
    expect(beats).not.toContain('dead');
  });

  test('reports a dead connection within eight seconds of silence', () => {
    const heartbeat = new Heartbeat(0);
    const dead = deadAt(heartbeat, 0, 30_000, (now) => now <= 10_000 && heartbeat.answered(now));
    expect(dead).toBeGreaterThan(14_000);
    expect(dead).toBeLessThan(18_000);
    const silent = deadAt(new Heartbeat(0), 0, 20_000);
    expect(silent).toBeGreaterThan(4_000);
    expect(silent).toBeLessThan(8_000);
  });

  test('detects a connection that is dead in one direction', () => {
    const heartbeat = new Heartbeat(0);
    const dead = deadAt(heartbeat, 0, 20_000, (now) => heartbeat.received(now));
    expect(dead).toBeLessThan(8_000);
  });

  test('keeps the connection alive after any message', () => {
    const heartbeat = new Heartbeat(0);
    expect(
      deadAt(heartbeat, 0, 60_000, (now) => now % 5_000 === 0 && heartbeat.answered(now)),
    ).toBeUndefined();
  });

  test('gives the server a short grace period after the page was suspended', () => {
    const heartbeat = new Heartbeat(0);
    heartbeat.beat(0);
    // The computer was suspended for an hour.
    const awake = 3_600_000;
    expect(heartbeat.beat(awake)).toBe('ping');
    const dead = deadAt(heartbeat, awake + 250, awake + 20_000);
    expect(dead).toBeGreaterThan(awake + 1_000);
    expect(dead).toBeLessThan(awake + 4_000);
    const other = new Heartbeat(0);
    other.beat(0);
    other.beat(awake);
    other.answered(awake + 500);
    expect(deadAt(other, awake + 500, awake + 4_000)).toBeUndefined();
  });

  test('tolerates timers that are throttled to one beat a second', () => {
    const heartbeat = new Heartbeat(0);
    let dead: number | undefined;
    for (let now = 0; dead === undefined && now < 20_000; now += 1_000) {
      if (heartbeat.beat(now) === 'dead') dead = now;
    }
    expect(dead).toBeLessThan(8_000);
  });
});
