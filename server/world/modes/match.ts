import type { MatchPhase } from '../../../shared/match.ts';
import type { GameMode } from './mode.ts';

/** The result of a player in a match, present or not. */
export interface Standing {
  /** Session id. */
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  /** From 1. 0 without teams. */
  readonly team: number;
  /** Points of the match, and those of the current or last round. */
  score: number;
  roundScore: number;
  /** False once the player has left for good. The standing stays until the next round. */
  present: boolean;
  /** A key of the mode. Empty without a role. */
  role: string;
}

/** A place that pages point out. A zone if it has a radius. */
export interface PlacedMark {
  readonly id: string;
  readonly key: string;
  /** Metres. All 0 if the mark follows something. */
  readonly x: number;
  readonly z: number;
  readonly radius: number;
  /** Id of what it follows. Empty if it is fixed. */
  readonly follows: string;
}

/** An event that pages announce to everybody. */
export interface Announcement {
  /** Counts from 1, in the order of announcement. */
  readonly number: number;
  readonly key: string;
  /** Names. Empty if not used. */
  readonly player: string;
  readonly other: string;
  readonly points: number;
}

/** The highest final score of a match in this world. */
export interface BestScore {
  readonly name: string;
  readonly score: number;
}

/**
 * The state of a match as plain data. Together with the state of the world it determines all outcomes of the
 * mode.
 */
export interface Match {
  readonly mode: string;
  phase: MatchPhase;
  paused: boolean;
  /** Ticks for which the world was paused. */
  pausedTicks: number;
  /** From 1. 0 before the first, and without rounds. */
  round: number;
  /** Tick at whose end the phase ends. 0 if it has no end. */
  ends: number;
  /** Whether the mode was told that this round, or without rounds the world, has begun. */
  begun: boolean;
  /** Whether the world must be restored to its beginning. */
  needsRestore: boolean;
  /** Whether players must be put back to their starts. */
  needsGathering: boolean;
  /** In the order of joining. */
  standings: Standing[];
  marks: PlacedMark[];
  /** The newest few, oldest first. */
  announcements: Announcement[];
  announced: number;
  /** Due ticks, counted without paused ticks. */
  timers: { readonly name: string; readonly at: number }[];
  /** Which bodies are in which zones. */
  inside: { readonly zone: string; readonly kind: 'player' | 'ball'; readonly id: string }[];
  record: BestScore | undefined;
  /** State of the mode itself. */
  own: object;
}

export function newMatch(mode: GameMode): Match {
  return {
    mode: mode.name,
    phase: mode.schedule === undefined ? 'free' : 'waiting',
    paused: false,
    pausedTicks: 0,
    round: 0,
    ends: 0,
    begun: false,
    needsRestore: false,
    needsGathering: false,
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

/** Whether points count now. */
export function counts({ phase }: Pick<Match, 'phase'>): boolean {
  return phase === 'free' || phase === 'round';
}
