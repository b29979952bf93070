import { matchMaker, Server as RoomServer } from '@colyseus/core';
import type { Express } from 'express';
import proxyAddr from 'proxy-addr';
import { roomType } from '../shared/messages.ts';
import type { ServerAddresses } from '../shared/reachability.ts';
import { LoadMeter } from './admin/load-meter.ts';
import { AddressLimits } from './admission/address-limits.ts';
import { Connections } from './admission/connections.ts';
import { DrawingCapacity } from './admission/drawing-capacity.ts';
import { roomsOfAddress } from './admission/room-makers.ts';
import { RoomTransport } from './admission/room-transport.ts';
import type { AppParts } from './app-parts.ts';
import { appRoutes } from './app-routes.ts';
import { basePathOf } from './config/http-options.ts';
import { Governor } from './governor/governor.ts';
import { checksOf } from './http/addresses/own-names.ts';
import { serverAddresses } from './http/addresses/server-addresses.ts';
import { TrustedProxies } from './http/addresses/trusted-proxies.ts';
import { AgentDoor } from './http/agents/agent-door.ts';
import { Listener } from './http/listener.ts';
import { Lobby } from './http/lobby.ts';
import type { RequestChecks } from './http/request-checks.ts';
import { sentenceReader } from './http/sentences.ts';
import { UpgradeGate } from './http/upgrade-gate.ts';
import { colyseusLog } from './log.ts';
import { CountedRooms } from './metrics/counted-rooms.ts';
import { type OpenMetrics, openMetrics } from './metrics/open-metrics.ts';
import { lastMeasured } from './processes/last-measured.ts';
import { LoneProcess } from './processes/lone-process.ts';
import { RoomListings } from './processes/room-listings.ts';
import type { ServerProcesses } from './processes/server-processes.ts';
import { Recordings } from './recording/recordings.ts';
import { InviteSigner } from './rooms/members/invite.ts';
import type { RoomServices } from './rooms/room-services.ts';
import { drainRooms, handOverRooms } from './rooms/saving/drain.ts';
import { WorldRoom } from './rooms/world-room.ts';
import { Capacity } from './watching/capacity.ts';

export type { AppParts } from './app-parts.ts';

/** Most bytes of one WebSocket frame from a client. */
const frameLimit = 64 * 1024;

/** The web server: pages, REST, health, and rooms over WebSocket on the same port. */
export class App {
  readonly lobby: Lobby;
  readonly invites: InviteSigner;
  readonly #parts: AppParts;
  readonly #processes: ServerProcesses;
  readonly #listings: RoomListings;
  readonly #proxies: TrustedProxies;
  readonly #checks: RequestChecks;
  readonly #gate: UpgradeGate;
  readonly #listener: Listener;
  readonly #rooms: RoomServer;
  readonly #transport: RoomTransport;
  readonly #agents: AgentDoor;
  readonly #limits: AddressLimits;
  readonly #connections: Connections;
  readonly #open = new CountedRooms();
  readonly #recordings: Recordings;
  readonly #governor: Governor;
  /** Views that this process draws in time, as measured last. */
  readonly #capacity: () => number | undefined;
  /** Set if the admin page is on. */
  readonly #load: LoadMeter | undefined;
  #metrics: OpenMetrics | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: AppParts) {
    const { config, log, pack, worlds, model, media, createMemory } = parts;
    this.#parts = parts;
    this.#processes = parts.processes ?? new LoneProcess();
    this.#listings = new RoomListings(this.#processes);
    this.invites = new InviteSigner({ secret: config.secret ?? parts.secret, hours: config.inviteHours });
    this.lobby = new Lobby({
      manifest: pack.manifest,
      worlds,
      invites: this.invites,
      maximumRooms: config.maximumRooms,
      maximumOpening: config.maximumOpening,
      lockStep: config.lockStep === 'on',
      roomsPerAddress: roomsOfAddress(config),
      basePath: basePathOf(config),
      readSentence: sentenceReader(pack),
      saves: parts.saves,
      listings: this.#listings,
      open: this.#open,
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
      clips: { milliseconds: config.clipSeconds * 1000, bytes: config.clipMegabytes * 1e6 },
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
    const rate = config.leastViewsPerSecond || pack.manifest.view.rate;
    this.#capacity = lastMeasured(() => this.#governor.capacity(rate));
    this.#proxies = new TrustedProxies(config.trustProxy);
    this.#checks = checksOf(config, this.#proxies);
    this.#gate = new UpgradeGate(this.#checks, log.child({ part: 'http' }));
    const { host, port, tlsCert: cert, tlsKey: key } = config;
    const tls = cert !== undefined && key !== undefined ? { cert, key } : undefined;
    this.#listener = new Listener({ host, port, tls, log: log.child({ part: 'tls' }) }, this.#routes());
    this.#transport = new RoomTransport({ maxPayload: frameLimit }, this.#connections);
    this.#agents = new AgentDoor({
      rooms: this.#open,
      lobby: this.lobby,
      connections: this.#connections,
      allowed: (request) => this.#gate.admits(request),
      basePath: basePathOf(config),
      log: log.child({ part: 'agents' }),
    });
    this.#rooms = new RoomServer({
      transport: this.#transport,
      greet: false,
      gracefullyShutdown: false,
      presence: this.#processes.presence,
      driver: this.#processes.driver,
      publicAddress: this.#processes.address,
      // The request for a room has come to the process that is to have it.
      selectProcessIdToCreateRoom: async () => matchMaker.processId,
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
    const { config, log, budget, load } = this.#parts;
    const sources = { rooms: this.#open, governor: this.#governor, budget, load };
    this.#metrics = await openMetrics(config, sources, log.child({ part: 'metrics' }));
    await this.#listener.listen();
    const { edges } = this.#parts;
    edges?.serve(this.#listener.server);
    this.#transport.serve(
      this.#listener.server,
      (request) =>
        edges?.takes(request) !== true && !this.#agents.takes(request) && this.#gate.admits(request),
    );
    this.#agents.serve(this.#listener.server);
    await this.#processes.begin(this.#capacity);
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

  /**
   * Takes no new rooms, and saves all rooms: other processes go on with them at once; where there are none, people are
   * told before. After that, close() loses nothing.
   */
  async drain(seconds: number, signal?: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    this.lobby.ending = true;
    const failed = (room: string, err: unknown) => log.error({ err, room }, 'a room could not be saved');
    await this.#processes.end();
    const others = this.#processes.others().filter(({ isEnding }) => !isEnding);
    if (this.#parts.saves?.isShared && others.length > 0) await handOverRooms(this.#open, failed);
    else await drainRooms(this.#open, seconds, failed, signal);
  }

  /** Ends all rooms and connections; resolves when they are closed. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#processes.close();
    await this.#rooms.gracefullyShutdown(false);
    this.#agents.close();
    await this.#recordings.close();
    this.#parts.edges?.close();
    await this.#load?.close();
    await this.#metrics?.close();
    await this.#listener.close();
  }

  #routes(): Express {
    return appRoutes({
      ...{ parts: this.#parts, lobby: this.lobby, invites: this.invites, open: this.#open },
      ...{ processes: this.#processes, listings: this.#listings, capacity: this.#capacity },
      ...{ proxies: this.#proxies, checks: this.#checks, gate: this.#gate },
      ...{ limits: this.#limits, connections: this.#connections },
      ...{ recordings: this.#recordings, governor: this.#governor, load: this.#load },
      addresses: () => this.addresses,
    });
  }
}
