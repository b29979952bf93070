import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { psnr, ssim } from './image-quality.ts';

const size = 16;
const picture = fc.uint8Array({ minLength: 3 * size * size, maxLength: 3 * size * size });

describe('image quality', () => {
  it('is best for equal pictures', () => {
    fc.assert(
      fc.property(picture, (p) => {
        expect(psnr(p, p)).toBe(99);
        expect(ssim(p, p, size, size)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('decreases with the error: one grey level everywhere is 48.13 dB', () => {
    const a = new Uint8Array(3 * size * size).fill(100);
    expect(
      psnr(
        a,
        a.map((v) => v + 1),
      ),
    ).toBeCloseTo(48.13, 2);
    expect(
      psnr(
        a,
        a.map((v) => v + 10),
      ),
    ).toBeCloseTo(28.13, 2);
  });

  it('counts only masked pixels', () => {
    const a = new Uint8Array(3 * size * size).fill(100);
    const b = a.slice();
    b[0] = 255;
    expect(psnr(a, b, (i) => i > 0)).toBe(99);
    expect(psnr(a, b, () => false)).toBeNaN();
  });

  it('detects lost structure with an unchanged mean', () => {
    fc.assert(
      fc.property(picture, (p) => {
        const mean = p.reduce((s, v) => s + v, 0) / p.length;
        expect(ssim(p, new Uint8Array(p.length).fill(mean), size, size)).toBeLessThan(0.2);
      }),
    );
  });
});
