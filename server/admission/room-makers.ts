import type { Config } from '../config/config.ts';
import { addressKey } from './client-address.ts';

/** Default limit of open rooms per address, so that one address cannot take all rooms. */
export function roomsOfAddress({
  roomsPerAddress,
  maximumRooms,
}: Pick<Config, 'roomsPerAddress' | 'maximumRooms'>): number {
  return roomsPerAddress ?? Math.max(leastRooms, Math.ceil(maximumRooms / 2));
}

const leastRooms = 10;

/** A room that is being created. */
export interface Making {
  /** Records that the room is open under this id. */
  made(room: string): void;
  failed(): void;
}

/** Counts open rooms by the address that created them, so that one address cannot take them all. */
export class RoomMakers {
  readonly #most: number;
  /** The address by room. Rooms that are being created have a key of their own. */
  readonly #makers = new Map<string | symbol, string>();

  /** Most open rooms of one address; 0 lifts the limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Begins to create a room; undefined if the address is at its limit. `open` are the ids of all open rooms.
   */
  begin(address: string | undefined, open: readonly string[]): Making | undefined {
    const there = new Set<string | symbol>(open);
    for (const room of this.#makers.keys()) {
      if (typeof room === 'string' && !there.has(room)) this.#makers.delete(room);
    }
    const key = addressKey(address);
    const held = [...this.#makers.values()].filter((maker) => maker === key).length;
    if (this.#most > 0 && held >= this.#most) return undefined;
    const making = Symbol(key);
    this.#makers.set(making, key);
    return {
      made: (room) => {
        this.#makers.delete(making);
        this.#makers.set(room, key);
      },
      failed: () => this.#makers.delete(making),
    };
  }
}
