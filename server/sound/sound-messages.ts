import type { HeardMoment } from './heard.ts';

/** What the sound thread is told; `mix` is a number that the main thread gave. */
export type SoundJob =
  | { kind: 'open'; mix: number }
  | { kind: 'hear'; mix: number; moment: HeardMoment }
  | { kind: 'close'; mix: number }
  /** Ends the thread. */
  | { kind: 'end' };

/** A frame of one mix, in Opus. */
export interface SoundPacket {
  mix: number;
  /** Of 20 ms each since the epoch. */
  frame: number;
  data: Uint8Array;
}

/** What the sound thread answers, every 20 ms while a mix is open. */
export interface SoundPackets {
  packets: SoundPacket[];
}
