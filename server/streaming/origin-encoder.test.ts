import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostOriginBytes, originKinds, originMapOf, readOriginMap } from '../../shared/origin-map.ts';
import type { OriginPlanes } from '../contracts/room-media.ts';
import { encodeOrigins, originMapSize, reduceOrigins } from './origin-encoder.ts';

const [width, height] = [256, 144];
const leastConfidence = 191;

/** What memory showed and the network is sure of, apart from what `of` says of a pixel. */
function planesOf(
  of: (
    x: number,
    y: number,
  ) => Partial<Record<'entity' | 'coverage' | 'painted' | 'confidence', number>> = () => ({}),
): OriginPlanes {
  const plane = () => new Uint8Array(width * height);
  const planes = { entity: plane(), coverage: plane(), painted: plane(), confidence: plane() };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const {
      entity = 0,
      coverage = 255,
      painted = 0,
      confidence = 255,
    } = of(pixel % width, Math.floor(pixel / width));
    planes.entity[pixel] = entity;
    planes.coverage[pixel] = coverage;
    planes.painted[pixel] = painted;
    planes.confidence[pixel] = confidence;
  }
  return { width, height, ...planes, leastConfidence };
}

function kindOf(planes: OriginPlanes) {
  return originKinds[reduceOrigins(planes)[0]];
}

describe('the origin of a cell', () => {
  test.each([
    ['remembered', {}],
    ['unsure', { confidence: leastConfidence - 1 }],
    ['remembered', { confidence: leastConfidence }],
    ['dreamt', { painted: 1 }],
    ['dreamt', { coverage: 127 }],
    ['dreamt', { coverage: 0, confidence: 0 }],
    ['dreamt', { painted: 1, confidence: 0 }],
    ['none', { entity: 255, confidence: 0 }],
    ['none', { entity: 128, coverage: 0 }],
  ] as const)('is %s where all its pixels have %o', (kind, pixel) => {
    expect(kindOf(planesOf(() => pixel))).toBe(kind);
  });

  test('is that of most of its pixels, and among equals the later one', () => {
    const part = (share: number) =>
      planesOf((x, y) => ((x % 2) + 2 * (y % 2) < share ? { coverage: 0 } : {}));
    expect([0, 1, 2, 3, 4].map((share) => kindOf(part(share)))).toEqual([
      'remembered',
      'remembered',
      'dreamt',
      'dreamt',
      'dreamt',
    ]);
  });

  test('is known without a plane of what was painted', () => {
    expect(kindOf({ ...planesOf(), painted: undefined })).toBe('remembered');
  });
});

describe('the message of a frame’s origins', () => {
  test('has the origins of each place, for its frame alone', () => {
    const planes = planesOf((x, y) => (y < 72 ? { painted: 1 } : x < 128 ? { confidence: 3 } : {}));
    const found = readOriginMap(encodeOrigins(planes, 4_000_000_000));
    const map = found && originMapOf(found.header, inflateRawSync(found.compressed));
    expect(map).toMatchObject({ columns: 128, rows: 72, rtpTimestamp: 4_000_000_000 });
    const at = (column: number, row: number) => originKinds[map?.cells[row * 128 + column] ?? 0];
    expect([at(0, 0), at(127, 35), at(63, 36), at(64, 36), at(0, 71)]).toEqual([
      'dreamt',
      'dreamt',
      'unsure',
      'remembered',
      'unsure',
    ]);
  });

  test('is small enough whatever the planes are', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const lot = (x: number, y: number) =>
          (Math.imul(Math.imul(x * 73 + y * 151 + seed, 0x9e3779b1) ^ x, 0x85ebca6b) >>> 24) & 255;
        const planes = planesOf((x, y) => ({
          coverage: lot(x, y),
          confidence: lot(y, x),
          entity: lot(x, x),
        }));
        expect(encodeOrigins(planes, 1).length).toBeLessThanOrEqual(mostOriginBytes);
      }),
      { numRuns: 20 },
    );
  });

  test('is as square as the view allows, and made of planes of its size alone', () => {
    expect(originMapSize({ width: 40, height: 20 })).toEqual({ columns: 40, rows: 20 });
    expect(originMapSize({ width: 100, height: 800 })).toEqual({ columns: 100, rows: 128 });
    expect(() => reduceOrigins({ ...planesOf(), width: 512 })).toThrow('512 x 144');
  });
});
