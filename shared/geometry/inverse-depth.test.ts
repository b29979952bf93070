import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDepth, encodeDepth, skyCode } from './inverse-depth.ts';

describe('inverse depth codes', () => {
  it('keep depths to within one code of inverse depth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 60, noNaN: true }), (depth) => {
        expect(1 / decodeDepth(encodeDepth(depth))).toBeCloseTo(1 / depth, 3);
      }),
    );
  });

  it('never writes a known depth as unknown', () => {
    expect(encodeDepth(Number.POSITIVE_INFINITY)).toBe(skyCode);
    expect(encodeDepth(0.001)).toBe(65535);
  });
});
