import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { matchMaker, Server as RoomServer } from '@colyseus/core';
import express from 'express';
import proxyAddr from 'proxy-addr';
import { roomType } from '../shared/messages.ts';
import { adminReport } from './admin/admin-report.ts';
import { LoadMeter, type LoadSources } from './admin/load-meter.ts';
import { AddressLimits } from './admission/address-limits.ts';
import { Connections } from './admission/connections.ts';
import { DrawingCapacity } from './admission/drawing-capacity.ts';
import { limitRoutes } from './admission/limit-routes.ts';
import { roomsOfAddress } from './admission/room-makers.ts';
import { RoomTransport } from './admission/room-transport.ts';
import type { Config } from './config/config.ts';
import type { RoomMedia } from './contracts/room-media.ts';
import type { WorldModel } from './contracts/world-model.ts';
import { adminRoutes } from './http/admin-routes.ts';
import { errorAnswer, requestLog } from './http/error-answer.ts';
import { exportRoutes } from './http/export-routes.ts';
import { Lobby, LobbyError } from './http/lobby.ts';
import { lobbyRoutes } from './http/lobby-routes.ts';
import { matchmakingRoutes } from './http/matchmaking-routes.ts';
import { pageRoutes, securityHeaders, sendPage } from './http/pages.ts';
import { recordingRoutes } from './http/recording-routes.ts';
import { serverRoutes } from './http/server-routes.ts';
import { colyseusLog, type Log } from './log.ts';
import { isAllowedOrigin } from './origin.ts';
import type { RecentLog } from './recent-log.ts';
import { Recordings } from './recording/recordings.ts';
import { InviteSigner } from './rooms/members/invite.ts';
import type { OpenRoom, RoomReport } from './rooms/open-room.ts';
import type { RoomPack, RoomServices } from './rooms/room-services.ts';
import { WorldRoom } from './rooms/world-room.ts';
import { Capacity } from './watching/capacity.ts';

/** What an app is built from; it does not close them. */
export interface AppParts {
  config: Config;
  log: Log;
  pack: RoomPack & { readonly folder: string };
  model: WorldModel;
  /** What runs the model and why, for the health page. */
  provider: { name: string; reason: string };
  media: RoomMedia;
  createMemory: RoomServices['createMemory'];
  /** Of threads and processes, for the admin page; it does without where it is left out. */
  load?: LoadSources;
  /** What the machine draws; by what views cost where it is left out. */
  drawing?: DrawingCapacity;
  /** What the admin page shows of the log. */
  recent?: RecentLog;
}

/** An address that cannot be listened on; the message names the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Most bytes of a request's body, and of one frame from a client. */
const bodyLimit = '16kb';
const frameLimit = 64 * 1024;

