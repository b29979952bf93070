import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KServeError } from './kserve-error.ts';
import { encodePlanes } from './plane-code.fixture.ts';
import { type CodedPlanes, decodePlanes } from './plane-code.ts';

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

test('reads what Python writes', () => {
  const planes = emptyPlanes(pixels);
  const shown = decodePlanes(deflateSync(Buffer.from(leftOver, 'hex')), 4, planes);
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
      shown: fc.option(bytes(3 * count), { nil: undefined }),
      padding: fc.integer({ min: 0, max: 40 }),
    });
  });
  fc.assert(
    fc.property(given, ({ width, shown, padding, ...planes }) => {
      const found = emptyPlanes(planes.entity.length);
      const stream = encodePlanes(planes, width, shown);
      const foundShown = decodePlanes(Buffer.concat([stream, Buffer.alloc(padding)]), width, found);
      expect(found).toEqual(planes);
      expect(foundShown && [...foundShown]).toEqual(shown && [...shown]);
    }),
  );
});

test('refuses what is no stream, and streams of other pictures', () => {
  const planes = emptyPlanes(pixels);
  expect(() => decodePlanes(Buffer.from('no planes'), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(new Uint8Array(), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(encodePlanes(original, 4).slice(0, -6), 4, planes)).toThrow(KServeError);
  expect(() => decodePlanes(encodePlanes(original, 4), 4, emptyPlanes(6))).toThrow(KServeError);
  expect(() => decodePlanes(deflateSync(Buffer.alloc(9 * pixels)), 4, planes)).toThrow(/bytes for 12 pixels/);
});
