import type { RoomStream } from '../../contracts/room-media.ts';
import type { World } from '../../world/world.ts';
import type { AdmissionControl } from './admission-control.ts';
import type { Member, Roster } from './roster.ts';

export interface SeatingOptions {
  roster: Roster;
  world: World;
  door: AdmissionControl;
  createStream(): Promise<RoomStream>;
  /** Somebody has a seat now, and a body in the world; its video follows. */
  seated(member: Member): void;
  /** Why the machine cannot draw one player more, as a sentence; undefined where it can. */
  shortage(): string | undefined;
  /** Somebody waits for the machine, and not for a seat of the room. */
  tell(member: string, text: string): void;
  /** Somebody got a seat, but no video. */
  failed(member: Member, error: unknown): void;
}

/**
 * Gives out a room's seats. Whoever finds none free, or comes when the machine cannot draw one view more,
 * watches and waits, in the order of coming; a seat that can be had goes to the first who waits and is
 * connected, unless the room is locked.
 */
export class Seating {
  readonly #options: SeatingOptions;

  constructor(options: SeatingOptions) {
    this.#options = options;
  }

  /** Gives a member of the roster a seat, or a place among those who wait. Its video follows. */
  take(member: Member): void {
    const { door, shortage } = this.#options;
    if (door.hasSeat && shortage() === undefined) this.#seat(member);
    else {
      member.waiting = true;
      this.#explain();
    }
  }

  /** Takes a player's seat, body and video away; it waits at the end of the line. */
  vacate(member: Member): void {
    const { world, roster } = this.#options;
    world.leave(member.id);
    member.stream?.close();
    Object.assign(member, { role: 'spectator', waiting: true, waitsFor: 'seat', stream: undefined });
    roster.requeue(member);
  }

  /**
   * Gives free seats to those who wait. Nobody overtakes, as long as this follows
   * everything that frees one. True where somebody got one, or waits for something else than before.
   */
  fill(): boolean {
    const { roster, door, shortage } = this.#options;
    let seated = false;
    for (const member of [...roster]) {
      if (door.locked || !door.hasSeat || shortage() !== undefined) break;
      if (!member.waiting || !member.connected) continue;
      this.#seat(member);
      seated = true;
    }
    return this.#explain() || seated;
  }

  /** Brings up to date what those who wait are waiting for; whoever begins to wait for the machine is told. */
  #explain(): boolean {
    const { roster, door, shortage, tell } = this.#options;
    const waiting = [...roster].filter(({ waiting }) => waiting);
    let changed = false;
    const text = waiting.length > 0 && door.hasSeat && !door.locked ? shortage() : undefined;
    for (const member of waiting) {
      const before = member.waitsFor;
      member.waitsFor = text === undefined ? 'seat' : 'machine';
      changed ||= member.waitsFor !== before;
      if (text !== undefined && before !== 'machine') {
        tell(member.id, `${text} You wait in line, and play as soon as there is room.`);
      }
    }
    return changed;
  }

  #seat(member: Member): void {
    const { world, roster, seated, failed } = this.#options;
    Object.assign(member, { waiting: false, waitsFor: '', role: 'player' });
    world.join(member.id, member.name, roster.lastPlaces.take(member));
    seated(member);
    this.#open(member).catch((error: unknown) => failed(member, error));
  }

  async #open(member: Member): Promise<void> {
    const { roster, createStream } = this.#options;
    const stream = await createStream();
    // It may have left, or given the seat up and perhaps got another one.
    const wants = roster.get(member.id) === member && member.role === 'player' && !member.stream;
    if (wants) member.stream = stream;
    else stream.close();
  }
}
