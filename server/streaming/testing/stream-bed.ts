import type { Consumer } from 'mediasoup/types';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { PictureSize } from '../../contracts/picture.ts';
import type { SentPicture } from '../../contracts/room-media.ts';
import type { EncoderKind } from '../line-needs.ts';
import { MediaHost } from '../media-host.ts';
import { type VideoEncoder, Vp8Encoder } from '../video-encoder.ts';
import { ViewStream } from '../view-stream.ts';
import { findWorkerBinary } from '../worker-binary.ts';
import { testPicture } from './test-picture.ts';

/** Milliseconds. Long, because test machines are busy. */
export const patience = 30_000;
export const size = { width: 256, height: 144 };
/** Milliseconds between frames. */
export const period = 1000 / 12;
export const logger = pino({ level: 'silent' });

export function createEncoder(of: PictureSize, kind?: EncoderKind): VideoEncoder {
  return new Vp8Encoder({ ...of, rate: 12, bitrate: 2_500_000, layered: kind?.layered ?? false });
}

export function pictureAt(index: number, of: PictureSize = size): SentPicture {
  return { ...of, rgb: testPicture(of.width, of.height, index) };
}

export function broken(): never {
  throw new Error('the codec is broken');
}

/** What a test of streams has: a media worker for all tests of a file, and a new stream for each. */
export interface StreamBed {
  readonly host: MediaHost;
  readonly stream: ViewStream;
  /** Consumes the stream without a network; the consumer is paused. */
  consume(): Promise<Consumer>;
  /** A further stream, closed by the test. */
  open(create: (of: PictureSize, kind: EncoderKind) => VideoEncoder): Promise<ViewStream>;
}

/** Prepares it before the tests of a file, and ends it after them. */
export function useStreamBed(): StreamBed {
  let host: MediaHost;
  let stream: ViewStream;
  const open = (create: (of: PictureSize, kind: EncoderKind) => VideoEncoder) =>
    ViewStream.create({ size, host, createEncoder: create, logger, onClose: () => undefined });
  beforeAll(async () => {
    host = await MediaHost.start({ workerBin: findWorkerBinary(), logger });
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    stream = await open(createEncoder);
  });
  afterEach(() => stream.close());
  return {
    get host() {
      return host;
    },
    get stream() {
      return stream;
    },
    open,
    async consume() {
      const { router } = host;
      const { producer } = stream;
      if (router === undefined || producer === undefined) throw new Error('the media worker is not running');
      const transport = await router.createDirectTransport();
      return transport.consume({
        producerId: producer.id,
        rtpCapabilities: router.rtpCapabilities,
        paused: true,
      });
    },
  };
}
