import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { BodyPrediction } from './body-prediction.ts';

const rate = 12;
const period = 1000 / rate;
const start = { x: 2, y: 0, z: 3 };

/** Ground that ends with a wall at `x`. */
const before =
  (x: number) =>
  (from: GroundPoint, wish: GroundPoint): GroundPoint => ({ x: Math.min(wish.x, x - from.x), z: wish.z });

function predicted(held: { move: number; strafe: number }, slide = before(Number.POSITIVE_INFINITY)) {
  return new BodyPrediction({ rate, gravity: 9.8, intent: () => held, slide });
}

const still = { move: 0, strafe: 0, jump: false };
const ahead = { ...still, move: 1 };
/** Towards +x. */
const east = Math.PI / 2;

describe('the predicted body', () => {
  test('is unknown before the room has said where it is, and after it was forgotten', () => {
    const body = predicted(still);
    expect(body.at(0, 0)).toBeUndefined();
    body.acknowledge(start, 0, 1, 0);
    expect(body.at(0, 0)).toEqual(start);
    body.reset();
    expect(body.at(1, 0)).toBeUndefined();
  });

  test('does not move without inputs, whatever the time and the direction', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 }),
        fc.double({ noNaN: true, min: -3, max: 3 }),
        (pauses, yaw) => {
          const body = predicted(still);
          body.acknowledge(start, 0, 1, 0);
          let now = 0;
          for (const [sequence, pause] of pauses.entries()) {
            now += pause;
            body.sampled({ sequence: sequence + 1, action: still, yaw }, now);
            const { x = 0, y = 0, z = 0 } = body.at(now, yaw, 8) ?? {};
            expect(Math.hypot(x - start.x, y - start.y, z - start.z)).toBeLessThan(1e-9);
          }
        },
      ),
    );
  });

  test('walks with held controls before the room answers, evenly, and at the speed of walking', () => {
    const body = predicted(ahead);
    body.acknowledge(start, 0, 1, 0);
    const places: number[] = [];
    for (let now = 0, sequence = 1; now < 1_000; now += 1000 / 60) {
      if (now >= (sequence - 1) * period)
        body.sampled({ sequence: sequence++, action: ahead, yaw: east }, now);
      places.push(body.at(now, east)?.x ?? 0);
    }
    const steps = places.slice(1).map((place, i) => place - places[i]);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    // 3 m/s at 60 frames a second. Inputs are sampled up to a frame late, so that steps differ a little.
    for (const step of steps.slice(30)) expect(Math.abs(step - 0.05)).toBeLessThan(0.015);
    expect(Math.abs((places[59] - places[30]) / 29 - 0.05)).toBeLessThan(0.003);
  });

  test('walks on evenly where an input comes too late for its tick, as the room does with the former one', () => {
    const body = predicted(ahead);
    const [oneWay, margin] = [50, 20];
    const events: { at: number; happens(): void }[] = [];
    let newest = 0;
    let feet = start;
    for (let tick = 0; tick < 30; tick++) {
      const sequence = tick + 1;
      const sent = tick * period;
      const late = tick === 20 ? margin + 5 : 0;
      const merged = sent + oneWay + margin;
      events.push({
        at: sent,
        happens: () => body.sampled({ sequence, action: ahead, yaw: east }, sent),
      });
      events.push({
        at: sent + oneWay + late,
        happens: () => {
          newest = sequence;
        },
      });
      events.push({
        at: merged,
        happens: () => {
          const acknowledged = newest;
          const after = { ...feet, x: feet.x + 3 / rate };
          feet = after;
          const at = merged + oneWay;
          events.push({ at, happens: () => body.acknowledge(after, acknowledged, 1, at) });
        },
      });
    }
    body.acknowledge(start, 0, 1, 0);
    const places: number[] = [];
    for (let now = 0; now < 28 * period; now += period / 5) {
      for (;;) {
        const next = events.toSorted((one, other) => one.at - other.at)[0];
        if (next === undefined || next.at > now) break;
        events.splice(events.indexOf(next), 1);
        next.happens();
      }
      places.push(body.at(now, east)?.x ?? 0);
    }
    const steps = places.slice(1).map((place, i) => place - places[i]);
    for (const step of steps.slice(50)) expect(Math.abs(step - 0.05)).toBeLessThan(0.01);
  });

  test('comes to where the room has it, without a jump', () => {
    const body = predicted(still);
    body.acknowledge(start, 0, 1, 0);
    const pushed = { ...start, x: start.x + 0.3 };
    let last = start.x;
    let step = 0;
    for (let now = 0, sequence = 1; now < 1_500; now += 20) {
      if (now >= 100 && now % 100 === 0) body.acknowledge(pushed, sequence++, 1, now);
      const { x = 0 } = body.at(now, 0) ?? {};
      expect(Math.abs(x - last)).toBeLessThan(0.12);
      // Its velocity does not jump, either.
      expect(Math.abs(x - last - step)).toBeLessThan(0.07);
      step = x - last;
      last = x;
    }
    expect(last).toBeCloseTo(pushed.x, 2);
  });

  test('is at once where the room has put it far away', () => {
    const body = predicted(still);
    body.acknowledge(start, 0, 1, 0);
    body.at(0, 0);
    body.acknowledge({ x: 40, y: 0, z: -7 }, 1, 1, 100);
    expect(body.at(101, 0)).toEqual({ x: 40, y: 0, z: -7 });
  });

  test('never goes through a wall that the page knows', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2.01, max: 5, noNaN: true }),
        fc.integer({ min: 4, max: 120 }),
        (wall, pause) => {
          const body = predicted(ahead, before(wall));
          body.acknowledge(start, 0, 1, 0);
          for (let now = 0, sequence = 1; now < 3_000; now += pause) {
            if (now >= (sequence - 1) * period)
              body.sampled({ sequence: sequence++, action: ahead, yaw: east }, now);
            expect(body.at(now, east, 8)?.x ?? 0).toBeLessThanOrEqual(wall + 1e-9);
          }
        },
      ),
    );
  });
});
