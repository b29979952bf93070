import { chance } from './random.ts';
import type { Player } from './world-state.ts';

/** Keeps these lots apart from whatever else is drawn from (room seed, tick). */
const turnLots = 0x7475726e;

/**
 * The order in which players move and act in a tick: whoever is earlier gets what two want at once.
 * Each player draws a lot in [0, 1), the hash of (room seed, tick, colour), and the lowest is first.
 * A colour belongs to one player at a time, so the order depends neither on ids nor on who is listed
 * or heard first; it is another one every tick, in which each of n players is first one time in n.
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
