import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packetizeVp8, pictureIds, readVp8Payload } from './vp8-payload.ts';

describe('packetizeVp8', () => {
  test('writes the descriptor of RFC 7741', () => {
    const payloads = packetizeVp8(Uint8Array.of(9, 8, 7), 0x1234, 6);
    expect(payloads.map((payload) => [...payload])).toEqual([
      [0x90, 0x80, 0x92, 0x34, 9, 8],
      [0x80, 0x80, 0x92, 0x34, 7],
    ]);
  });

  test('writes the temporal layer, and that layer 1 is decoded from layer 0 alone', () => {
    const of = (temporal: 0 | 1) => packetizeVp8(Uint8Array.of(9, 8), 0x1234, 8, { temporal, base: 0xab });
    expect([...of(0)[0]]).toEqual([0x90, 0xe0, 0x92, 0x34, 0xab, 0x00, 9, 8]);
    expect([...of(1)[0]]).toEqual([0x90, 0xe0, 0x92, 0x34, 0xab, 0x60, 9, 8]);
    expect(readVp8Payload(of(1)[0])).toMatchObject({ pictureId: 0x1234, layer: { temporal: 1, base: 0xab } });
  });

  test('can be reassembled from payloads within the limit', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.integer({ min: 0, max: pictureIds - 1 }),
        fc.integer({ min: 5, max: 1200 }),
        (frame, pictureId, limit) => {
          const payloads = packetizeVp8(frame, pictureId, limit);
          for (const payload of payloads) expect(payload.length).toBeLessThanOrEqual(limit);
          const read = payloads.map(readVp8Payload);
          expect(read.map((payload) => payload.start)).toEqual(read.map((_, index) => index === 0));
          expect(new Set(read.map((payload) => payload.pictureId))).toEqual(new Set([pictureId]));
          expect(Buffer.concat(read.map((payload) => payload.part)).equals(frame)).toBe(true);
        },
      ),
    );
  });

  test('rejects a limit without room for the frame', () => {
    expect(() => packetizeVp8(Uint8Array.of(1), 0, 4)).toThrow('no room');
  });
});

describe('readVp8Payload', () => {
  test('reads short picture ids, layers and key indexes', () => {
    expect(readVp8Payload(Uint8Array.of(0x10, 5))).toEqual({
      start: true,
      pictureId: undefined,
      part: Uint8Array.of(5),
    });
    expect(readVp8Payload(Uint8Array.of(0x90, 0xf0, 0x7f, 1, 2, 5))).toEqual({
      start: true,
      pictureId: 0x7f,
      layer: { temporal: 0, base: 1 },
      part: Uint8Array.of(5),
    });
    expect(readVp8Payload(Uint8Array.of(0x11, 5)).start).toBe(false);
  });

  test('never reads beyond the payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (payload) => {
        try {
          expect(readVp8Payload(payload).part.length).toBeLessThan(payload.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
