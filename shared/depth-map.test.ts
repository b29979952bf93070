import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  depthMapOf,
  mostCoarseness,
  mostDepthBytes,
  readDepthMap,
  residualLimit,
  residualsOf,
  writeDepthMap,
} from './depth-map.ts';
import { inverseDepthScale } from './geometry/inverse-depth.ts';

const size = fc.record({ columns: fc.integer({ min: 1, max: 24 }), rows: fc.integer({ min: 1, max: 18 }) });
const map = size.chain(({ columns, rows }) =>
  fc.record({
    header: fc.record({
      columns: fc.constant(columns),
      rows: fc.constant(rows),
      coarseness: fc.integer({ min: 0, max: mostCoarseness }),
      rtpTimestamp: fc.integer({ min: 0, max: 0xffffffff }),
    }),
    codes: fc.uint16Array({ minLength: columns * rows, maxLength: columns * rows }),
  }),
);

describe('a depth map', () => {
  test('comes back from its message, as finely as it was coded', () => {
    fc.assert(
      fc.property(map, ({ header, codes }) => {
        const residuals = residualsOf(codes, header.columns, header.coarseness);
        expect(residuals.length).toBeLessThanOrEqual(residualLimit(header));
        const found = readDepthMap(writeDepthMap(header, deflateRawSync(residuals)));
        expect(found?.header).toEqual(header);
        const read = found && depthMapOf(found.header, inflateRawSync(found.compressed));
        const step = 2 ** (4 + header.coarseness);
        for (const [cell, code] of codes.entries()) {
          const inverse = read?.inverseDepth[cell] ?? Number.NaN;
          if (code < step) expect(inverse).toBe(0);
          else expect(Math.abs(inverse / inverseDepthScale - code)).toBeLessThan(step / 2 + 0.1);
        }
      }),
    );
  });

  test('is read of no other residuals: of none that are cut off or go on', () => {
    fc.assert(
      fc.property(map, ({ header, codes }) => {
        const residuals = residualsOf(codes, header.columns, header.coarseness);
        expect(depthMapOf(header, residuals.subarray(0, -1))).toBeUndefined();
        expect(depthMapOf(header, Uint8Array.of(...residuals, 0))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(map, fc.uint8Array({ maxLength: 900 }), ({ header }, bytes) => {
        const read = depthMapOf(header, bytes);
        for (const inverse of read?.inverseDepth ?? []) expect(inverse).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('is read of no message of another version or size, or beyond the limits', () => {
    const header = { columns: 64, rows: 36, coarseness: 0, rtpTimestamp: 7 };
    const message = writeDepthMap(header, Uint8Array.of(1, 2, 3));
    expect(readDepthMap(message)?.header).toEqual(header);
    const otherwise = (at: number, value: number) => readDepthMap(message.with(at, value));
    expect(otherwise(0, 2)).toBeUndefined();
    for (const [at, values] of [
      [1, [0, 65, 255]],
      [2, [0, 129, 255]],
      [3, [mostCoarseness + 1, 255]],
    ] as const) {
      for (const value of values) expect(otherwise(at, value)).toBeUndefined();
    }
    expect(readDepthMap(message.subarray(0, 8))).toBeUndefined();
    expect(readDepthMap(writeDepthMap(header, new Uint8Array(mostDepthBytes)))).toBeUndefined();
  });
});
