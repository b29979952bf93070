import type { TickParts } from '../world-tick.ts';

/**
 * Gives everything that a world knows of a player to another session id, in its place: body, held inputs, standing,
 * marks, and what the game mode remembers of it. Session ids are random, so that a text of the mode that equals one
 * is one.
 *
 * @throws RangeError if there is no such player, or the other id is in use
 */
export function renamePlayer(
  { state, match, inputs }: Pick<TickParts, 'state' | 'match' | 'inputs'>,
  former: string,
  id: string,
): void {
  const { players } = state;
  if (!players.has(former)) throw new RangeError(`There is no player ${former}.`);
  if (players.has(id)) throw new RangeError(`Player ${id} is in this world already.`);
  const all = [...players.values()];
  players.clear();
  for (const player of all) {
    const own = player.id === former ? id : player.id;
    players.set(own, { ...player, id: own });
  }
  inputs.restore(inputs.snapshot().map((held) => (held.player === former ? { ...held, player: id } : held)));
  inputs.reset(id);
  match.standings = match.standings.map((one) => (one.id === former ? { ...one, id } : one));
  match.marks = match.marks.map((mark) => (mark.follows === former ? { ...mark, follows: id } : mark));
  match.inside = match.inside.map((one) => (one.id === former ? { ...one, id } : one));
  match.own = JSON.parse(JSON.stringify(match.own), (_, value: unknown) => (value === former ? id : value));
}