/** The web server: pages, REST, health, and rooms over WebSocket on the same port. */
export class App {
  readonly lobby: Lobby;
  readonly invites: InviteSigner;
  readonly #parts: AppParts;
  readonly #http: HttpServer;
  readonly #rooms: RoomServer;
  readonly #transport: RoomTransport;
  readonly #limits: AddressLimits;
  readonly #connections: Connections;
  readonly #open = new Map<string, OpenRoom>();
  readonly #recordings: Recordings;
  /** There when the admin page is on. */
  readonly #load: LoadMeter | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: AppParts) {
    const { config, log, pack, model, media, createMemory } = parts;
    this.#parts = parts;
    this.invites = new InviteSigner({ secret: config.secret, hours: config.inviteHours });
    this.lobby = new Lobby({
      manifest: pack.manifest,
      invites: this.invites,
      maximumRooms: config.maximumRooms,
      maximumOpening: config.maximumOpening,
      roomsPerAddress: roomsOfAddress(config),
    });
    this.#limits = new AddressLimits({ scale: config.addressRateScale, rooms: roomsOfAddress(config) });
    this.#connections = new Connections({
      limits: this.#limits,
      most: config.maximumConnectionsPerAddress,
      addressOf: (request) => proxyAddr(request, web.get('trust proxy fn')),
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
    const web = this.#routes();
    this.#http = createServer(web);
    this.#transport = new RoomTransport(
      {
        maxPayload: frameLimit,
        beforeUpgrade: (request) =>
          isAllowedOrigin(Object.fromEntries(request.headers), config.allowedOrigins)
            ? undefined
            : new Response('This origin is not allowed. See --allowed-origins.', { status: 403 }),
      },
      this.#connections,
    );
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
      recordings: this.#recordings,
      capacity: new Capacity(config.freeCamera),
      connections: this.#connections,
      idleSeatSeconds: config.idleSeatSeconds,
      drawing:
        parts.drawing ??
        new DrawingCapacity({
          least: config.leastViewsPerSecond,
          workers: () => parts.load?.generation().workers ?? 1,
        }),
    };
    this.#rooms.define(roomType, WorldRoom, { services });
  }

  /** Starts to listen; the address of the lobby. Throws a ListenError when that cannot be. */
  async listen(): Promise<string> {
    const { host, port } = this.#parts.config;
    // Colyseus' own listen() binds routes of its own and never reports an occupied port.
    await matchMaker.accept();
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
      this.#http.listen(port, host, resolve);
    });
    this.#transport.serve(this.#http);
    return this.url;
  }

  /** Where the lobby is, once it listens. */
  get url(): string {
    const address = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return `http://${hostOf(address, this.#parts.config.host)}:${address.port}/`;
  }

  /** Ends every room and connection; resolves when all are closed. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#rooms.gracefullyShutdown(false);
    await this.#recordings.close();
    await this.#load?.close();
    await new Promise<void>((resolve) => {
      if (!this.#http.listening) return resolve();
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  #routes(): express.Express {
    const { config, log, pack } = this.#parts;
    const app = express();
    app.disable('x-powered-by');
    app.use(requestLog(log));
    app.use(securityHeaders);
    app.use((request, _response, next) => {
      if (request.method === 'GET' || request.method === 'HEAD') return next();
      if (isAllowedOrigin(request.headers, config.allowedOrigins)) return next();
      throw new LobbyError(403, 'Pages of this origin may not do this. See --allowed-origins.');
    });
    app.use(limitRoutes(this.#limits, this.#connections));
    app.use(express.json({ limit: bodyLimit }));
    app.get('/health', (_request, response) => {
      response.json(this.#health());
    });
    app.use(serverRoutes());
    app.use(
      lobbyRoutes({
        lobby: this.lobby,
        manifest: pack.manifest,
        packFolder: pack.folder,
        rooms: this.#open,
      }),
    );
    app.use(exportRoutes({ view: pack.manifest.view, invites: this.invites, rooms: this.#open, log }));
    app.use(recordingRoutes({ invites: this.invites, recordings: this.#recordings }));
    app.use(this.#adminRoutes());
    app.use(matchmakingRoutes());
    app.use(pageRoutes(config.clientFolder));
    app.use(() => {
      throw new LobbyError(404, 'There is nothing at this address. The lobby is at /.');
    });
    app.use(errorAnswer(log, bodyLimit));
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
      stopRecording: (id) => this.#recordings.stop(id, 'Whoever runs this server has ended it.'),
      page: (_request, response) => sendPage(response, config.clientFolder),
      log: log.child({ part: 'admin' }),
    });
  }

  #health() {
    const { pack, provider } = this.#parts;
    const memory = process.memoryUsage();
    return {
      status: 'ok',
      pack: { name: pack.manifest.name, title: pack.manifest.title },
      provider,
      uptimeSeconds: process.uptime(),
      residentBytes: memory.rss,
      rooms: [...this.#open.values()].map((room) => openReport(room.report())),
    };
  }
}

/** Without what tells who may not know of a room that it is there. */
function openReport(report: RoomReport): Partial<RoomReport> {
  return report.access === 'public' ? report : { ...report, id: undefined, name: undefined };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} of ${host} is in use. End the other program, or choose another port: --port ${port + 1}`,
      );
    case 'EACCES':
      return new ListenError(
        `Port ${port} needs more rights than this process has. Choose one over 1023: --port 2567`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(`This machine has no address ${host}. Try --host 127.0.0.1 or --host 0.0.0.0`);
    default:
      return new ListenError(`Cannot listen on ${host}:${port}: ${error.message}`);
  }
}

/** A host that a browser on this machine can open. */
function hostOf(address: AddressInfo, host: string): string {
  if (address.address === '0.0.0.0' || address.address === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
