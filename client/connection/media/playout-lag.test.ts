import { describe, expect, it } from 'vitest';
import { PlayoutLag } from './playout-lag.ts';

/** Plays 12 frames a second and returns the times at which the meter asks to catch up. */
function play(lag: PlayoutLag, from: number, frames: number, wait: (index: number) => number): number[] {
  const times: number[] = [];
  for (let i = 0; i < frames; i++) {
    const now = from + (i * 1000) / 12;
    if (lag.waited(wait(i), now)) times.push(now);
  }
  return times;
}

describe('PlayoutLag', () => {
  it('does not react to a steady wait, short or long', () => {
    expect(play(new PlayoutLag(), 0, 2000, (i) => 20 + (i % 7))).toEqual([]);
    expect(play(new PlayoutLag(), 0, 2000, (i) => 600 + (i % 50))).toEqual([]);
  });

  it('ignores single late frames', () => {
    expect(play(new PlayoutLag(), 0, 2000, (i) => (i % 5 === 0 ? 900 : 20))).toEqual([]);
  });

  it('asks to catch up when waits grow and stay long', () => {
    const lag = new PlayoutLag();
    expect(play(lag, 0, 240, () => 20)).toEqual([]);
    expect(play(lag, 20_000, 48, () => 400)).toHaveLength(1);
  });

  it('asks less and less often if catching up does not help', () => {
    const lag = new PlayoutLag();
    play(lag, 0, 240, () => 20);
    const times = play(lag, 20_000, 12 * 600, () => 400);
    expect(times.length).toBeLessThan(8);
    for (let i = 2; i < times.length; i++) {
      expect(times[i] - times[i - 1]).toBeGreaterThan(times[i - 1] - times[i - 2]);
    }
  });
});
