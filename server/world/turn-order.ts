import { chance } from './random.ts';
import type { Player } from './world-state.ts';

/** Key that separates these random numbers from others of the same room seed and tick. */
const turnLots = 0x7475726e;

/**
 * The order in which players move and act in a tick. The first gets what two want at once.
 *
 * Each player draws a lot in [0, 1), the hash of (room seed, tick, colour), and the lowest is first. A colour
 * belongs to one player at a time, so the order does not depend on ids, lists or arrival times. It changes
 * every tick, and each of n players is first in one of n ticks.
 */
export function turnOrder<P extends Pick<Player, 'colour'>>(
  players: Iterable<P>,
  roomSeed: number,
  tick: number,
): P[] {
  return [...players]
    .map((player) => ({ player, lot: chance(roomSeed, turnLots, tick, player.colour) }))
    .sort((a, b) => a.lot - b.lot || a.player.colour - b.player.colour)
    .map(({ player }) => player);
}
