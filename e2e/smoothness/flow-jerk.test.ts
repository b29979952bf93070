import { expect, test } from 'vitest';
import { changes, jerkOf } from './flow-jerk.ts';
import { OpticalFlow } from './optical-flow.ts';

const size = { width: 160, height: 96 };

/** A picture of soft blobs, moved to the right. */
function picture(shift: number): Uint8Array {
  const rgb = new Uint8Array(3 * size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const level =
        128 + 60 * Math.sin((x - shift) / 7) * Math.cos(y / 6) + 40 * Math.sin((x - shift + y) / 11);
      rgb.fill(level, 3 * (y * size.width + x), 3 * (y * size.width + x) + 3);
    }
  }
  return rgb;
}

async function flowsOf(shifts: readonly number[]) {
  const flow = await OpticalFlow.create(size);
  const found = shifts.flatMap((shift) => {
    const next = flow.next(picture(shift));
    return next ? [next] : [];
  });
  flow.reset();
  return found;
}

test('a picture that moves evenly has no jerk', async () => {
  const [a, b, c] = await flowsOf([0, 2, 4, 6]);
  // Half the size, so half the pixels.
  const across = b.filter((_, i) => i % 2 === 0);
  expect(across.reduce((sum, x) => sum + x, 0) / across.length).toBeCloseTo(1, 0);
  const { mean, pixels } = jerkOf(a, b, c);
  expect(mean).toBeLessThan(0.1);
  expect(pixels).toBeLessThan(0.25);
});

test('a picture that stands and jumps has the jump’s second difference as its jerk', async () => {
  const [a, b, c] = await flowsOf([0, 0, 6, 6]);
  const { mean } = jerkOf(a, b, c);
  expect(mean).toBeGreaterThan(4);
  expect(mean).toBeLessThan(8);
});

test('a picture changes by what can be seen, and not by noise', () => {
  const noisy = picture(0).map((level, i) => level + (i % 5 === 0 ? 1 : 0));
  expect(changes(picture(0), noisy)).toBe(false);
  expect(changes(picture(0), picture(0.5))).toBe(true);
});
