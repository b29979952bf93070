import { matchMaker } from '@colyseus/core';
import express from 'express';
import { adminReportSchema } from '../shared/admin.ts';
import type { ServerAddresses } from '../shared/reachability.ts';
import { adminReport } from './admin/admin-report.ts';
import type { LoadMeter } from './admin/load-meter.ts';
import type { AddressLimits } from './admission/address-limits.ts';
import type { Connections } from './admission/connections.ts';
import { limitRoutes } from './admission/limit-routes.ts';
import type { AppParts } from './app-parts.ts';
import { basePathOf } from './config/http-options.ts';
import type { Governor } from './governor/governor.ts';
import { stripBasePath } from './http/addresses/base-path.ts';
import type { TrustedProxies } from './http/addresses/trusted-proxies.ts';
import { bodyLimit, errorAnswer } from './http/error-answer.ts';
import { LinkPreviews } from './http/link-previews.ts';
import { type Lobby, LobbyError } from './http/lobby.ts';
import { pageRoutes, securityHeaders, sendPage } from './http/pages.ts';
import { Previews } from './http/previews.ts';
import { ProcessRelay } from './http/relay/process-relay.ts';
import { checkRequests, type RequestChecks } from './http/request-checks.ts';
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
import type { UpgradeGate } from './http/upgrade-gate.ts';
import type { RoomListings } from './processes/room-listings.ts';
import type { ServerProcesses } from './processes/server-processes.ts';
import type { Recordings } from './recording/recordings.ts';
import type { InviteSigner } from './rooms/members/invite.ts';
import type { OpenRooms } from './rooms/open-room.ts';

/** What requests are answered with. */
export interface AppRoutesOptions {
  parts: AppParts;
  lobby: Lobby;
  invites: InviteSigner;
  open: OpenRooms;
  processes: ServerProcesses;
  listings: RoomListings;
  /** Views that this process draws in time, as measured last. */
  capacity(): number | undefined;
  proxies: TrustedProxies;
  checks: RequestChecks;
  gate: UpgradeGate;
  limits: AddressLimits;
  connections: Connections;
  recordings: Recordings;
  governor: Governor;
  /** Undefined if the admin page is off. */
  load: LoadMeter | undefined;
  addresses(): ServerAddresses;
}

/** Pages, REST and matchmaking. */
export function appRoutes(options: AppRoutesOptions): express.Express {
  const { parts, lobby, invites, open, processes, checks, gate, limits, connections } = options;
  const { config, log, pack, worlds, provider, budget, saves } = parts;
  const basePath = basePathOf(config);
  const relay = new ProcessRelay(processes);
  const others: ProcessRelay['answers'] = (request, schema) => relay.answers(request, schema);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', (address: string) => options.proxies.trusts(address));
  app.use(requestLog(log));
  app.use(securityHeaders(config.publicUrl, () => addressesOf(processes)));
  app.use(relay.take);
  app.use(relay.unless(checkRequests(checks)));
  app.use(relay.unless(limitRoutes(limits, connections)));
  app.use(stripBasePath(basePath));
  app.use(gate.missed(() => matchMaker.processId));
  app.use(express.json({ limit: bodyLimit }));
  app.use(relay.routes({ lobby, listings: options.listings, capacity: options.capacity }));
  app.use(
    healthRoutes({
      ...{ pack: pack.manifest, provider, budget, rooms: open, others },
      governor: options.governor,
      isEnding: () => lobby.ending,
    }),
  );
  app.use(serverRoutes(processes));
  const { folder: packFolder, manifest } = pack;
  app.use(lobbyRoutes({ lobby, manifest, packFolder, worlds, rooms: open, basePath }));
  const previews = new Previews({ ...parts, read: sentenceReader(pack) });
  app.use(previewRoutes({ previews, basePath }));
  app.use(reachabilityRoutes({ addresses: options.addresses, gate, others }));
  app.use(exportRoutes({ view: manifest.view, invites, rooms: open, log }));
  app.use(saveRoutes({ invites, saves, lobby }));
  app.use(recordingRoutes({ invites, recordings: options.recordings }));
  app.use(adminRoutesOf(options, relay));
  app.use(matchmakingRoutes(lobby));
  const linkPreviews = new LinkPreviews({ publicUrl: config.publicUrl, basePath, manifest, lobby });
  app.use(pageRoutes(config.clientFolder, basePath, linkPreviews));
  app.use(() => {
    throw new LobbyError(404, { code: 'nothing-here', values: {} });
  });
  app.use(relay.missing);
  app.use(errorAnswer(log));
  return app;
}

/** Where pages reach processes of their own. */
function addressesOf(processes: ServerProcesses): string[] {
  const own = processes.address === undefined ? [] : [processes.address];
  return [...own, ...processes.others().map(({ address }) => address)];
}

function adminRoutesOf(options: AppRoutesOptions, relay: ProcessRelay): express.Router {
  const { parts, invites, open: rooms, processes, recordings } = options;
  const { config, log, pack, provider, recent } = parts;
  return adminRoutes({
    token: config.adminToken,
    key: processes.key('admin'),
    report: (request) =>
      adminReport({
        ...{ pack: pack.manifest.title, provider: provider.name, rooms, recordings, invites },
        load: () => options.load?.load,
        log: () => recent?.lines() ?? [],
        others: () => relay.answers(request, adminReportSchema),
      }),
    rooms,
    stopRecording: (id) => recordings.stop(id, { code: 'recording-ended-by-operator', values: {} }),
    page: (request, response) => sendPage(request, response, config.clientFolder, basePathOf(config)),
    log: log.child({ part: 'admin' }),
  });
}
