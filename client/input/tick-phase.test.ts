import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TickPhase } from './tick-phase.ts';

interface Link {
  /** Milliseconds from one tick of the room to the next. */
  period: number;
  /** Milliseconds from page to room, and back. */
  up: number;
  down: number;
  /** Most milliseconds of random delay that is added to a message. */
  jitter: number;
  /** Numbers in [0, 1), used in turn. */
  noise: readonly number[];
}

/**
 * Plays `ticks` ticks of a room. Returns the waiting time of each acknowledged input, and the number of ticks
 * without a new input.
 */
function play(link: Link, ticks: number): { waits: number[]; starved: number; doubled: number } {
  const phase = new TickPhase(link.period);
  let draws = 0;
  const delay = (base: number) => base + link.jitter * (link.noise[draws++ % link.noise.length] ?? 0);
  const arrivals: { at: number; sequence: number }[] = [];
  const waits: number[] = [];
  let sequence = 0;
  let acknowledged = 0;
  let starved = 0;
  let doubled = 0;
  for (let tick = 1; tick <= ticks; tick++) {
    const began = tick * link.period;
    const due = arrivals.filter(({ at }) => at <= began);
    for (const arrival of due) arrivals.splice(arrivals.indexOf(arrival), 1);
    const newest = due.toSorted((a, b) => b.sequence - a.sequence)[0];
    if (newest && newest.sequence > acknowledged) {
      acknowledged = newest.sequence;
      waits.push(began - newest.at);
    } else {
      starved++;
    }
    if (due.length > 1) doubled++;
    const received = began + delay(link.down);
    const sampleAt = Math.max(received, phase.ticked(received, acknowledged));
    arrivals.push({ at: sampleAt + delay(link.up), sequence: ++sequence });
  }
  return { waits, starved, doubled };
}

const link: Link = { period: 80, up: 5, down: 5, jitter: 0, noise: [0] };

describe('TickPhase', () => {
  it('begins well before the tick', () => {
    const at = new TickPhase(80).ticked(1000, 0);
    expect(at).toBeGreaterThan(1040);
    expect(at).toBeLessThan(1070);
  });

  it('steps back if a state acknowledges nothing new', () => {
    const phase = new TickPhase(80);
    phase.ticked(0, 1);
    const lead = phase.lead;
    phase.ticked(80, 1);
    expect(phase.lead).toBeGreaterThan(lead);
  });

  it('starts over when the ticks shift', () => {
    const phase = new TickPhase(80);
    phase.ticked(0, 1);
    expect(phase.ticked(500, 2)).toBeCloseTo(580 - phase.lead, 6);
  });

  it('delivers inputs shortly before the room’s tick, whatever the round trip', () => {
    for (const [up, down] of [
      [1, 1],
      [20, 20],
      [60, 30],
      [90, 90],
    ]) {
      const { waits, starved, doubled } = play({ ...link, up, down }, 1500);
      const settled = waits.slice(-500).toSorted((a, b) => a - b);
      expect(settled[Math.floor(0.95 * settled.length)]).toBeLessThan(10);
      expect(starved + doubled).toBeLessThan(1500 / 20);
    }
  });

  it('leaves few ticks without a new input when messages jitter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 97, maxLength: 97 }),
        fc.integer({ min: 0, max: 60 }),
        (noise, up) => {
          const { starved, waits } = play({ ...link, up, jitter: 10, noise }, 1000);
          const settled = waits.slice(-300);
          expect(settled.reduce((sum, wait) => sum + wait, 0) / settled.length).toBeLessThan(40);
          expect(starved).toBeLessThan(1000 / 10);
        },
      ),
      { numRuns: 50 },
    );
  });
});
