import { randomInt } from 'node:crypto';
import type { DirectTransport, Producer, Router } from 'mediasoup/types';
import type { Logger } from 'pino';
import { RtpPacket } from 'rtp.js/packets';
import { channels, frameLength, sampleRate } from '../sound/audio-format.ts';
import type { HeardMoment } from '../sound/heard.ts';
import type { SoundPacket } from '../sound/sound-messages.ts';
import type { Mix, SoundThread } from '../sound/sound-thread.ts';
import type { HostMember, MediaHost } from './media-host.ts';

export interface SoundStreamOptions {
  host: MediaHost;
  thread: Pick<SoundThread, 'open'>;
  /** Called once when the stream is closed. */
  onClose: (stream: SoundStream) => void;
  logger: Logger;
  /** Milliseconds without a listener after which it closes by itself. */
  linger?: number;
}

/** Payload type on the way from here to the router, which maps it for each listener. */
const payloadType = 100;
/** Milliseconds; who switches sound off and on again finds it as it was. */
const usualLinger = 5_000;

/**
 * What one player hears as an audio stream: takes what is heard tick by tick, has it mixed and
 * encoded, and hands it to mediasoup, which gives it to everybody who listens there. It closes by
 * itself when nobody does any more.
 */
export class SoundStream implements HostMember {
  readonly #options: SoundStreamOptions;
  readonly #ssrc = randomInt(1, 2 ** 32);
  /** RTP time begins anywhere (RFC 3550, section 5.1). */
  readonly #firstTimestamp = randomInt(0, 2 ** 32);
  #mix: Mix | undefined;
  #transport: DirectTransport | undefined;
  #producer: Producer | undefined;
  #sequence = randomInt(0, 2 ** 16);
  #lastFrame: number | undefined;
  #listeners = 0;
  #leaving: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(options: SoundStreamOptions) {
    this.#options = options;
    this.#linger();
  }

  static async create(options: SoundStreamOptions): Promise<SoundStream> {
    const stream = new SoundStream(options);
    try {
      await options.host.join(stream);
      stream.#mix = options.thread.open((packet) => stream.#send(packet));
    } catch (error) {
      stream.close();
      throw error;
    }
    // Nobody may have waited that long.
    if (stream.#closed) stream.#mix?.close();
    return stream;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What listeners consume; undefined when closed or while the media worker is replaced. */
  get producer(): Producer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  /** What is heard from now on. */
  hear(moment: HeardMoment): void {
    this.#mix?.hear(moment);
  }

  /** Somebody listens, until the returned function is called (once or more). */
  listen(): () => void {
    this.#listeners++;
    clearTimeout(this.#leaving);
    let listening = true;
    return () => {
      if (!listening) return;
      listening = false;
      this.#listeners--;
      if (this.#listeners === 0) this.#linger();
    };
  }

  /** Ends the stream; its consumers close with it. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#leaving);
    this.#options.host.leave(this);
    this.#mix?.close();
    this.#transport?.close();
    this.#options.onClose(this);
  }

  async attach(router: Router): Promise<void> {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'audio/opus',
            clockRate: sampleRate,
            payloadType,
            channels,
            // Else browsers mix both channels into one (RFC 7587, section 6.1).
            parameters: { 'sprop-stereo': 1, minptime: 20 },
          },
        ],
        encodings: [{ ssrc: this.#ssrc }],
      },
    });
    if (this.#closed) {
      transport.close();
      return;
    }
    this.#transport = transport;
    this.#producer = producer;
  }

  #linger(): void {
    if (this.#closed) return;
    this.#leaving = setTimeout(() => this.close(), this.#options.linger ?? usualLinger);
    this.#leaving.unref();
  }

  #send({ frame, data }: SoundPacket): void {
    const { producer } = this;
    if (this.#closed || producer === undefined) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = new RtpPacket();
    packet.setPayloadType(payloadType);
    packet.setSsrc(this.#ssrc);
    packet.setSequenceNumber(this.#sequence);
    packet.setTimestamp((this.#firstTimestamp + frame * frameLength) % 2 ** 32);
    // The first after frames that were left out (RFC 7587, section 4.1; RFC 3551, section 4.1).
    packet.setMarker(this.#lastFrame !== frame - 1);
    this.#lastFrame = frame;
    packet.setPayload(new DataView(data.buffer, data.byteOffset, data.byteLength));
    packet.serialize();
    const view = packet.getView();
    try {
      producer.send(Buffer.from(view.buffer, view.byteOffset, view.byteLength));
    } catch (error) {
      // The media worker died just now; its host replaces it.
      this.#options.logger.debug({ err: error }, 'Sound was dropped on the way to the media worker');
    }
  }
}
