import { availableParallelism } from 'node:os';
import { setLogEventListeners } from 'mediasoup';
import type { Logger } from 'pino';
import { SoundThread } from '../sound/sound-thread.ts';
import { type ListenAddress, listenAddresses, transportOptions } from './listen-address.ts';
import { MediaError } from './media-error.ts';
import { MediaHost, type MediaUsage } from './media-host.ts';
import { SoundStream } from './sound-stream.ts';
import { Vp8Encoder } from './video-encoder.ts';
import { ViewStream } from './view-stream.ts';
import { Viewer } from './viewer.ts';
import { findWorkerBinary } from './worker-binary.ts';

export interface MediaServerOptions {
  /** Address that viewers' connections come in at; 127.0.0.1 keeps it to this machine. */
  listenAddress: string;
  /** Address or host name that pages are told instead, behind a router or in a container. */
  announcedAddress?: string;
  /** Worker processes; one a core by default. */
  workers?: number;
  /** The mediasoup worker's program; found by itself when left out. */
  workerBin?: string;
  logger: Logger;
}

export interface StreamOptions {
  /** Pixels, even. */
  width: number;
  height: number;
  /** Frames a second. */
  rate: number;
  /** Bits a second, by default enough for a crisp picture on a local network. */
  bitrate?: number;
  /** The media of one room live on one worker, so that everyone in it can watch everyone. */
  room?: string;
}

/** Bits a second for a pixel a second: 2.5 Mbit/s for 256 x 144 at 12 frames a second. */
const bitsPerPixel = 5.65;

/** Carries every player's view to everyone who watches it, through mediasoup. */
export class MediaServer {
  readonly #options: MediaServerOptions;
  readonly #addresses: readonly ListenAddress[];
  readonly #hosts: readonly MediaHost[];
  /** Where a room lives, and how many of its streams and viewers are open. */
  readonly #rooms = new Map<string, { host: MediaHost; open: number }>();
  readonly #viewers = new Set<Viewer>();
  readonly #streams = new Set<ViewStream | SoundStream>();
  /** Mixes and encodes the sound of all rooms; begins with the first listener. */
  readonly #soundThread: SoundThread;

  private constructor(options: MediaServerOptions, hosts: readonly MediaHost[]) {
    this.#options = options;
    this.#addresses = listenAddresses(options.listenAddress, options.announcedAddress);
    this.#hosts = hosts;
    this.#soundThread = new SoundThread(options.logger);
  }

  /** Starts the worker processes. Throws a MediaError that says what is missing or wrong. */
  static async create(options: MediaServerOptions): Promise<MediaServer> {
    const { logger, workers = availableParallelism() } = options;
    setLogEventListeners({
      onwarn: (source, text) => logger.debug({ source }, text),
      // A worker's death is told by its host.
      onerror: (source, text, error) =>
        logger[text.includes('died unexpectedly') ? 'debug' : 'warn']({ source, err: error }, text),
    });
    const workerBin = findWorkerBinary(options.workerBin);
    const hosts: MediaHost[] = [];
    try {
      for (let index = 0; index < workers; index++) hosts.push(await MediaHost.start({ workerBin, logger }));
      const server = new MediaServer(options, hosts);
      await server.#tryAddresses();
      logger.info({ workers, workerBin }, 'Media workers are running');
      return server;
    } catch (error) {
      await Promise.all(hosts.map((host) => host.close()));
      throw error;
    }
  }

  /** A stream for one player's view. */
  async createStream(options: StreamOptions): Promise<ViewStream> {
    const { width, height, rate, room = '' } = options;
    const bitrate = options.bitrate ?? Math.round(width * height * rate * bitsPerPixel);
    const encoder = new Vp8Encoder({ width, height, rate, bitrate });
    const { host, leave } = this.#enter(room);
    const { logger } = this.#options;
    const stream = await ViewStream.create({
      width,
      height,
      host,
      encoder,
      onClose: (closed) => {
        this.#streams.delete(closed);
        leave();
      },
      logger,
    });
    this.#streams.add(stream);
    return stream;
  }

  /** A stream for what one player hears; it closes by itself when nobody listens to it. */
  async createSoundStream({ room = '' }: { room?: string }): Promise<SoundStream> {
    const { host, leave } = this.#enter(room);
    const stream = await SoundStream.create({
      host,
      thread: this.#soundThread,
      onClose: (closed) => {
        this.#streams.delete(closed);
        leave();
      },
    });
    if (!stream.closed) this.#streams.add(stream);
    return stream;
  }

  /**
   * The media side of one client, player or spectator.
   *
   * @param resolve The stream of a view (a player's session id), or undefined when there is none.
   * @param room The room whose streams `resolve` gives; the same as in {@link createStream}.
   * @param listen What is heard at a view, or undefined when there is no such view.
   */
  createViewer(
    resolve: (view: string) => ViewStream | undefined,
    room: string,
    listen: (view: string) => Promise<SoundStream | undefined>,
  ): Viewer {
    const { host, leave } = this.#enter(room);
    const viewer: Viewer = new Viewer({
      host,
      addresses: this.#addresses,
      resolve,
      listen,
      onClose: () => {
        this.#viewers.delete(viewer);
        leave();
      },
      logger: this.#options.logger,
    });
    this.#viewers.add(viewer);
    return viewer;
  }

  /** Process ids of the worker processes that run now. */
  get processIds(): number[] {
    return this.#hosts.flatMap((host) => host.processId ?? []);
  }

  /** What the worker processes have used since they started; one that has just died is left out. */
  async usage(): Promise<MediaUsage[]> {
    return (await Promise.all(this.#hosts.map((host) => host.usage()))).flatMap((usage) => usage ?? []);
  }

  /**
   * The process is about to end, and its worker processes may end before it: a terminal sends Ctrl-C
   * to all of them.
   */
  expectEnd(): void {
    setLogEventListeners();
    for (const host of this.#hosts) host.expectEnd();
  }

  /** Closes every viewer and stream and ends the worker processes. Idempotent. */
  async close(): Promise<void> {
    for (const viewer of [...this.#viewers]) viewer.close();
    for (const stream of [...this.#streams]) stream.close();
    await Promise.all([...this.#hosts.map((host) => host.close()), this.#soundThread.close()]);
  }

  /** A wrong address should end the start, not every viewer's connection later. */
  async #tryAddresses(): Promise<void> {
    try {
      const transport = await this.#hosts[0]?.router?.createWebRtcTransport(
        transportOptions(this.#addresses),
      );
      transport?.close();
    } catch (error) {
      const { listenAddress } = this.#options;
      throw new MediaError(
        `listenAddress: viewers cannot be served at ${listenAddress}; give 127.0.0.1, 0.0.0.0 or an address of this machine.`,
        { cause: error },
      );
    }
  }

  /** The worker of a room: where it is, or the one with the least to do. */
  #enter(name: string): { host: MediaHost; leave: () => void } {
    const room = this.#rooms.get(name) ?? { host: this.#leastLoaded(), open: 0 };
    this.#rooms.set(name, room);
    room.open++;
    const leave = () => {
      room.open--;
      if (room.open === 0) this.#rooms.delete(name);
    };
    return { host: room.host, leave };
  }

  #leastLoaded(): MediaHost {
    const load = new Map(this.#hosts.map((host) => [host, 0]));
    for (const { host, open } of this.#rooms.values()) load.set(host, (load.get(host) ?? 0) + open);
    return this.#hosts.reduce((best, host) => ((load.get(host) ?? 0) < (load.get(best) ?? 0) ? host : best));
  }
}
