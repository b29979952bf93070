import type { RoomSummary } from '../../shared/messages.ts';
import type { WorldSeed } from '../memory/world-seed.ts';
import type { Picture } from '../watching/thumbnails.ts';
import type { WorldReport } from '../world/statistics.ts';
import type { RoomControls } from './members/room-controls.ts';

/** A room as the health page shows it. */
export interface RoomReport extends RoomSummary, WorldReport {}

/** What the rest of the process can ask of a room while it is open. */
export interface OpenRoom {
  report(): RoomReport;
  /** A seed of what its world has become. */
  toSeed(): WorldSeed;
  /** What goes on in it, if anything was drawn yet; never anything of a room by link. */
  picture(): Picture | undefined;
  /** For whoever runs the server. */
  readonly controls: RoomControls;
}

/** The open rooms of a process, by id. */
export type OpenRooms = ReadonlyMap<string, OpenRoom>;
