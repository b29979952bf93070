import { matchMaker, Server as RoomServer } from '@colyseus/core';
import express from 'express';
import proxyAddr from 'proxy-addr';
import { roomType } from '../shared/messages.ts';
import type { ServerAddresses } from '../shared/reachability.ts';
import { adminReport } from './admin/admin-report.ts';
import { LoadMeter, type LoadSources } from './admin/load-meter.ts';
import { AddressLimits } from './admission/address-limits.ts';
import { Connections } from './admission/connections.ts';
import { DrawingCapacity } from './admission/drawing-capacity.ts';
import { limitRoutes } from './admission/limit-routes.ts';
import { roomsOfAddress } from './admission/room-makers.ts';
import { RoomTransport } from './admission/room-transport.ts';
import type { Config } from './config/config.ts';
import { basePathOf } from './config/http-options.ts';
import type { RoomMedia } from './contracts/room-media.ts';
import type { WorldModel } from './contracts/world-model.ts';
import { Governor } from './governor/governor.ts';
import { isAddress } from './http/authority.ts';
import { stripBasePath } from './http/base-path.ts';
import { bodyLimit, errorAnswer } from './http/error-answer.ts';
import { KnownHosts } from './http/known-hosts.ts';
import { LinkPreviews } from './http/link-previews.ts';
import { Listener } from './http/listener.ts';
import { Lobby, LobbyError } from './http/lobby.ts';
import { pageRoutes, securityHeaders, sendPage } from './http/pages.ts';
import { Previews } from './http/previews.ts';
import { checkRequests, RequestChecks } from './http/request-checks.ts';
import { requestLog } from './http/request-log.ts';
import { adminRoutes } from './http/routes/admin-routes.ts';
import { exportRoutes } from './http/routes/export-routes.ts';
import { healthRoutes } from './http/routes/health-routes.ts';
import { lobbyRoutes } from './http/routes/lobby-routes.ts';
import { matchmakingRoutes } from './http/routes/matchmaking-routes.ts';
import { previewRoutes } from './http/routes/preview-routes.ts';
import { reachabilityRoutes } from './http/routes/reachability-routes.ts';
import { recordingRoutes } from './http/routes/recording-routes.ts';
import { saveRoutes } from './http/routes/save-routes.ts';
import { serverRoutes } from './http/routes/server-routes.ts';
import { sentenceReader } from './http/sentences.ts';
import { announcedAddresses, serverAddresses } from './http/server-addresses.ts';
import { TrustedProxies } from './http/trusted-proxies.ts';
import { UpgradeGate } from './http/upgrade-gate.ts';
import { colyseusLog, type Log } from './log.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';
import type { OfferedWorlds } from './memory/valid-worlds.ts';
import type { RecentLog } from './recent-log.ts';
import { Recordings } from './recording/recordings.ts';
import { InviteSigner } from './rooms/members/invite.ts';
import type { OpenRoom } from './rooms/open-room.ts';
import type { RoomPack, RoomServices } from './rooms/room-services.ts';
import { drainRooms } from './rooms/saving/drain.ts';
import type { SavedRoomIndex } from './rooms/saving/saved-room-index.ts';
import { WorldRoom } from './rooms/world-room.ts';
import { Capacity } from './watching/capacity.ts';

/** Parts of an app, which does not close them. */
export interface AppParts {
  config: Config;
  log: Log;
  pack: RoomPack & { readonly folder: string };
  /** Which worlds of the pack rooms may begin from. */
  worlds: OfferedWorlds;
  model: WorldModel;
  /** The execution provider and the reason for it, for the health page. */
  provider: { name: string; reason: string };
  media: RoomMedia;
  createMemory: RoomServices['createMemory'];
  /** Figures of threads and processes for the admin page; omitted without them. */
  load?: LoadSources;
  /** Memory budget of all rooms' keyframes, for the health page. */
  budget?: Pick<MemoryBudget, 'bytes' | 'used'>;
  /** Drawing capacity; by default measured from drawn views. */
  drawing?: DrawingCapacity;
  /** Picks the sizes of views; made by default. */
  governor?: Governor;
  /** Recent log lines for the admin page. */
  recent?: RecentLog;
  /** Rooms that outlive the server, and the secret that does. */
  saves?: SavedRoomIndex | undefined;
  secret?: string | undefined;
}

