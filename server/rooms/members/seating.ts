import type { RoomStream } from '../../contracts/room-media.ts';
import type { World } from '../../world/world.ts';
import type { Door } from './door.ts';
import type { Member, Roster } from './roster.ts';

export interface SeatingOptions {
  roster: Roster;
  world: World;
  door: Door;
  createStream(): Promise<RoomStream>;
  /** Somebody has a seat now, and a body in the world; its video follows. */
  seated(member: Member): void;
  /** Somebody who had waited got a seat, but no video. */
  failed(member: Member, error: unknown): void;
}

/**
 * Gives out a room's seats. Whoever finds none free watches and waits, in the order of coming; a seat that
 * becomes free goes to the first who waits and is connected, unless the room is locked.
 */
export class Seating {
  readonly #options: SeatingOptions;

  constructor(options: SeatingOptions) {
    this.#options = options;
  }

  /** Gives a member of the roster a seat, or a place among those who wait; resolves when its video is there. */
  async take(member: Member): Promise<void> {
    if (this.#options.door.hasSeat) await this.#seat(member);
    else member.waiting = true;
  }

  /** Gives free seats to those who wait. Nobody overtakes, as long as this follows everything that frees one. */
  fill(): void {
    const { roster, door, failed } = this.#options;
    for (const member of [...roster]) {
      if (door.locked || !door.hasSeat) return;
      if (!member.waiting || !member.connected) continue;
      this.#seat(member).catch((error: unknown) => failed(member, error));
    }
  }

  async #seat(member: Member): Promise<void> {
    const { world, roster, createStream, seated } = this.#options;
    member.waiting = false;
    member.role = 'player';
    world.join(member.id, member.name, roster.lastPlaces.take(member));
    seated(member);
    const stream = await createStream();
    if (roster.get(member.id) === member) member.stream = stream;
    else stream.close();
  }
}
