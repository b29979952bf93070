import type { Manifest } from '../../shared/pack.ts';
import type { Connections } from '../admission/connections.ts';
import type { DrawingCapacity } from '../admission/drawing-capacity.ts';
import type { RoomMedia } from '../contracts/room-media.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { Governor } from '../governor/governor.ts';
import type { Log } from '../log.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { Capacity } from '../watching/capacity.ts';
import type { InviteSigner } from './members/invite.ts';
import type { OpenRoom } from './open-room.ts';
import type { SavedRoomIndex } from './saving/saved-room-index.ts';

/** What rooms need of the pack. */
export interface RoomPack {
  /** Path. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** A world seed to begin a room from. Rejects with a PackError where it is broken. */
  seed(name: string): Promise<WorldSeed>;
}

/** What all rooms of a process share. */
export interface RoomServices {
  readonly pack: RoomPack;
  readonly model: WorldModel;
  readonly media: RoomMedia;
  readonly invites: InviteSigner;
  readonly log: Log;
  /** Of one room. */
  readonly maximumSpectators: number;
  readonly reconnectSeconds: number;
  readonly idleRoomSeconds: number;
  /** The memory of a room that begins from `seed`: empty, or with the seed's keyframes in it. */
  createMemory(manifest: Manifest, seed: WorldSeed): SharedMemory;
  /** Where rooms are kept. Undefined on a server that keeps none. */
  readonly saves: SavedRoomIndex | undefined;
  /** The open rooms of this process, by id. */
  readonly rooms: Map<string, OpenRoom>;
  /** What all rooms of the process have time for. */
  readonly capacity: Pick<Capacity, 'observe' | 'mayBegin' | 'mayGoOn'>;
  readonly recordings: Recordings;
  readonly connections: Pick<Connections, 'confirmed'>;
  /** Picks the sizes of all views. */
  readonly governor: Pick<Governor, 'advanced' | 'delivered' | 'ended' | 'limitedBy'>;
  /** Whether the process can draw one more player. */
  readonly drawing: Pick<DrawingCapacity, 'players' | 'shortage'>;
  /** Seconds without an input after which a player may lose its seat; 0 for never. */
  readonly idleSeatSeconds: number;
}
