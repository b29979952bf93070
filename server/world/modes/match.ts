import type { MatchPhase } from '../../../shared/match.ts';
import type { GameMode } from './mode.ts';

/** What somebody has to show in a match, there or not. */
export interface Standing {
  /** Session id. */
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  /** From 1; 0 where there are no teams. */
  readonly team: number;
  /** Points of the match, and those of them that the running round, or the last one, brought. */
  score: number;
  roundScore: number;
  /** False once the player has left for good; it stands until the next round. */
  present: boolean;
  /** A key of the mode's; empty where it says nothing. */
  role: string;
}

/** A place that pages point out; a zone where it has a radius. */
export interface MarkedPlace {
  readonly id: string;
  readonly key: string;
  /** Metres; of a mark that follows something they are 0. */
  readonly x: number;
  readonly z: number;
  readonly radius: number;
  /** Id of what it follows; empty where it stands. */
  readonly follows: string;
}

/** Something that everybody is told. */
export interface Announcement {
  /** Counts from 1, in the order of telling. */
  readonly number: number;
  readonly key: string;
  /** Names; empty where they say nothing. */
  readonly player: string;
  readonly other: string;
  readonly points: number;
}

/** The most points that somebody has had at the end of a match in this world. */
export interface BestScore {
  readonly name: string;
  readonly score: number;
}

/** How a match stands: plain data, all that a mode's outcome depends on beside the world's state. */
export interface Match {
  readonly mode: string;
  phase: MatchPhase;
  paused: boolean;
  /** Ticks that the world stood still. */
  held: number;
  /** From 1; 0 before the first, and where there are no rounds. */
  round: number;
  /** Tick at whose end the phase ends; 0 where it does not by itself. */
  ends: number;
  /** Whether the mode knows that this round has begun, or the world where there are no rounds. */
  begun: boolean;
  /** Whether the world has to be put back to how it was at first. */
  spent: boolean;
  /** Whether players have to be put back to their starts. */
  scattered: boolean;
  /** In the order of coming. */
  standings: Standing[];
  marks: MarkedPlace[];
  /** The newest few, oldest first. */
  announcements: Announcement[];
  announced: number;
  /** By the ticks that were played: those that the world stood still do not count. */
  timers: { readonly name: string; readonly at: number }[];
  /** Who is in which zone. */
  inside: { readonly zone: string; readonly kind: 'player' | 'ball'; readonly id: string }[];
  record: BestScore | undefined;
  /** What the mode remembers. */
  own: object;
}

export function newMatch(mode: GameMode): Match {
  return {
    mode: mode.name,
    phase: mode.schedule === undefined ? 'free' : 'waiting',
    paused: false,
    held: 0,
    round: 0,
    ends: 0,
    begun: false,
    spent: false,
    scattered: false,
    standings: [],
    marks: [],
    announcements: [],
    announced: 0,
    timers: [],
    inside: [],
    record: undefined,
    own: mode.start(),
  };
}

/** True while points can be had. */
export function counts({ phase }: Pick<Match, 'phase'>): boolean {
  return phase === 'free' || phase === 'round';
}
