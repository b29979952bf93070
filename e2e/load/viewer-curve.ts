import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Consumer, Router } from 'mediasoup/types';
import { pino } from 'pino';
import { z } from 'zod';
import type { SentPicture } from '../../server/contracts/room-media.ts';
import { MediaHost } from '../../server/streaming/media-host.ts';
import { testPicture } from '../../server/streaming/testing/test-picture.ts';
import { Vp8Encoder } from '../../server/streaming/video-encoder.ts';
import { ViewStream } from '../../server/streaming/view-stream.ts';
import { findWorkerBinary } from '../../server/streaming/worker-binary.ts';

const size = { width: 256, height: 144 };
/** Frames a second, as the default pack has them. */
const rate = 12;
const loopback = '127.0.0.1';
const suite = 'AEAD_AES_256_GCM';
/** Bytes of a key and a salt of that suite (RFC 7714). */
const keyBytes = 44;
/** Milliseconds until a load is steady. */
const settling = 2_000;

/** What a media worker needs for so many viewers of one stream. */
export interface ViewerLoad {
  viewers: number;
  /** Cores. */
  worker: number;
  /** Kilobytes a second to each viewer. */
  kilobytes: number;
  /** Share of the packets that the worker sent which arrived. */
  arrived: number;
}

/**
 * Measures one media worker by its viewers: consumers on PlainTransports with SRTP, as browsers have it, to sockets of this
 * machine. ICE and DTLS are left out, which are idle once a connection is there.
 */
export async function measureViewers(
  counts: readonly number[],
  seconds: number,
  say: (line: string) => void,
): Promise<ViewerLoad[]> {
  const logger = pino({ level: 'silent' });
  const host = await MediaHost.start({ workerBin: findWorkerBinary(), logger });
  const sink = await Sink.open();
  const createEncoder = () => new Vp8Encoder({ ...size, rate, bitrate: 2_500_000 });
  const stream = await ViewStream.create({ size, host, createEncoder, onClose: () => {}, logger });
  const pushing = play(stream);
  try {
    const { router } = host;
    if (router === undefined || stream.producer === undefined) throw new Error('no media worker runs');
    const loads: ViewerLoad[] = [];
    const consumers: Consumer[] = [];
    for (const viewers of counts) {
      while (consumers.length < viewers) {
        consumers.push(await consume(router, stream.producer.id, sink.port));
      }
      stream.requestKeyframe();
      await sleep(settling);
      const before = await lookAt(host, consumers, sink);
      await sleep(seconds * 1000);
      const after = await lookAt(host, consumers, sink);
      const elapsed = (after.at - before.at) / 1000;
      const sent = after.packets - before.packets;
      const load = {
        viewers,
        worker: (after.cpu - before.cpu) / 1000 / elapsed,
        kilobytes: (after.bytes - before.bytes) / 1000 / elapsed,
        arrived: sent === 0 ? 1 : (after.received - before.received) / sent,
      };
      say(describeViewers(load));
      loads.push(load);
    }
    return loads;
  } finally {
    pushing.stop();
    stream.close();
    await host.close();
    await sink.close();
  }
}

export function describeViewers({ viewers, worker, kilobytes, arrived }: ViewerLoad): string {
  const share = (100 * arrived).toFixed(1);
  return `${viewers} viewers: ${worker.toFixed(3)} cores of the media worker, ${kilobytes.toFixed(1)} kB/s each, ${share} % of packets arrived`;
}

/** A picture in which much moves, twelve times a second. */
function play(stream: ViewStream): { stop(): void } {
  let index = 0;
  const began = performance.now();
  const noise = randomBytes(3 * size.width * size.height);
  const timer = setInterval(() => {
    const rgb = testPicture(size.width, size.height, index++);
    // Texture that moves with the picture, so that frames have the size of those that are drawn.
    for (let at = 0; at < rgb.length; at++)
      rgb[at] = rgb[at] * 0.9 + noise[(at + 3 * index) % rgb.length] * 0.06;
    const picture: SentPicture = { ...size, rgb };
    void stream.push(picture, performance.now() - began);
  }, 1000 / rate);
  return { stop: () => clearInterval(timer) };
}

async function consume(router: Router, producerId: string, port: number): Promise<Consumer> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: loopback },
    enableSrtp: true,
    srtpCryptoSuite: suite,
  });
  const keyBase64 = randomBytes(keyBytes).toString('base64');
  await transport.connect({ ip: loopback, port, srtpParameters: { cryptoSuite: suite, keyBase64 } });
  return transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
}

async function lookAt(host: MediaHost, consumers: readonly Consumer[], sink: Sink) {
  const at = performance.now();
  const usage = await host.usage();
  const received = await sink.received();
  // All get the same; to ask each would take longer than what is measured.
  const stats = (await consumers[0]?.getStats()) ?? [];
  const sent = stats.find(({ type }) => type === 'outbound-rtp');
  const packets = consumers.length * (sent?.packetCount ?? 0);
  return { at, cpu: usage?.cpuMilliseconds ?? 0, received, packets, bytes: sent?.byteCount ?? 0 };
}

const countSchema = z.object({ received: z.int() });
const portSchema = z.object({ port: z.int() });

/** Takes packets on a thread of its own, so that they do not wait for anything else. */
class Sink {
  readonly port: number;
  readonly #thread: Worker;

  private constructor(port: number, thread: Worker) {
    this.port = port;
    this.#thread = thread;
  }

  static async open(): Promise<Sink> {
    const thread = new Worker(new URL('./packet-sink.mjs', import.meta.url));
    const { port } = portSchema.parse(await new Promise((done) => thread.once('message', done)));
    return new Sink(port, thread);
  }

  async received(): Promise<number> {
    const answer = new Promise((done) => this.#thread.once('message', done));
    this.#thread.postMessage('count');
    return countSchema.parse(await answer).received;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