/** Most bytes of one WebSocket frame from a client. */
const frameLimit = 64 * 1024;

/** The web server: pages, REST, health, and rooms over WebSocket on the same port. */
export class App {
  readonly lobby: Lobby;
  readonly invites: InviteSigner;
  readonly #parts: AppParts;
  readonly #proxies: TrustedProxies;
  readonly #checks: RequestChecks;
  readonly #gate: UpgradeGate;
  readonly #listener: Listener;
  readonly #rooms: RoomServer;
  readonly #transport: RoomTransport;
  readonly #limits: AddressLimits;
  readonly #connections: Connections;
  readonly #open = new Map<string, OpenRoom>();
  readonly #recordings: Recordings;
  readonly #governor: Governor;
  /** Set if the admin page is on. */
  readonly #load: LoadMeter | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: AppParts) {
    const { config, log, pack, worlds, model, media, createMemory } = parts;
    this.#parts = parts;
    this.invites = new InviteSigner({ secret: config.secret ?? parts.secret, hours: config.inviteHours });
    this.lobby = new Lobby({
      manifest: pack.manifest,
      worlds,
      invites: this.invites,
      maximumRooms: config.maximumRooms,
      maximumOpening: config.maximumOpening,
      roomsPerAddress: roomsOfAddress(config),
      basePath: basePathOf(config),
      readSentence: sentenceReader(pack),
      saves: parts.saves,
    });
    this.#limits = new AddressLimits({ scale: config.addressRateScale, rooms: roomsOfAddress(config) });
    this.#connections = new Connections({
      limits: this.#limits,
      most: config.maximumConnectionsPerAddress,
      addressOf: (request) => proxyAddr(request, (address) => this.#proxies.trusts(address)),
      log: log.child({ part: 'connections' }),
    });
    this.#recordings = new Recordings({
      folder: config.recordingFolder,
      hours: config.recordingHours,
      limits: { milliseconds: config.recordingMinutes * 60_000, bytes: config.recordingMegabytes * 1e6 },
      most: config.maximumRecordings,
      mostInRoom: config.maximumRoomRecordings,
      diskBytes: config.recordingDiskMegabytes * 1e6,
      log: log.child({ part: 'recording' }),
    });
    if (config.adminToken !== undefined) {
      this.#load = new LoadMeter(parts.load, (error) =>
        log.warn({ err: error }, 'the load was not measured'),
      );
    }
    this.#governor =
      parts.governor ??
      new Governor({
        manifest: pack.manifest,
        workers: () => parts.load?.generation().workers ?? 1,
        log: log.child({ part: 'governor' }),
      });
    this.#proxies = new TrustedProxies(config.trustProxy);
    this.#checks = new RequestChecks({
      hosts: new KnownHosts({
        ...config,
        // A host name in the configuration is allowed as well.
        allowedHosts: [...config.allowedHosts, ...(isAddress(config.host) ? [] : [config.host])],
        announcedAddresses: announcedAddresses(config),
      }),
      proxies: this.#proxies,
      publicUrl: config.publicUrl,
      allowedOrigins: config.allowedOrigins,
    });
    this.#gate = new UpgradeGate(this.#checks, log.child({ part: 'http' }));
    const { host, port, tlsCert: cert, tlsKey: key } = config;
    const tls = cert !== undefined && key !== undefined ? { cert, key } : undefined;
    this.#listener = new Listener({ host, port, tls, log: log.child({ part: 'tls' }) }, this.#routes());
    this.#transport = new RoomTransport({ maxPayload: frameLimit }, this.#connections);
    this.#rooms = new RoomServer({
      transport: this.#transport,
      greet: false,
      gracefullyShutdown: false,
      logger: colyseusLog(log.child({ part: 'colyseus' })),
    });
    const services: RoomServices = {
      pack,
      model,
      media,
      invites: this.invites,
      log,
      maximumSpectators: config.maximumSpectators,
      reconnectSeconds: config.reconnectSeconds,
      idleRoomSeconds: config.idleRoomSeconds,
      createMemory,
      rooms: this.#open,
      saves: parts.saves,
      recordings: this.#recordings,
      capacity: new Capacity(config.freeCamera),
      connections: this.#connections,
      idleSeatSeconds: config.idleSeatSeconds,
      governor: this.#governor,
      drawing:
        parts.drawing ??
        new DrawingCapacity({
          rate: config.leastViewsPerSecond ?? pack.manifest.view.rate,
          capacity: (rate) => this.#governor.capacity(rate),
        }),
    };
    this.#rooms.define(roomType, WorldRoom, { services });
  }

  /** Starts to listen; returns the address of the lobby. Throws a ListenError if that fails. */
  async listen(): Promise<string> {
    // Colyseus' own listen() binds routes of its own and never reports an occupied port.
    await matchMaker.accept();
    await this.#listener.listen();
    this.#transport.serve(this.#listener.server, (request) => this.#gate.admits(request));
    return this.url;
  }

  /** Address of the lobby for programs of this machine, once the server listens. */
  get url(): string {
    return this.addresses.own;
  }

  /** Addresses at which the server can be reached, once it listens. */
  get addresses(): ServerAddresses & { own: string } {
    return serverAddresses(this.#parts.config, this.#listener);
  }

  /** Takes no new rooms, tells people, and saves all rooms. After that, close() loses nothing. */
  async drain(seconds: number, signal?: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    this.lobby.ending = true;
    const failed = (room: string, err: unknown) => log.error({ err, room }, 'a room could not be saved');
    await drainRooms(this.#open, seconds, failed, signal);
  }

  /** Ends all rooms and connections; resolves when they are closed. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#rooms.gracefullyShutdown(false);
    await this.#recordings.close();
    await this.#load?.close();
    await this.#listener.close();
  }

  #routes(): express.Express {
    const { config, log, pack, worlds, provider, budget } = this.#parts;
    const app = express();
    app.disable('x-powered-by');
    app.set('trust proxy', (address: string) => this.#proxies.trusts(address));
    app.use(requestLog(log));
    app.use(securityHeaders(config.publicUrl));
    app.use(checkRequests(this.#checks));
    app.use(limitRoutes(this.#limits, this.#connections));
    app.use(stripBasePath(basePathOf(config)));
    app.use(this.#gate.missed(() => matchMaker.processId));
    app.use(express.json({ limit: bodyLimit }));
    app.use(
      healthRoutes({
        ...{ pack: pack.manifest, provider, budget, rooms: this.#open },
        governor: this.#governor,
        isEnding: () => this.lobby.ending,
      }),
    );
    app.use(serverRoutes());
    app.use(
      lobbyRoutes({
        lobby: this.lobby,
        manifest: pack.manifest,
        packFolder: pack.folder,
        worlds,
        rooms: this.#open,
        basePath: basePathOf(config),
      }),
    );
    const previews = new Previews({ ...this.#parts, read: sentenceReader(pack) });
    app.use(previewRoutes({ previews, basePath: basePathOf(config) }));
    app.use(reachabilityRoutes({ addresses: () => this.addresses, gate: this.#gate }));
    app.use(exportRoutes({ view: pack.manifest.view, invites: this.invites, rooms: this.#open, log }));
    app.use(saveRoutes({ invites: this.invites, saves: this.#parts.saves, lobby: this.lobby }));
    app.use(recordingRoutes({ invites: this.invites, recordings: this.#recordings }));
    app.use(this.#adminRoutes());
    app.use(matchmakingRoutes(this.lobby));
    const links = { publicUrl: config.publicUrl, basePath: basePathOf(config), manifest: pack.manifest };
    const linkPreviews = new LinkPreviews({ ...links, lobby: this.lobby, rooms: this.#open });
    app.use(pageRoutes(config.clientFolder, basePathOf(config), linkPreviews));
    app.use(() => {
      throw new LobbyError(404, { code: 'nothing-here', values: {} });
    });
    app.use(errorAnswer(log));
    return app;
  }

  #adminRoutes(): express.Router {
    const { config, log, pack, provider, recent } = this.#parts;
    return adminRoutes({
      token: config.adminToken,
      report: () =>
        adminReport({
          pack: pack.manifest.title,
          provider: provider.name,
          rooms: this.#open,
          recordings: this.#recordings,
          invites: this.invites,
          load: () => this.#load?.load,
          log: () => recent?.lines() ?? [],
        }),
      rooms: this.#open,
      stopRecording: (id) => this.#recordings.stop(id, { code: 'recording-ended-by-operator', values: {} }),
      page: (request, response) => sendPage(request, response, config.clientFolder, basePathOf(config)),
      log: log.child({ part: 'admin' }),
    });
  }
}
