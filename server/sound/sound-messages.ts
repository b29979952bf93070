import type { HeardMoment } from '../contracts/heard.ts';

/** Where a mix goes, as RTP over UDP: a port of this machine, and what its packets are called there. */
export interface SoundPath {
  port: number;
  ssrc: number;
  payloadType: number;
}

/** What the sound thread is given: the port of this machine that its packets come from, 0 for any free one. */
export interface SoundSetting {
  port: number;
}

/** What the sound thread is told; `mix` is a number that the main thread gave. */
export type SoundJob =
  /** Begins a mix; without a path, or until one is given, its frames are dropped. */
  | { kind: 'open'; mix: number; path: SoundPath | undefined }
  | { kind: 'send'; mix: number; path: SoundPath }
  | { kind: 'hear'; mix: number; moment: HeardMoment }
  | { kind: 'close'; mix: number }
  /** Ends the thread. */
  | { kind: 'end' };

/** What the sound thread says once it can send: the port that its packets come from. */
export interface SoundReady {
  port: number;
}
