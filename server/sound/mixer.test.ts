import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { soundKinds } from '../../shared/sound-events.ts';
import type { HeardMoment } from '../contracts/heard.ts';
import { frameLength } from './audio-format.ts';
import { Mixer, softClip } from './mixer.ts';
import { makeSoundBank, type SoundBank } from './sound-bank.ts';

let bank: SoundBank;
beforeAll(() => {
  bank = makeSoundBank();
});

const quiet: HeardMoment = {
  ear: { x: 0, y: 1.6, z: 0, yaw: 0 },
  began: [],
  rolling: [],
  air: { openness: 0, timeOfDay: 0.5 },
};

/** Mixes the next frames. */
function mixed(mixer: Mixer, frames: number): Float32Array {
  const out = new Float32Array(2 * frameLength * frames);
  for (let i = 0; i < frames; i++) {
    mixer.mix(out.subarray(i * 2 * frameLength, (i + 1) * 2 * frameLength));
  }
  return out;
}

function energy(samples: Float32Array): { left: number; right: number } {
  const sum = { left: 0, right: 0 };
  for (let i = 0; i < samples.length; i += 2) {
    sum.left += samples[i] ** 2;
    sum.right += samples[i + 1] ** 2;
  }
  return sum;
}

describe('the sound bank', () => {
  test('is deterministic, within -1 and 1, and fades out', () => {
    expect(makeSoundBank()).toEqual(bank);
    const all = [
      ...Object.values(bank.events).flat(),
      bank.rolling,
      ...bank.wind,
      ...bank.birds,
      ...bank.crickets,
    ];
    for (const sample of all) {
      expect(sample.length).toBeGreaterThan(0);
      for (const value of sample) if (!(Math.abs(value) <= 1)) throw new Error(`${value} is out of range`);
    }
    for (const takes of Object.values(bank.events)) {
      for (const sample of takes) expect(Math.abs(sample[sample.length - 1])).toBeLessThan(1e-3);
    }
  });

  test('loops without a seam', () => {
    for (const loop of [bank.rolling, ...bank.wind]) {
      const steps = loop.slice(1).map((value, i) => Math.abs(value - loop[i]));
      const seam = Math.abs(loop[0] - loop[loop.length - 1]);
      expect(seam).toBeLessThanOrEqual(steps.reduce((most, step) => Math.max(most, step), 0));
    }
  });
});

describe('Mixer', () => {
  test('is silent until it hears something', () => {
    expect(mixed(new Mixer(bank), 3).every((value) => value === 0)).toBe(true);
  });

  test('pans every sound to its side', () => {
    for (const kind of soundKinds) {
      for (const side of [-1, 1]) {
        const mixer = new Mixer(bank);
        mixer.hear({ ...quiet, began: [{ kind, x: 2 * side, y: 1, z: 0, level: 1, openness: 1 }] });
        const { left, right } = energy(mixed(mixer, 20));
        const [near, far] = side === 1 ? [right, left] : [left, right];
        expect(near, kind).toBeGreaterThan(2 * far);
      }
    }
  });

  test('attenuates sounds behind walls and far away', () => {
    const heard = (x: number, openness: number) => {
      const mixer = new Mixer(bank);
      mixer.hear({ ...quiet, began: [{ kind: 'doorStop', x, y: 1, z: 0, level: 1, openness }] });
      return energy(mixed(mixer, 20)).right;
    };
    expect(heard(2, 0.1)).toBeLessThan(heard(2, 1) / 4);
    expect(heard(12, 1)).toBeLessThan(heard(2, 1) / 4);
  });

  test('has less wind in rooms than outside', () => {
    const heard = (openness: number) => {
      const mixer = new Mixer(bank);
      mixer.hear({ ...quiet, air: { openness, timeOfDay: 0.5 } });
      return energy(mixed(mixer, 50)).left;
    };
    expect(heard(0)).toBeGreaterThan(0);
    expect(heard(0)).toBeLessThan(heard(1) / 4);
  });

  test('fades out rolling that stops, and moves sources, without clicks', () => {
    const mixer = new Mixer(bank);
    const roll = (x: number) => [{ id: 'ball-1', x, y: 0, z: 1, level: 0.5, openness: 1 }];
    mixer.hear({ ...quiet, rolling: roll(3) });
    const before = mixed(mixer, 10);
    mixer.hear({ ...quiet, rolling: roll(-3) });
    const moved = mixed(mixer, 4);
    mixer.hear(quiet);
    const after = mixed(mixer, 4);
    const whole = Float32Array.from([...before, ...moved, ...after]);
    const jumps = Array.from({ length: whole.length - 2 }, (_, i) => Math.abs(whole[i + 2] - whole[i]));
    const usual = Math.max(...jumps.slice(0, before.length - 2));
    expect(Math.max(...jumps)).toBeLessThan(2 * usual);
    // Only the ambience is left after the ball.
    const air = new Mixer(bank);
    air.hear(quiet);
    mixed(air, 15);
    expect(after.slice(2 * frameLength)).toEqual(mixed(air, 3));
  });

  test('never clips, however many sounds play', () => {
    const coordinate = fc.double({ min: -40, max: 40, noNaN: true });
    const source = {
      x: coordinate,
      y: fc.double({ min: 0, max: 3, noNaN: true }),
      z: coordinate,
      level: fc.double({ min: 0, max: 20, noNaN: true }),
      openness: fc.double({ min: 0, max: 1, noNaN: true }),
    };
    const moment: fc.Arbitrary<HeardMoment> = fc.record({
      ear: fc.record({ x: coordinate, y: fc.constant(1.6), z: coordinate, yaw: coordinate }),
      began: fc.array(fc.record({ kind: fc.constantFrom(...soundKinds), ...source }), { maxLength: 30 }),
      rolling: fc.uniqueArray(fc.record({ id: fc.string(), ...source }), {
        selector: ({ id }) => id,
        maxLength: 5,
      }),
      air: fc.record({
        openness: fc.double({ min: 0, max: 1, noNaN: true }),
        timeOfDay: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 4 }), (moments) => {
        const mixer = new Mixer(bank, 12_345);
        for (const heard of moments) {
          mixer.hear(heard);
          for (const value of mixed(mixer, 3))
            if (!(Math.abs(value) <= 1)) throw new Error(`clipped: ${value}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('softClip keeps quiet values, preserves order and stays within 1', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(Math.abs(softClip(a))).toBeLessThanOrEqual(1);
      expect(softClip(Math.min(a, b))).toBeLessThanOrEqual(softClip(Math.max(a, b)));
      if (Math.abs(a) < 0.7) expect(softClip(a)).toBe(a);
    }),
  );
});
