/**
 * What happens in a tick. `player` is the session id of who did it; doors, blocks, orbs, balls and
 * zones go by their own ids.
 */
export interface WorldEvents {
  doorOpened: { player: string; door: string };
  doorClosed: { player: string; door: string };
  blockPlaced: { player: string; block: string };
  blockTaken: { player: string; block: string };
  orbTaken: { player: string; orb: string };
  /** A player walks against another, or against a ball; once a tick, as long as it does. */
  pushed: { player: string; kind: 'player' | 'ball'; other: string };
  /** A ball or a player has come into one of the mode's zones, or is not in it any more. */
  zoneEntered: { zone: string; kind: 'player' | 'ball'; id: string };
  zoneLeft: { zone: string; kind: 'player' | 'ball'; id: string };
}

export type WorldEvent = {
  [Type in keyof WorldEvents]: { type: Type } & WorldEvents[Type];
}[keyof WorldEvents];
