import { availableParallelism } from 'node:os';
import { setLogEventListeners } from 'mediasoup';
import type { PictureSize } from '../contracts/picture.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import { SoundThread } from '../sound/sound-thread.ts';
import { payloadLimit } from './frame-sender.ts';
import type { EncoderKind } from './line-needs.ts';
import { MediaHost, type MediaUsage } from './media-host.ts';
import { type IceConfiguration, type IceServerOptions, iceConfiguration } from './network/ice-servers.ts';
import { RouterPipes } from './network/router-pipes.ts';
import { ViewerTransports, type ViewerTransportsOptions } from './network/viewer-transports.ts';
import { SoundStream } from './sound-stream.ts';
import { Vp8Encoder } from './video-encoder.ts';
import { ViewStream } from './view-stream.ts';
import { Viewer } from './viewer.ts';
import { findWorkerBinary } from './worker-binary.ts';

/** Listen address, announced addresses and ports are documented in {@link ViewerTransportsOptions}. */
export interface MediaServerOptions extends ViewerTransportsOptions {
  /** STUN and TURN servers that pages use. */
  iceServers?: IceServerOptions;
  /** Number of worker processes. By default one a core, at most as many as there are media ports. */
  workers?: number;
  /** Path of the mediasoup worker's executable. Searched for when left out. */
  workerBin?: string;
}

export interface StreamOptions {
  /** Pixels, even. */
  width: number;
  height: number;
  /** Frames a second. */
  rate: number;
  /** Bits a second. By default enough for a sharp picture on a local network. */
  bitrate?: number;
  /** All media of one room live on one worker, so that its members can watch each other without pipes. */
  room?: string;
}

/** Bits per pixel that is encoded: 2.5 Mbit/s for 256 x 144 at 12 frames a second. */
const bitsPerPixel = 5.65;

/** Of an RTP payload, a frame's mean size where packets are lost: most frames fit into one, the others into two. */
const smallFrame = 0.9;

/** Sends every player's view to everyone who watches it, through mediasoup. */
export class MediaServer {
  readonly #options: MediaServerOptions;
  readonly #transports: ViewerTransports;
  readonly #pipes = new RouterPipes();
  readonly #hosts: readonly MediaHost[];
  /** Hosts on which viewers' transports are opened: each has a media port or needs none. */
  readonly #fronts: readonly MediaHost[];
  /** The host of each room, and how many streams and viewers it has open. */
  readonly #rooms = new Map<string, { host: MediaHost; open: number }>();
  readonly #viewers = new Set<Viewer>();
  readonly #streams = new Set<ViewStream | SoundStream>();
  /** Mixes and encodes the sound of all rooms. Starts with the first listener. */
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

  /**
   * Starts the worker processes.
   *
   * @throws MediaError that names what is missing or wrong
   */
  static async create(options: MediaServerOptions): Promise<MediaServer> {
    const { logger } = options;
    setLogEventListeners({
      onwarn: (source, text) => logger.debug({ source }, text),
      // The host logs a worker's death, and callers log failed requests. Logging both again at `warn` would
      // repeat them.
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
      // With fixed ports, each front binds its port now. Random ports need one check for all hosts.
      const checked = options.mediaPort === undefined ? hosts.slice(0, 1) : server.#fronts;
      for (const host of checked) await transports.check(host);
      logger.info({ workers, workerBin }, 'Media workers are running');
      return server;
    } catch (error) {
      await Promise.all(hosts.map((host) => host.close()));
      throw error;
    }
  }

  /** Opens a stream for one player's view. */
  async createStream(options: StreamOptions): Promise<ViewStream> {
    const { width, height, rate, room = '' } = options;
    const bitrate = options.bitrate ?? Math.round(width * height * rate * bitsPerPixel);
    // Neighbouring pixels differ less in a larger picture: twice the bits for four times the pixels look
    // equally good.
    const larger = (size: PictureSize) => Math.sqrt((size.width * size.height) / (width * height));
    const usual = (size: PictureSize) => Math.round(bitrate * larger(size));
    const fewPackets = Math.round(8 * smallFrame * payloadLimit * rate);
    const createEncoder = (size: PictureSize, { small, layered }: EncoderKind) =>
      new Vp8Encoder({
        ...{ ...size, rate, even: small, layered },
        bitrate: small ? Math.min(fewPackets, usual(size)) : usual(size),
      });
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

  /** Opens a stream for the sound that one player hears. It closes itself when nobody listens. */
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
   * Opens the media connection of one client, player or spectator.
   *
   * @param resolve Returns the stream of a view (a player's session id), or undefined if there is none.
   * @param room The room whose streams `resolve` returns, the same as in {@link createStream}.
   * @param listen Returns the sound stream of a view, or undefined if there is no such view.
   * @param client Receives a notice when the server ends its media.
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
      iceConfiguration: () => this.iceConfigurationOf(client?.id ?? 'viewer'),
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

  /** ICE servers for a client, with credentials that are valid from now on. */
  iceConfigurationOf(client: string): IceConfiguration {
    return iceConfiguration(this.#options.iceServers, client);
  }

  /** Streams and viewers that are open now. */
  get counts(): { video: number; sound: number; viewers: { origin: number; edge: number } } {
    const video = [...this.#streams].filter((stream) => stream instanceof ViewStream).length;
    return { video, sound: this.#streams.size - video, viewers: { origin: this.#viewers.size, edge: 0 } };
  }

  /** Process ids of the running workers. */
  get processIds(): number[] {
    return this.#hosts.flatMap((host) => host.processId ?? []);
  }

  /** Resources that the workers have used since they started. Workers that have just died are left out. */
  async usage(): Promise<MediaUsage[]> {
    return (await Promise.all(this.#hosts.map((host) => host.usage()))).flatMap((usage) => usage ?? []);
  }

  /**
   * Announces that the process is about to end. A terminal sends Ctrl-C to the workers as well, so they may
   * end first.
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

  /** Returns the host of a room. A new room gets the host with the least load. */
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

  /** A host that was given up gets no new rooms, unless all were given up. */
  #leastLoaded(): MediaHost {
    const load = new Map(this.#hosts.map((host) => [host, 0]));
    for (const { host, open } of this.#rooms.values()) load.set(host, (load.get(host) ?? 0) + open);
    return least(this.#hosts, (host) => load.get(host) ?? 0);
  }

  /**
   * Host for the transport of a viewer whose room is on `host`: `host` itself, or the front with the fewest
   * viewers.
   */
  #frontFor(host: MediaHost): MediaHost {
    if (this.#fronts.includes(host)) return host;
    const viewers = [...this.#viewers];
    return least(this.#fronts, (front) => viewers.filter((viewer) => viewer.front === front).length);
  }
}

/** The host with the least load. Hosts that were given up count only if there are no others. */
function least(hosts: readonly MediaHost[], loadOf: (host: MediaHost) => number): MediaHost {
  const alive = hosts.filter(({ givenUp }) => !givenUp);
  const ordered = (alive.length > 0 ? alive : hosts).map((host) => ({ host, load: loadOf(host) }));
  return ordered.reduce((best, other) => (other.load < best.load ? other : best)).host;
}
