import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordedSound } from './recorded-sound.ts';

/** Milliseconds of a frame. */
const length = 20;
/** Ticks of the pictures' clock in a millisecond. */
const ticks = 90;
const data = new Uint8Array([1]);

function heard(from: number, count: number): RecordedSound {
  const sound = new RecordedSound();
  for (let frame = 0; frame < count; frame++) sound.sound(data, from + frame * length);
  return sound;
}

describe('the sound of a recording', () => {
  test('begins with the file, and has times since then', () => {
    const packets = heard(990, 5).until(1000 * ticks, 1080 * ticks);
    expect(packets.map(({ time }) => time)).toEqual([480, 1440, 2400]);
    expect(packets[0]).toMatchObject({ track: 1, data, keyframe: true, duration: 960 });
  });

  test('waits for the pictures of the same time, and comes once', () => {
    const sound = heard(1000, 10);
    const begin = 1000 * ticks;
    expect(sound.until(begin, 1019 * ticks)).toEqual([]);
    expect(sound.until(begin, 1083 * ticks)).toHaveLength(4);
    expect(sound.until(begin, 1083 * ticks)).toEqual([]);
    expect(sound.until(begin, 1200 * ticks).map(({ time }) => time)).toEqual(
      [4, 5, 6, 7, 8, 9].map((n) => n * 960),
    );
  });

  test('is whole and in order however pictures come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (steps) => {
        const sound = heard(5, 400);
        const times: number[] = [];
        let end = 0;
        for (const step of steps) {
          end += step;
          times.push(...sound.until(0, end * ticks).map(({ time }) => time));
          expect((times.at(-1) ?? 0) / 48 + length).toBeLessThanOrEqual(Math.max(end, length) + 1 / 48);
        }
        expect(times).toEqual(times.map((_, frame) => 240 + frame * 960));
      }),
    );
  });

  test('forgets the oldest while no picture comes', () => {
    const packets = heard(0, 10_000).until(0, 1_000_000 * ticks);
    expect(packets).toHaveLength(500);
    expect(packets.at(-1)?.time).toBe(9_999 * 960);
  });
});
