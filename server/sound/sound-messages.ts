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
  | { kind: 'close'; mix: number }
  /** Ends the thread. */
  | { kind: 'end' };

/** Sent once the sound thread can send: the port from which its packets come. */
export interface SoundReady {
  port: number;
}
