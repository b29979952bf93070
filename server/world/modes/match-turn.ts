import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import type { Turn } from '../rules/rules.ts';
import type { WorldEntity } from '../world-state.ts';
import type { Match } from './match.ts';
import type { GameMode } from './mode.ts';

/** A match and its world. */
export interface MatchStage extends Pick<Turn, 'state' | 'manifest'> {
  readonly mode: GameMode;
  readonly match: Match;
}

/** The input of a match's tick. */
export interface MatchTurn extends MatchStage, Omit<Turn, 'happened'> {
  /** Spawn points of players. */
  readonly starts: WorldSeed['spawns'];
  /** The entities with which the world began, by id. */
  readonly initial: ReadonlyMap<string, WorldEntity>;
}
