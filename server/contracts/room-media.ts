import type { MediaRequest } from '../../shared/media.ts';
import type { Notice } from '../../shared/notices/notice.ts';
import type { HeardMoment } from './heard.ts';
import type { PictureSize } from './picture.ts';
import type { PictureSource } from './picture-sink.ts';
import type { SoundSource } from './sound-sink.ts';

/** How far away is what a picture shows, in a size of its own. */
export interface DepthPlane extends PictureSize {
  /** uint16 [height, width], codes of shared/geometry/inverse-depth.ts. */
  inverseDepth: Uint16Array;
}

/** What is known of where each pixel of a view comes from. Planes are uint8 [height, width]. */
export interface OriginPlanes extends PictureSize {
  /** 255 = surely an entity, which the room's state knows. */
  entity: Uint8Array;
  /** 255 = memory or the room's map showed it before it was drawn. */
  coverage: Uint8Array;
  /** 1 where that was the map; left out where nothing was painted. */
  painted?: Uint8Array;
  /** 255 = the drawing network is sure. */
  confidence: Uint8Array;
  /** Confidence from which memory would keep a pixel. */
  leastConfidence: number;
}

/** A picture with even sides, rgb uint8 [3, height, width]. */
export interface SentPicture extends PictureSize {
  rgb: Uint8Array;
  /** When the world was as it shows, milliseconds on the room's clock. Recordings keep it in time with the sound by that. */
  shows?: number;
  /** Sent along to those who ask for it. */
  depth?: DepthPlane;
  /** The same. */
  origin?: OriginPlanes;
}

/** Encodes and sends the views of one player. */
export interface RoomStream extends PictureSource {
  /** Pictures may change their size at any time; time in milliseconds on the room's clock. */
  push(
    picture: SentPicture,
    time: number,
  ): Promise<{ rtpTimestamp: number; milliseconds: number; keyframe: boolean }>;
  close(): void;
}

/** Carries what one player hears to everybody who listens there. */
export interface RoomSoundStream extends SoundSource {
  readonly closed: boolean;
  hear(moment: HeardMoment): void;
  close(): void;
}

/** Whom a viewer tells what happens to its media. */
export interface ViewerClient {
  /** Identifies the client towards TURN servers. */
  id: string;
  /** Whether it watches and waits for no seat, now. Left out for clients that play. */
  spectates?(): boolean;
  /** What it received has ended, and it can connect again at once. */
  mediaLost(): void;
  /** What does not come back by itself. */
  trouble(notice: Notice): void;
}

/** The media connection of one client, player or spectator. */
export interface RoomViewer {
  /** Throws a NoticeError for what can be told to the client. */
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
    client: ViewerClient,
  ): RoomViewer;
}
