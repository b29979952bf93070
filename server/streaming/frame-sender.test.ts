import fc from 'fast-check';
import { RtpPacket } from 'rtp.js/packets';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { copiesFor, FrameSender } from './frame-sender.ts';
import { convertToI420, i420Length } from './i420.ts';
import { FrameAssembler } from './testing/frame-assembler.ts';
import { testPicture } from './testing/test-picture.ts';
import { Vp8Decoder } from './testing/vp8-decoder.ts';
import { Vp8Encoder } from './video-encoder.ts';

const [width, height] = [256, 144];
/** Ticks of 90 kHz between frames. */
const period = 7500;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function sent(frames: readonly Uint8Array[], loss: number): Buffer[] {
  const sender = new FrameSender();
  const packets: Buffer[] = [];
  for (const [index, frame] of frames.entries()) {
    sender.send({ data: frame }, index * period, loss, (packet) => packets.push(packet) > 0);
    vi.advanceTimersByTime(1000 / 12);
  }
  return packets;
}

function headerOf(bytes: Buffer) {
  const packet = new RtpPacket(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { buffer, byteOffset, byteLength } = packet.getPayload();
  return {
    sequence: packet.getSequenceNumber(),
    timestamp: packet.getTimestamp(),
    marker: packet.getMarker(),
    payload: Buffer.from(buffer, byteOffset, byteLength),
  };
}

describe('copiesFor', () => {
  test('sends once without losses, and more often the more packets are lost or needed', () => {
    expect(copiesFor(1, 0)).toBe(1);
    expect(copiesFor(20, 0)).toBe(1);
    expect([0.1, 0.2, 0.35].map((loss) => copiesFor(1, loss))).toEqual([2, 3, 4]);
    expect([1, 2, 8].map((packets) => copiesFor(packets, 0.2))).toEqual([3, 4, 4]);
  });
});

describe('FrameSender', () => {
  test('sends every packet once while no packets are lost', () => {
    const packets = sent([new Uint8Array(2500).fill(1), new Uint8Array(10).fill(2)], 0).map(headerOf);
    expect(packets.map(({ timestamp, marker }) => [timestamp, marker])).toEqual([
      [0, false],
      [0, false],
      [0, true],
      [period, true],
    ]);
  });

  test('gives copies their own sequence numbers, and the timestamp and payload of the first', () => {
    const packets = sent([new Uint8Array(1500).fill(7), new Uint8Array(10).fill(2)], 0.2).map(headerOf);
    expect(packets).toHaveLength(2 * 4 + 3);
    for (const [index, packet] of packets.entries()) {
      expect(packet.sequence).toBe((packets[0].sequence + index) & 0xffff);
    }
    for (let copy = 1; copy < 4; copy++) {
      for (const part of [0, 1]) {
        const { timestamp, marker, payload } = packets[2 * copy + part];
        expect({ timestamp, marker, payload }).toEqual({
          ...{ timestamp: packets[part].timestamp, marker: packets[part].marker },
          payload: packets[part].payload,
        });
      }
    }
  });

  test('spreads copies in time, sends them before a frame that comes sooner, and none after its end', () => {
    const sender = new FrameSender();
    const times: number[] = [];
    const send = (packet: Buffer) => times.push(headerOf(packet).timestamp) > 0;
    sender.send({ data: new Uint8Array(10) }, 0, 0.2, send);
    expect(times).toEqual([0]);
    vi.advanceTimersByTime(15);
    expect(times).toEqual([0, 0]);
    sender.send({ data: new Uint8Array(10) }, period, 0.2, send);
    expect(times).toEqual([0, 0, 0, period]);
    sender.stop();
    vi.advanceTimersByTime(1000);
    expect(times).toEqual([0, 0, 0, period]);
  });

  test('ends a frame whose packets find no way', () => {
    const sender = new FrameSender();
    const send = vi.fn(() => false);
    sender.send({ data: new Uint8Array(5000) }, 0, 0, send);
    expect(send).toHaveBeenCalledOnce();
  });

  test('whichever copy arrives whole, decoders show the same pictures', async () => {
    const encoder = new Vp8Encoder({ width, height, rate: 12, bitrate: 400_000 });
    const frames: Uint8Array[] = [];
    const i420 = new Uint8Array(i420Length(width, height));
    for (let index = 0; index < 8; index++) {
      convertToI420(testPicture(width, height, index), width, height, i420);
      frames.push((await encoder.encode(i420, index * period, index === 4)).data);
    }
    encoder.close();
    const pictures = decoded(frames);
    const packets = sent(frames, 0.2);
    const copies = new Map<number, Buffer[][]>();
    let copy: Buffer[] = [];
    for (const packet of packets) {
      copy.push(packet);
      const { marker, timestamp } = headerOf(packet);
      if (!marker) continue;
      copies.set(timestamp, [...(copies.get(timestamp) ?? []), copy]);
      copy = [];
    }
    const whole = fc.tuple(...[...copies.values()].map(({ length }) => fc.nat(length - 1)));
    fc.assert(
      fc.property(whole, fc.infiniteStream(fc.boolean()), (kept, lost) => {
        const arrived = [...copies.values()].flatMap((all, frame) =>
          all.flatMap((parts, index) => parts.filter(() => index === kept[frame] || !lost.next().value)),
        );
        const assembler = new FrameAssembler();
        for (const packet of arrived) assembler.add(packet);
        const got = assembler.decodable;
        expect(got.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual(frames.map((_, index) => index * period));
        for (const [index, { data }] of got.entries())
          expect(Buffer.from(frames[index]).equals(data)).toBe(true);
        expect(decoded(got.map(({ data }) => data))).toEqual(pictures);
      }),
      { numRuns: 30 },
    );
  });
});

/** What a decoder shows of frames. */
function decoded(frames: readonly Uint8Array[]): Buffer[] {
  const decoder = new Vp8Decoder();
  const pictures = frames.map((frame) => Buffer.from(decoder.decode(frame).i420));
  decoder.close();
  return pictures;
}
