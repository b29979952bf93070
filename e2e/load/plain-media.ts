import type { Consumer, PlainTransport } from 'mediasoup/types';
import { z } from 'zod';
import { NoticeError } from '../../server/contracts/notice-error.ts';
import type { RoomMedia, RoomViewer } from '../../server/contracts/room-media.ts';
import type { MediaServer, StreamOptions } from '../../server/streaming/media-server.ts';
import type { SoundStream } from '../../server/streaming/sound-stream.ts';
import type { ViewStream } from '../../server/streaming/view-stream.ts';
import type { MediaRequest } from '../../shared/media.ts';

/** The cipher that browsers negotiate with mediasoup, and bytes of a key and a salt of it (RFC 7714). */
export const suite = 'AEAD_AES_256_GCM';
export const keyBytes = 44;

/** Where a headless client receives, in place of the `dtlsParameters` of its media request. */
export const plainReceiverSchema = z.object({
  ip: z.ipv4(),
  port: z.int().min(1).max(65_535),
  keyBase64: z.string(),
});
type PlainReceiver = z.infer<typeof plainReceiverSchema>;

/**
 * Media of a server under load. Streams are the server's own. Viewers are consumers on PlainTransports with SRTP, which send
 * to a UDP socket of the client: thousands of clients fit into a process then, where browsers or DTLS in JavaScript would
 * take the machine that is to be measured. ICE and DTLS are left out; both are idle once a connection is there.
 */
export class PlainMedia implements RoomMedia {
  readonly #media: MediaServer;

  constructor(media: MediaServer) {
    this.#media = media;
  }

  createStream(options: StreamOptions): Promise<ViewStream> {
    return this.#media.createStream(options);
  }

  createSoundStream(options: { room: string }): Promise<SoundStream> {
    return this.#media.createSoundStream(options);
  }

  createViewer(resolve: (view: string) => ViewStream | undefined): RoomViewer {
    return new PlainViewer(resolve);
  }
}

/** Answers the requests of a page in the same order: transport, connect, consume, resume. */
class PlainViewer implements RoomViewer {
  readonly #resolve: (view: string) => ViewStream | undefined;
  readonly #consumers = new Map<string, { consumer: Consumer; stream: ViewStream }>();
  #receiver: PlainReceiver | undefined;
  #transport: Promise<PlainTransport> | undefined;
  #closed = false;

  constructor(resolve: (view: string) => ViewStream | undefined) {
    this.#resolve = resolve;
  }

  async handle(request: MediaRequest): Promise<unknown> {
    switch (request.method) {
      case 'connect':
        this.#receiver = plainReceiverSchema.parse(request.dtlsParameters);
        return {};
      case 'consume':
        return this.#consume(request.view);
      case 'resume':
        return this.#resume(request.consumer);
      default:
        return {};
    }
  }

  setPaused(paused: boolean): void {
    for (const { consumer } of this.#consumers.values()) void (paused ? consumer.pause() : consumer.resume());
  }

  close(): void {
    this.#closed = true;
    void this.#transport?.then((transport) => transport.close());
  }

  async #consume(view: string): Promise<unknown> {
    const stream = this.#resolve(view);
    const { producer, router } = stream ?? {};
    if (stream === undefined || producer === undefined || router === undefined) {
      throw new NoticeError({ code: 'view-gone', values: {} });
    }
    this.#transport ??= this.#open(router);
    const transport = await this.#transport;
    const { rtpCapabilities } = router;
    const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
    this.#consumers.set(consumer.id, { consumer, stream });
    return { id: consumer.id };
  }

  async #resume(id: string): Promise<unknown> {
    const found = this.#consumers.get(id);
    if (found === undefined) throw new NoticeError({ code: 'consumer-gone', values: {} });
    await found.consumer.resume();
    found.stream.requestKeyframe();
    return {};
  }

  async #open(router: NonNullable<ViewStream['router']>): Promise<PlainTransport> {
    if (this.#receiver === undefined) throw new NoticeError({ code: 'no-transport', values: {} });
    const { ip, port, keyBase64 } = this.#receiver;
    const transport = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      enableSrtp: true,
      srtpCryptoSuite: suite,
    });
    await transport.connect({ ip, port, srtpParameters: { cryptoSuite: suite, keyBase64 } });
    if (this.#closed) transport.close();
    return transport;
  }
}
