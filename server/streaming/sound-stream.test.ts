import type { Consumer } from 'mediasoup/types';
import { pino } from 'pino';
import { RtpPacket } from 'rtp.js/packets';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HeardMoment } from '../contracts/heard.ts';
import { SoundThread } from '../sound/sound-thread.ts';
import { MediaHost } from './media-host.ts';
import { SoundStream } from './sound-stream.ts';
import { OpusDecoder } from './testing/opus-decoder.ts';
import { findWorkerBinary } from './worker-binary.ts';

const logger = pino({ level: 'silent' });
const patience = { timeout: 30_000 };

let host: MediaHost;
let thread: SoundThread;
let stream: SoundStream;
let closed = 0;

beforeAll(async () => {
  host = await MediaHost.start({ workerBin: findWorkerBinary(), logger });
  thread = new SoundThread(logger);
});
afterAll(async () => {
  await thread.close();
  await host.close();
});
beforeEach(async () => {
  closed = 0;
  stream = await open(60_000);
});
afterEach(() => stream.close());

/** Opens a stream that waits this many milliseconds for a listener. */
function open(linger: number): Promise<SoundStream> {
  return SoundStream.create({ host, thread, onClose: () => closed++, linger });
}

/** Consumes the stream without a network and records its packets. */
async function listen(): Promise<{ consumer: Consumer; packets: RtpPacket[]; end: () => void }> {
  const { router } = host;
  const end = stream.listen();
  if (router === undefined) throw new Error('the media worker is not running');
  const transport = await router.createDirectTransport();
  const { producer } = stream;
  if (producer === undefined) throw new Error('the stream is closed');
  const consumer = await transport.consume({
    producerId: producer.id,
    rtpCapabilities: router.rtpCapabilities,
  });
  const packets: RtpPacket[] = [];
  consumer.on('rtp', (bytes) => {
    packets.push(new RtpPacket(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  });
  return { consumer, packets, end };
}

const moment = (x: number): HeardMoment => ({
  ear: { x: 0, y: 1.6, z: 0, yaw: 0 },
  began: [{ kind: 'orb', x, y: 1, z: 0, level: 1, openness: 1 }],
  rolling: [],
  air: { openness: 0, timeOfDay: 0.5 },
});

describe('SoundStream', () => {
  test('carries stereo Opus through the media worker in packets of 20 ms without time gaps', async () => {
    const { consumer, packets } = await listen();
    expect(consumer.rtpParameters.codecs[0]).toMatchObject({
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: { 'sprop-stereo': 1 },
    });
    stream.hear(moment(2));
    await vi.waitFor(() => expect(packets.length).toBeGreaterThan(40), patience);
    const sequence = packets.map((packet) => packet.getSequenceNumber());
    const timestamps = packets.map((packet) => packet.getTimestamp());
    for (let i = 1; i < packets.length; i++) {
      expect((sequence[i] - sequence[i - 1]) & 0xffff).toBe(1);
      // An audio clock that slept skips frames, and the timestamp shows the gap.
      const passed = (timestamps[i] - timestamps[i - 1] + 2 ** 32) % 2 ** 32;
      expect(passed % 960).toBe(0);
      expect(packets[i].getMarker()).toBe(passed !== 960);
    }
    const decoder = new OpusDecoder();
    let [left, right] = [0, 0];
    for (const packet of packets) {
      const payload = packet.getPayload();
      const energy = decoder.energyOf(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength));
      left += energy[0];
      right += energy[1];
    }
    decoder.close();
    expect(right).toBeGreaterThan(2 * left);
  });

  test('closes itself when the last listener leaves, and not before', async () => {
    stream.close();
    closed = 0;
    stream = await open(2_000);
    const [one, other] = [await listen(), await listen()];
    one.end();
    one.end();
    await vi.waitFor(() => expect(other.packets.length).toBeGreaterThan(10), patience);
    expect(stream.closed).toBe(false);
    other.end();
    await vi.waitFor(() => expect(stream.closed).toBe(true), patience);
    await vi.waitFor(() => expect(other.consumer.closed).toBe(true), patience);
    stream.close();
    expect(closed).toBe(1);
  });

  test('closes itself when no listener came', async () => {
    stream.close();
    stream = await open(10);
    await vi.waitFor(() => expect(stream.closed).toBe(true), patience);
    expect(stream.producer).toBeUndefined();
  });

  test('continues on a new media worker when the old one dies', async () => {
    const { processId, router } = host;
    if (processId === undefined) throw new Error('the media worker is not running');
    stream.listen();
    process.kill(processId, 'SIGKILL');
    await vi.waitFor(() => {
      expect(host.router).not.toBe(router);
      expect(stream.producer).toBeDefined();
    }, patience);
    const { packets } = await listen();
    await vi.waitFor(() => expect(packets.length).toBeGreaterThan(5), patience);
  });
});
