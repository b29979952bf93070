import type { WorldSeed } from '../../memory/world-seed.ts';
import type { Turn } from '../rules/rules.ts';
import type { WorldEntity } from '../world-state.ts';
import type { Match } from './match.ts';
import type { GameMode } from './mode.ts';

/** A match, and the world that it is played in. */
export interface MatchStage extends Pick<Turn, 'state' | 'manifest'> {
  readonly mode: GameMode;
  readonly match: Match;
}

/** What a match's part of a tick reads and changes. */
export interface MatchTurn extends MatchStage, Omit<Turn, 'happened'> {
  /** Where players start. */
  readonly starts: WorldSeed['spawns'];
  /** The entities that the world began with, by id. */
  readonly initial: ReadonlyMap<string, WorldEntity>;
}
