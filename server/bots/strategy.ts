import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Match } from '../world/modes/match.ts';
import type { BotSight } from './bot-sight.ts';
import type { WalkableGround } from './walkable-ground.ts';

/** What a bot decides by. */
export interface Situation {
  readonly self: GroundPoint & { readonly id: string };
  readonly sight: BotSight;
  readonly match: Readonly<Match>;
  readonly ground: WalkableGround;
  /** Seconds by which it walks ahead of where others are now. */
  readonly lead: number;
}

/** What a bot is at until its next decision. */
export interface Intention {
  /** Where it wants to be. */
  readonly goal: GroundPoint;
  /** Ids of what it walks around. It walks against everything else. */
  readonly around: readonly string[];
  /** Whether it goes straight to the goal: to push something, or somebody. */
  readonly straight: boolean;
}

/** How a mode is played; undefined = there is nothing to do now. */
export type Strategy = (situation: Situation) => Intention | undefined;
