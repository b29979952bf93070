import { randomInt } from 'node:crypto';
import type { PlainTransport, Producer, Router } from 'mediasoup/types';
import type { HeardMoment } from '../contracts/heard.ts';
import { channels, sampleRate } from '../sound/audio-format.ts';
import type { Mix, SoundThread } from '../sound/sound-thread.ts';
import type { HostMember, MediaHost } from './media-host.ts';

export interface SoundStreamOptions {
  host: MediaHost;
  thread: Pick<SoundThread, 'open' | 'port'>;
  /** Called once when the stream is closed. */
  onClose: (stream: SoundStream) => void;
  /** Milliseconds without a listener after which it closes by itself. */
  linger?: number;
}

/** Payload type on the way from here to the router, which maps it for each listener. */
const payloadType = 100;
/** The thread and the media worker are on this machine. */
const loopback = '127.0.0.1';
/** Milliseconds; who switches sound off and on again finds it as it was. */
const usualLinger = 5_000;

/**
 * What one player hears as an audio stream: takes what is heard tick by tick and has it mixed, encoded
 * and sent to mediasoup, which gives it to everybody who listens there. The sound thread sends to the
 * media worker itself, over UDP on this machine, so that no packet waits for this thread. It closes by
 * itself when nobody listens any more.
 */
export class SoundStream implements HostMember {
  readonly #options: SoundStreamOptions;
  readonly #ssrc = randomInt(1, 2 ** 32);
  readonly #mix: Mix;
  #transport: PlainTransport | undefined;
  #producer: Producer | undefined;
  #listeners = 0;
  #leaving: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(options: SoundStreamOptions) {
    this.#options = options;
    this.#mix = options.thread.open();
    this.#linger();
  }

  static async create(options: SoundStreamOptions): Promise<SoundStream> {
    const stream = new SoundStream(options);
    try {
      await options.host.join(stream);
    } catch (error) {
      stream.close();
      throw error;
    }
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
    this.#mix.hear(moment);
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
    this.#mix.close();
    this.#transport?.close();
    this.#options.onClose(this);
  }

  async attach(router: Router): Promise<void> {
    const port = await this.#options.thread.port;
    const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: loopback } });
    // From then on it takes packets from the sound thread alone.
    await transport.connect({ ip: loopback, port });
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
    this.#mix.send({ port: transport.tuple.localPort, ssrc: this.#ssrc, payloadType });
  }

  #linger(): void {
    if (this.#closed) return;
    this.#leaving = setTimeout(() => this.close(), this.#options.linger ?? usualLinger);
    this.#leaving.unref();
  }
}
