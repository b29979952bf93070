import type { AgentJoin } from '../../shared/agents/agent-requests.ts';
import type { RoomSummary } from '../../shared/messages.ts';
import type { AgentPlace, AgentSocket } from '../contracts/agent-socket.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { Picture } from '../watching/thumbnails.ts';
import type { WorldReport } from '../world/statistics.ts';
import type { Part } from './members/roster.ts';

/** A room as the health page shows it. */
export interface RoomReport extends RoomSummary, WorldReport {}

/** Somebody in a room, as whoever runs the server sees it. */
export interface MemberReport {
  /** Session id. */
  id: string;
  name: string;
  role: Part;
  /** Waits for a seat. */
  waiting: boolean;
  connected: boolean;
  host: boolean;
}

/** What whoever runs the server may do with a room. */
export interface RoomControls {
  members(): MemberReport[];
  /** Puts somebody out; false when nobody has this session id. */
  putOut(id: string): boolean;
  /** Ends the room for everybody in it. */
  close(): Promise<unknown>;
}

/** What the rest of the process can ask of a room while it is open. */
export interface OpenRoom {
  report(): RoomReport;
  /** A seed of what its world has become. */
  toSeed(): WorldSeed;
  /** What goes on in it, if anything was drawn yet; never anything of a room by link. */
  picture(): Picture | undefined;
  /** Saves it for good, where rooms are kept. Nothing that happens afterwards is saved. */
  save(): Promise<void>;
  /** Saves it and ends it here, for another process to go on with. Pages come back by themselves. */
  handOver(): Promise<void>;
  /** Tells everybody that the server ends in so many seconds. False if nobody is there to hear it. */
  tellEnd(seconds: number): boolean;
  /** Takes an agent in. Rejects with a ServerError where it may not come. */
  enter(socket: AgentSocket, join: AgentJoin): Promise<AgentPlace>;
  /** For whoever runs the server. */
  readonly controls: RoomControls;
}

/** The open rooms of a process, by id. */
export type OpenRooms = ReadonlyMap<string, OpenRoom>;
