import { availableParallelism } from 'node:os';
import { setLogEventListeners } from 'mediasoup';
import type { PictureSize } from '../contracts/picture.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import { SoundThread } from '../sound/sound-thread.ts';
import { MediaHost, type MediaUsage } from './media-host.ts';
import { type IceServerOptions, iceConfiguration } from './network/ice-servers.ts';
import { RouterPipes } from './network/router-pipes.ts';
import { ViewerTransports, type ViewerTransportsOptions } from './network/viewer-transports.ts';
import { SoundStream } from './sound-stream.ts';
import { Vp8Encoder } from './video-encoder.ts';
import { ViewStream } from './view-stream.ts';
import { Viewer } from './viewer.ts';
import { findWorkerBinary } from './worker-binary.ts';

/** Address, announced addresses and ports are those of {@link ViewerTransportsOptions}. */
export interface MediaServerOptions extends ViewerTransportsOptions {
  /** STUN and TURN servers that pages are told. */
  iceServers?: IceServerOptions;
  /** Worker processes; by default one a core, and no more than there are media ports. */
  workers?: number;
  /** The mediasoup worker's program; found by itself when left out. */
  workerBin?: string;
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
  readonly #transports: ViewerTransports;
  readonly #pipes = new RouterPipes();
  readonly #hosts: readonly MediaHost[];
  /** Those at which viewers' transports are: they have a port, or need none. */
  readonly #fronts: readonly MediaHost[];
  /** Where a room lives, and how many of its streams and viewers are open. */
  readonly #rooms = new Map<string, { host: MediaHost; open: number }>();
  readonly #viewers = new Set<Viewer>();
  readonly #streams = new Set<ViewStream | SoundStream>();
  /** Mixes and encodes the sound of all rooms; begins with the first listener. */
  readonly #soundThread: SoundThread;

  private constructor(
    options: MediaServerOptions,
    transports: ViewerTransports,
    hosts: readonly MediaHost[],
  ) {
    this.#options = options;
    this.#transports = transports;
    this.#hosts = hosts;
    this.#fronts = hosts.slice(0, transports.portCount);
    this.#soundThread = new SoundThread(options.logger);
    this.#soundThread.givenUp = (notice) => {
      for (const viewer of this.#viewers) if (viewer.listens) viewer.tell(notice);
    };
  }

  /** Starts the worker processes. Throws a MediaError that says what is missing or wrong. */
  static async create(options: MediaServerOptions): Promise<MediaServer> {
    const { logger } = options;
    setLogEventListeners({
      onwarn: (source, text) => logger.debug({ source }, text),
      // A worker's death is told by its host, and requests that fail by whoever made them.
      onerror: (source, text, error) =>
        logger[/died unexpectedly|throwing MediaSoupError/.test(text) ? 'debug' : 'warn'](
          { source, err: error },
          text,
        ),
    });
    const workerBin = findWorkerBinary(options.workerBin);
    const transports = new ViewerTransports(options);
    const workers = options.workers ?? Math.min(availableParallelism(), transports.portCount);
    let server: MediaServer | undefined;
    const hosts: MediaHost[] = [];
    const each = (act: (viewer: Viewer) => void) => {
      if (server !== undefined) for (const viewer of server.#viewers) act(viewer);
    };
    try {
      for (let index = 0; index < workers; index++) {
        const host = await MediaHost.start({
          workerBin,
          onLost: (lost) => each(({ loss }) => loss.workerLost(lost)),
          onRestored: () => each(({ loss }) => loss.workerRestored()),
          onGivenUp: () => each(({ loss }) => loss.workerGivenUp()),
          logger,
        });
        hosts.push(host);
      }
      server = new MediaServer(options, transports, hosts);
      // Each front takes its port now; random ports are the same for all.
      const checked = options.mediaPort === undefined ? hosts.slice(0, 1) : server.#fronts;
      for (const host of checked) await transports.check(host);
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
    // Neighbouring pixels of a larger picture differ less: twice the bits for four times the pixels look as good.
    const larger = (size: PictureSize) => Math.sqrt((size.width * size.height) / (width * height));
    const createEncoder = (size: PictureSize) =>
      new Vp8Encoder({ ...size, rate, bitrate: Math.round(bitrate * larger(size)) });
    const { host, leave } = this.#enter(room);
    const { logger } = this.#options;
    const stream = await ViewStream.create({
      size: { width, height },
      host,
      createEncoder,
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
   * @param client Is told when its media end for a reason that is the server's.
   */
  createViewer(
    resolve: (view: string) => ViewStream | undefined,
    room: string,
    listen: (view: string) => Promise<SoundStream | undefined>,
    client?: ViewerClient,
  ): Viewer {
    const { host, leave } = this.#enter(room);
    const viewer: Viewer = new Viewer({
      host,
      front: () => this.#frontFor(host),
      transports: this.#transports,
      pipes: this.#pipes,
      iceConfiguration: () => iceConfiguration(this.#options.iceServers, client?.id ?? 'viewer'),
      client,
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

  /** A worker that died too often has no more rooms, unless all have. */
  #leastLoaded(): MediaHost {
    const load = new Map(this.#hosts.map((host) => [host, 0]));
    for (const { host, open } of this.#rooms.values()) load.set(host, (load.get(host) ?? 0) + open);
    return least(this.#hosts, (host) => load.get(host) ?? 0);
  }

  /** Where a viewer of a room at `host` connects: there, or at the port with the fewest viewers. */
  #frontFor(host: MediaHost): MediaHost {
    if (this.#fronts.includes(host)) return host;
    const viewers = [...this.#viewers];
    return least(this.#fronts, (front) => viewers.filter((viewer) => viewer.front === front).length);
  }
}

/** The host with the least load, of those that were not given up if there are any. */
function least(hosts: readonly MediaHost[], loadOf: (host: MediaHost) => number): MediaHost {
  const alive = hosts.filter(({ givenUp }) => !givenUp);
  const ordered = (alive.length > 0 ? alive : hosts).map((host) => ({ host, load: loadOf(host) }));
  return ordered.reduce((best, other) => (other.load < best.load ? other : best)).host;
}
