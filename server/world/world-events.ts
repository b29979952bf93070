/**
 * Events of a tick. `player` is the session id of the acting player. Doors, blocks, orbs, balls and zones
 * have their own ids.
 */
export interface WorldEvents {
  doorOpened: { player: string; door: string };
  doorClosed: { player: string; door: string };
  blockPlaced: { player: string; block: string };
  blockTaken: { player: string; block: string };
  orbTaken: { player: string; orb: string };
  /** A player walks against another player or a ball. Sent every tick while it does. */
  pushed: { player: string; kind: 'player' | 'ball'; other: string };
  /** A ball or a player entered or left one of the mode's zones. */
  zoneEntered: { zone: string; kind: 'player' | 'ball'; id: string };
  zoneLeft: { zone: string; kind: 'player' | 'ball'; id: string };
}

export type WorldEvent = {
  [Type in keyof WorldEvents]: { type: Type } & WorldEvents[Type];
}[keyof WorldEvents];
