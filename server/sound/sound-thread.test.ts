import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { pino } from 'pino';
import { RtpPacket } from 'rtp.js/packets';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HeardMoment } from '../contracts/heard.ts';
import { SoundThread } from './sound-thread.ts';

const logger = pino({ level: 'silent' });
const patience = { timeout: 30_000 };
const at = (x: number): HeardMoment => ({
  ear: { x, y: 1.6, z: 0, yaw: 0 },
  began: [],
  rolling: [],
  air: { openness: 0, timeOfDay: 0 },
});

describe('SoundThread', () => {
  let thread: SoundThread;
  let socket: Socket;
  /** Received packets by SSRC, and the ports from which they came. */
  let packets: Map<number, RtpPacket[]>;
  let from: Set<number>;

  beforeEach(async () => {
    packets = new Map();
    from = new Set();
    socket = createSocket('udp4');
    socket.on('message', (bytes, { port }) => {
      const packet = new RtpPacket(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      packets.set(packet.getSsrc(), [...(packets.get(packet.getSsrc()) ?? []), packet]);
      from.add(port);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  });

  afterEach(async () => {
    await thread.close();
    socket.close();
  });

  function open(ssrc: number) {
    const mix = thread.open();
    mix.send({ port: socket.address().port, ssrc, payloadType: 100 });
    return mix;
  }

  const count = (ssrc: number) => packets.get(ssrc)?.length ?? 0;

  test('sends a packet a frame for each mix until it is closed', async () => {
    thread = new SoundThread(logger);
    const one = open(1);
    open(2);
    await vi.waitFor(() => expect(count(1)).toBeGreaterThan(10), patience);
    expect([...from]).toEqual([await thread.port]);
    for (const sent of packets.values()) {
      for (const [index, packet] of sent.entries()) {
        expect(packet.getPayloadType()).toBe(100);
        if (index === 0) continue;
        expect((packet.getSequenceNumber() - sent[index - 1].getSequenceNumber()) & 0xffff).toBe(1);
        const passed = (packet.getTimestamp() - sent[index - 1].getTimestamp() + 2 ** 32) % 2 ** 32;
        expect(passed % 960).toBe(0);
        expect(passed).toBeGreaterThan(0);
      }
    }
    one.close();
    one.close();
    const other = count(2);
    await vi.waitFor(() => expect(count(2)).toBeGreaterThan(other + 10), patience);
    const had = count(1);
    await vi.waitFor(() => expect(count(2)).toBeGreaterThan(other + 20), patience);
    expect(count(1)).toBe(had);
  });

  test('is replaced when it dies, and its mixes continue from the same port', async () => {
    thread = new SoundThread(logger, new URL('./fixtures/mortal-sound-worker.ts', import.meta.url));
    const mix = open(1);
    await vi.waitFor(() => expect(count(1)).toBeGreaterThan(5), patience);
    const before = count(1);
    mix.hear(at(13));
    await vi.waitFor(() => expect(count(1)).toBeGreaterThan(before + 20), patience);
    expect([...from]).toEqual([await thread.port]);
  });

  test('is given up when it keeps dying', async () => {
    thread = new SoundThread(logger, new URL('./fixtures/stillborn-sound-worker.ts', import.meta.url));
    thread.open();
    await expect(thread.port).rejects.toThrow('sound-given-up');
  });

  test('rejects new mixes after it is closed', async () => {
    thread = new SoundThread(logger);
    const mix = open(1);
    await thread.close();
    mix.hear(at(0));
    expect(() => thread.open()).toThrow('closed');
  });
});
