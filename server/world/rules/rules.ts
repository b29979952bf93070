import type { Action } from '../../../shared/action.ts';
import type { WorldNotice } from '../../../shared/notices/world-notices.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { WorldEvent } from '../world-events.ts';
import type { Player, WorldState } from '../world-state.ts';

/**
 * Exact game rules, such as ownership, doors and orbs. They are code because a network's prediction is not
 * exact. Rules run once a tick, after motion. The game mode decides what counts for points.
 */
export interface Rules {
  /** Changes the state in place. Must not throw for any valid state. */
  apply(turn: Turn): void;
}

export interface Turn {
  state: WorldState;
  /** The players in turn order (turn-order.ts), with their actions. */
  acts: readonly { player: Player; action: Readonly<Action> }[];
  grid: KnownGrid;
  /** Spots that the world seed knows to be free ground. */
  spots: readonly { x: number; z: number }[];
  manifest: Manifest;
  roomSeed: number;
  /**
   * Sends a notice to one player, for example why an action had no effect. Pages have the text for its code.
   */
  tell(player: string, notice: WorldNotice): void;
  /** Records an event for the game mode. */
  happened(event: WorldEvent): void;
}

/** Combines several rules, which run one after the other. */
export function allRules(...rules: readonly Rules[]): Rules {
  return {
    apply(turn) {
      for (const rule of rules) rule.apply(turn);
    },
  };
}
