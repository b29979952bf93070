import type { HeardMoment } from '../contracts/heard.ts';

/** Where a mix is sent as RTP over UDP: a local port, and the SSRC and payload type. */
export interface SoundPath {
  port: number;
  ssrc: number;
  payloadType: number;
}

/** Settings of the sound thread: the local port from which it sends. 0 picks a free one. */
export interface SoundSetting {
  port: number;
}

/** Messages to the sound thread. The main thread numbers the mixes. */
export type SoundJob =
  /** Starts a mix. Its frames are dropped until it has a path. */
  | { kind: 'open'; mix: number; path: SoundPath | undefined }
  | { kind: 'send'; mix: number; path: SoundPath }
  | { kind: 'hear'; mix: number; moment: HeardMoment }
  /** Whether the main thread wants each frame, too. */
  | { kind: 'copy'; mix: number; wanted: boolean }
  | { kind: 'close'; mix: number }
  /** Ends the thread. */
  | { kind: 'end' };

/** Messages of the sound thread. */
export type SoundAnswer =
  /** Sent once it can send: the port from which its packets come. */
  | { kind: 'ready'; port: number }
  /** A copy of a frame. `frame` counts units of 20 ms since the epoch. */
  | { kind: 'frame'; mix: number; frame: number; data: Uint8Array };
