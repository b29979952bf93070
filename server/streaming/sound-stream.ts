import { randomInt } from 'node:crypto';
import type { PlainTransport, Producer, Router } from 'mediasoup/types';
import type { HeardMoment } from '../contracts/heard.ts';
import type { RoomSoundStream } from '../contracts/room-media.ts';
import type { SoundSink } from '../contracts/sound-sink.ts';
import { channels, sampleRate } from '../sound/audio-format.ts';
import type { Mix, SoundThread } from '../sound/sound-thread.ts';
import type { HostMember, MediaHost } from './media-host.ts';

export interface SoundStreamOptions {
  host: MediaHost;
  thread: Pick<SoundThread, 'open' | 'port'>;
  /** Called once when the stream is closed. */
  onClose: (stream: SoundStream) => void;
  /** Milliseconds without a listener after which the stream closes. */
  linger?: number;
}

/** Payload type between the sound thread and the router, which maps it for each listener. */
const payloadType = 100;
/** The sound thread and the media worker are on this machine. */
const loopback = '127.0.0.1';
/** Milliseconds. A player who switches sound off and on again should find the same stream. */
const usualLinger = 5_000;

/**
 * The sound that one player hears, as an audio stream. It takes the audible sources tick by tick; the sound
 * thread mixes and encodes them, and mediasoup forwards the result to every listener. The sound thread sends
 * to the media worker over local UDP, so that packets do not wait for the main thread. The stream closes
 * itself when nobody listens any more.
 */
export class SoundStream implements HostMember, RoomSoundStream {
  readonly #options: SoundStreamOptions;
  readonly #ssrc = randomInt(1, 2 ** 32);
  readonly #mix: Mix;
  readonly #sinks = new Set<SoundSink>();
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

  /** Where it is produced. Undefined while the media worker is being replaced. */
  get router(): Router | undefined {
    return this.#options.host.router;
  }

  /** What listeners consume. Undefined when closed or while the media worker is being replaced. */
  get producer(): Producer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  /** Sets what is audible from now on. */
  hear(moment: HeardMoment): void {
    this.#mix.hear(moment);
  }

  /** Registers a listener until the returned function is called. Further calls of it have no effect. */
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

  follow(sink: SoundSink): () => void {
    const leave = this.listen();
    this.#sinks.add(sink);
    this.#copy();
    return () => {
      leave();
      if (this.#sinks.delete(sink)) this.#copy();
    };
  }

  /** Ends the stream and closes its consumers. Idempotent. */
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
    // After `connect` the transport accepts packets from the sound thread alone.
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
            // Without it browsers downmix to mono (RFC 7587, section 6.1).
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

  #copy(): void {
    const sound = (frame: Uint8Array, time: number) => {
      for (const sink of this.#sinks) sink.sound(frame, time);
    };
    this.#mix.copyTo(this.#sinks.size > 0 ? { sound } : undefined);
  }

  #linger(): void {
    if (this.#closed) return;
    this.#leaving = setTimeout(() => this.close(), this.#options.linger ?? usualLinger);
    this.#leaving.unref();
  }
}
