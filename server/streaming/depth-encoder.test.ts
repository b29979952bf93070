import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depthMapOf, mostDepthBytes, readDepthMap } from '../../shared/depth-map.ts';
import { encodeDepth as codeOf, decodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import type { DepthPlane } from '../contracts/room-media.ts';
import { depthMapSize, encodeDepth, reduceDepth } from './depth-encoder.ts';

const [width, height] = [256, 144];

/** A plane with the code of each pixel. */
function planeOf(code: (column: number, row: number) => number): DepthPlane {
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * width * height));
  for (let pixel = 0; pixel < inverseDepth.length; pixel++) {
    inverseDepth[pixel] = code(pixel % width, Math.floor(pixel / width));
  }
  return { width, height, inverseDepth };
}

function decoded(message: Uint8Array | undefined) {
  const found = message && readDepthMap(message);
  return found && depthMapOf(found.header, inflateRawSync(found.compressed));
}

describe('the message of a frame’s depths', () => {
  test('has the depth of a floor in each cell, for its frame alone', () => {
    const metres = (row: number) => (row > 72 ? 300 / (row - 72) : 1e6);
    const map = decoded(
      encodeDepth(
        planeOf((_, row) => codeOf(metres(row))),
        123,
      ),
    );
    expect(map).toMatchObject({ columns: 64, rows: 36, rtpTimestamp: 123 });
    // The middle of row 30 is pixel row 121.5.
    expect(1 / (map?.inverseDepth[30 * 64 + 5] ?? 0)).toBeCloseTo(300 / 49.5, 1);
    expect(map?.inverseDepth[5]).toBe(0);
  });

  test('has the nearer surface where a cell shows the edge of one', () => {
    const near = codeOf(2);
    const codes = reduceDepth(planeOf((column) => (column < 102 ? near : codeOf(20))));
    // Pixels 100 to 103: half of the cell.
    expect(decodeDepth(codes[25])).toBeCloseTo(2, 1);
    expect(decodeDepth(codes[26])).toBeCloseTo(20, 0);
  });

  test('keeps its size whatever the depths are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 64 }), (seed, patch) => {
        const lot = (x: number, y: number) =>
          (Math.imul(x * 73 + y * 151 + seed, 0x9e3779b1) >>> 16) | skyCode;
        const plane = planeOf((column, row) => lot(Math.floor(column / patch), Math.floor(row / patch)));
        expect(encodeDepth(plane, 1)?.length ?? 0).toBeLessThanOrEqual(mostDepthBytes);
      }),
      { numRuns: 30 },
    );
  });

  test('is as square as the frame allows, and made of planes of their own size alone', () => {
    expect(depthMapSize({ width: 40, height: 20 })).toEqual({ columns: 40, rows: 20 });
    expect(depthMapSize({ width: 100, height: 800 })).toEqual({ columns: 64, rows: 128 });
    const { inverseDepth } = planeOf(() => 9);
    expect(() => reduceDepth({ width: 512, height: 288, inverseDepth })).toThrow('512 x 288');
  });
});
