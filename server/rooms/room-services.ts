import type { MediaRequest } from '../../shared/media.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Connections } from '../admission/connections.ts';
import type { DrawingCapacity } from '../admission/drawing-capacity.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { Log } from '../log.ts';
import type { WorldSeed } from '../memory/world-seed.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { RoomSoundStream } from '../sound/room-sound.ts';
import type { PictureSource } from '../streaming/picture-sink.ts';
import type { Capacity } from '../watching/capacity.ts';
import type { InviteSigner } from './members/invite.ts';
import type { OpenRoom } from './open-room.ts';

/** Encodes and sends the views of one player. */
export interface RoomStream extends PictureSource {
  /** rgb planar [3, H, W]; time in milliseconds on the room's clock. */
  push(rgb: Uint8Array, time: number): { rtpTimestamp: number; milliseconds: number; keyframe: boolean };
  close(): void;
}

/** The media connection of one client, player or spectator. */
export interface RoomViewer {
  /** Throws an Error whose message can be shown. */
  handle(request: MediaRequest): Promise<unknown>;
  /** Holds video back, or lets it go on; sound goes on. */
  setPaused(paused: boolean): void;
  close(): void;
}

/** What rooms need of the media server. */
export interface RoomMedia {
  createStream(options: { width: number; height: number; rate: number; room: string }): Promise<RoomStream>;
  createSoundStream(options: { room: string }): Promise<RoomSoundStream>;
  createViewer(
    resolve: (view: string) => RoomStream | undefined,
    room: string,
    listen: (view: string) => Promise<RoomSoundStream | undefined>,
  ): RoomViewer;
}

/** What rooms need of the pack. */
export interface RoomPack {
  /** Path. */
  readonly folder: string;
  readonly manifest: Manifest;
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
  createMemory(manifest: Manifest): SharedMemory;
  /** The open rooms of this process, by id. */
  readonly rooms: Map<string, OpenRoom>;
  /** What all rooms of the process have time for. */
  readonly capacity: Capacity;
  readonly recordings: Recordings;
  readonly connections: Pick<Connections, 'confirmed'>;
  /** Whether the process can draw one more player. */
  readonly drawing: DrawingCapacity;
  /** Seconds without an input after which a player may lose its seat; 0 for never. */
  readonly idleSeatSeconds: number;
}
