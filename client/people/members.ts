import type { RoomState } from '../../shared/state.ts';
import type { Silence } from './silence.ts';

/** A member of the room, as the list of people shows it. */
export interface MemberEntry {
  /** Session id. */
  id: string;
  name: string;
  own: boolean;
  muted: boolean;
  blocked: boolean;
  /** Muted by the host, for everybody. */
  silenced: boolean;
}

export interface PlayerEntry extends MemberEntry {
  /** Index of the body's colour. */
  colour: number;
  score: number;
  connected: boolean;
  host: boolean;
}

export interface SpectatorEntry extends MemberEntry {
  /** Place in the queue for a seat; 0 for whoever does not wait. */
  place: number;
}

export interface Members {
  /** Whether the page's own member is the host. */
  hosts: boolean;
  players: PlayerEntry[];
  spectators: SpectatorEntry[];
  /** Session ids and names of whom the host has put out; for the host alone. */
  kicked: [id: string, name: string][];
}

/** Everybody in the room. `ownId` is the session id of the page's own member. */
export function membersOf(state: RoomState, ownId: string | undefined, silence: Silence): Members {
  const hosts = ownId !== undefined && state.host === ownId;
  const about = (id: string, name: string): MemberEntry => ({
    id,
    name,
    own: id === ownId,
    muted: silence.has('muted', id),
    blocked: silence.has('blocked', id),
    silenced: state.silenced.has(id),
  });
  return {
    hosts,
    players: [...state.players.entries()].map(([id, { name, colour, score, connected }]) => ({
      ...about(id, name),
      ...{ colour, score, connected, host: id === state.host },
    })),
    spectators: [...state.spectators.entries()].map(([id, { name, place }]) => ({
      ...about(id, name),
      place,
    })),
    kicked: hosts ? [...state.kicked.entries()] : [],
  };
}
