import type { Action } from '../../../shared/action.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { WorldNotice } from '../../../shared/notices/world-notices.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { WorldEvent } from '../world-events.ts';
import type { Player, WorldState } from '../world-state.ts';

/**
 * What must be exact is typed code, not a network's guess: ownership, who opened which door, who took
 * which orb. Rules run once a tick, after motion; what it counts for is for the game mode to say.
 */
export interface Rules {
  /** Changes the state in place. Must not throw for any state that a world can be in. */
  apply(turn: Turn): void;
}

export interface Turn {
  state: WorldState;
  /** The players in the order in which they act, with what they do: see turn-order.ts. */
  acts: readonly { player: Player; action: Readonly<Action> }[];
  grid: SolidGrid;
  /** Places, feet on the ground, that the world seed knows to be free. */
  places: readonly { x: number; z: number }[];
  manifest: Manifest;
  roomSeed: number;
  /** Tells one player something, such as why nothing happened. Pages have the words for its code. */
  tell(player: string, notice: WorldNotice): void;
  /** Takes note of what came about, for the game mode. */
  happened(event: WorldEvent): void;
}

/** Runs several rules one after the other. */
export function allRules(...rules: readonly Rules[]): Rules {
  return {
    apply(turn) {
      for (const rule of rules) rule.apply(turn);
    },
  };
}
