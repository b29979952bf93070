import type { LoadSources } from './admin/load-meter.ts';
import type { DrawingCapacity } from './admission/drawing-capacity.ts';
import type { Config } from './config/config.ts';
import type { RoomMedia } from './contracts/room-media.ts';
import type { WorldModel } from './contracts/world-model.ts';
import type { Edges } from './edge/edges.ts';
import type { Governor } from './governor/governor.ts';
import type { Log } from './log.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';
import type { OfferedWorlds } from './memory/worlds/valid-worlds.ts';
import type { ServerProcesses } from './processes/server-processes.ts';
import type { RecentLog } from './recent-log.ts';
import type { RoomPack, RoomServices } from './rooms/room-services.ts';
import type { SavedRoomIndex } from './rooms/saving/saved-room-index.ts';

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
  /** Edges that take spectators; where there may be some. */
  edges?: Edges | undefined;
  /** The processes that serve the same rooms; by default this one alone. */
  processes?: ServerProcesses;
}
