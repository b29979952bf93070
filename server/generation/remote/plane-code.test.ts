import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KServeError } from './kserve-error.ts';
import { encodePlanes } from './plane-code.fixture.ts';
import { type CodedPlanes, decodePlanes, type FurtherPictures } from './plane-code.ts';

function emptyPlanes(pixels: number): CodedPlanes {
  return {
    rgb: new Uint8Array(3 * pixels),
    inverseDepth: new Uint16Array(pixels),
    entity: new Uint8Array(pixels),
    confidence: new Uint8Array(pixels),
    coverage: new Uint8Array(pixels),
  };
}

/** What plane_code.py leaves over of these planes of 4 x 3 pixels; its own test (test_plane_code.py) has the same. */
const leftOver =
  'c1252a259900fb00940500003f00fb00fb00050505fb00fbc600fb000000050000fb050000b7b7b7dd000000dd000000004040400000000000000000005ab40e6868686868686868fffefdfcfcfcfcfcfcfcfcfc000000000000ffffffff0000bc6565659400000094000000440000000000000000000000bc0000000000000000000000';
const pixels = 12;
const original = {
  rgb: Uint8Array.from({ length: 3 * pixels }, (_, i) => (i * 37) % 251),
  inverseDepth: Uint16Array.from({ length: pixels }, (_, i) => (i * 23_456) % 65_536),
  entity: Uint8Array.from({ length: pixels }, (_, i) => i * 90),
  confidence: Uint8Array.from({ length: pixels }, (_, i) => 255 - i),
  coverage: Uint8Array.from({ length: pixels }, (_, i) => (i > 5 ? 255 : 0)),
};
const shownOriginal = Uint8Array.from({ length: 3 * pixels }, (_, i) => i * 101);

/** Bytes that differ from pixel to pixel. */
function picture(length: number, seed: number): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (let i = 0; i < length; i++) bytes[i] = (seed + 1) * (i + 7) * 13;
  return bytes;
}

test('reads what Python writes', () => {
  const planes = emptyPlanes(pixels);
  const { shown } = decodePlanes(deflateSync(Buffer.from(leftOver, 'hex')), 4, planes);
  expect(planes).toEqual(original);
  expect(Buffer.from(shown ?? [])).toEqual(Buffer.from(shownOriginal));
});

test('gives back every plane bit by bit, with zeros behind the stream', () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }));
  const given = size.chain(([width, height]) => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const count = width * height;
    return fc.record({
      width: fc.constant(width),
      rgb: bytes(3 * count),
      inverseDepth: fc.uint16Array({ minLength: count, maxLength: count }),
      entity: bytes(count),
      confidence: bytes(count),
      coverage: bytes(count),
      isRelit: fc.boolean(),
      larger: fc.option(fc.constant({ width: width + 2, height: height + 1 }), { nil: undefined }),
      seed: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      padding: fc.integer({ min: 0, max: 40 }),
    });
  });
  fc.assert(
    fc.property(given, ({ width, isRelit, larger, seed, padding, ...planes }) => {
      const count = planes.entity.length;
      const further: FurtherPictures = {};
      if (isRelit) further.shown = picture(3 * count, seed[0]);
      if (larger) {
        const length = 3 * larger.width * larger.height;
        further.fine = { ...larger, rgb: picture(length, seed[1]) };
        if (isRelit) further.fineShown = { ...larger, rgb: picture(length, seed[2]) };
      }
      const found = emptyPlanes(count);
      const stream = encodePlanes(planes, width, further);
      const padded = Buffer.concat([stream, Buffer.alloc(padding)]);
      expect(decodePlanes(padded, width, found, larger)).toEqual(further);
      expect(found).toEqual(planes);
    }),
  );
});

test('a server that cannot enlarge sends the view alone', () => {
  const found = emptyPlanes(pixels);
  expect(decodePlanes(encodePlanes(original, 4), 4, found, { width: 8, height: 6 })).toEqual({});
  expect(found).toEqual(original);
});

test('refuses what is no stream, and streams of other pictures', () => {
  const planes = emptyPlanes(pixels);
  expect(() => decodePlanes(Buffer.from('no planes'), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(new Uint8Array(), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(encodePlanes(original, 4).slice(0, -6), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(encodePlanes(original, 4), 4, emptyPlanes(6))).toThrow(KServeError);
  expect(() => decodePlanes(deflateSync(Buffer.alloc(9 * pixels)), 4, planes)).toThrow(/bytes for 12 pixels/);
});
