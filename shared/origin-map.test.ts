import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mostOriginBytes,
  mostOriginColumns,
  mostOriginRows,
  originMapOf,
  packOrigins,
  readOriginMap,
  writeOriginMap,
} from './origin-map.ts';

const maps = fc
  .record({
    columns: fc.integer({ min: 1, max: mostOriginColumns }),
    rows: fc.integer({ min: 1, max: mostOriginRows }),
    rtpTimestamp: fc.integer({ min: 0, max: 0xffffffff }),
  })
  .chain((header) =>
    fc
      .uint8Array({ minLength: header.columns * header.rows, maxLength: header.columns * header.rows })
      .map((bytes) => ({ ...header, cells: bytes.map((byte) => byte & 3) })),
  );

describe('the message of a frame’s origins', () => {
  test('is read as it was written, whatever the cells', () => {
    fc.assert(
      fc.property(maps, (map) => {
        const message = writeOriginMap(map, deflateRawSync(packOrigins(map.cells)));
        expect(message.length).toBeLessThanOrEqual(mostOriginBytes);
        const found = readOriginMap(message);
        expect(found && originMapOf(found.header, inflateRawSync(found.compressed))).toEqual(map);
      }),
      { numRuns: 60 },
    );
  });

  test('is nothing if the bytes are of something else', () => {
    const map = { columns: 4, rows: 3, rtpTimestamp: 7 };
    const message = writeOriginMap(map, Uint8Array.of(1, 2, 3));
    const changed = (at: number, byte: number) => {
      const bytes = message.slice();
      bytes[at] = byte;
      return readOriginMap(bytes);
    };
    expect(readOriginMap(message)?.header).toEqual(map);
    expect(changed(0, 2)).toBeUndefined();
    expect(changed(1, 0)).toBeUndefined();
    expect(changed(1, mostOriginColumns + 1)).toBeUndefined();
    expect(changed(2, mostOriginRows + 1)).toBeUndefined();
    expect(readOriginMap(message.subarray(0, 7))).toBeUndefined();
    expect(readOriginMap(new Uint8Array(mostOriginBytes + 1).fill(1))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readOriginMap(bytes)));
  });

  test('has as many cells as its header says, or is none', () => {
    const header = { columns: 5, rows: 1, rtpTimestamp: 0 };
    expect(originMapOf(header, new Uint8Array(2))?.cells).toHaveLength(5);
    expect(originMapOf(header, new Uint8Array(1))).toBeUndefined();
    expect(originMapOf(header, new Uint8Array(3))).toBeUndefined();
  });
});
