import { describe, expect, it } from 'vitest';
import { enforceHint, hintedShare, writeHint } from './depth-hint.ts';

describe('a depth hint', () => {
  it('changes only pixels that it has a depth for and memory does not know', () => {
    const hint = Float32Array.of(0.5, -0.7, -0.7, 0.5);
    // Colour, root inverse depth and known share of four pixels, of which the last two are known.
    const conditions = Float32Array.from([...Array(12).fill(0.2), ...Array(4).fill(0.3), 0, 0.4, 1, 1]);
    expect(hintedShare(hint, conditions)).toBe(0.25);
    const coarse = Float32Array.from(Array(16).fill(0.9));
    enforceHint(hint, conditions, coarse);
    expect([...coarse.subarray(12)].map((value) => Number(value.toFixed(3)))).toEqual([0.5, 0.7, 0.9, 0.9]);
    expect(coarse.subarray(0, 12).every((value) => Math.abs(value - 0.9) < 1e-6)).toBe(true);
    writeHint(hint, conditions);
    const plane = (channel: number) =>
      [...conditions.subarray(4 * channel, 4 * channel + 4)].map((value) => Number(value.toFixed(3)));
    expect(plane(0)).toEqual([0, 0.2, 0.2, 0.2]);
    expect(plane(3)).toEqual([0.5, 0.3, 0.3, 0.3]);
    expect(plane(4)).toEqual([0, 0.4, 1, 1]);
  });
});
