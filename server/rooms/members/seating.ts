import type { RoomContext } from '../room-context.ts';
import type { AdmissionControl } from './admission-control.ts';
import type { Member } from './roster.ts';

/**
 * Gives out a room's seats. Whoever finds none free, or comes when the machine cannot draw one view more,
 * watches and waits, in the order of coming; a seat that can be had goes to the first who waits and is
 * connected, unless the room is locked.
 */
export class Seating {
  readonly #context: RoomContext;
  readonly #admission: Pick<AdmissionControl, 'hasSeat' | 'locked'>;

  constructor(context: RoomContext, admission: Pick<AdmissionControl, 'hasSeat' | 'locked'>) {
    this.#context = context;
    this.#admission = admission;
  }

  /** Gives a member of the roster a seat, or a place among those who wait. Its video follows. */
  take(member: Member): void {
    // A bot's view is drawn only for those who watch it.
    const isShort = member.controller !== 'bot' && this.#context.shortage() !== undefined;
    if (this.#admission.hasSeat && !isShort) this.#seat(member);
    else {
      member.waiting = true;
      this.#explain();
    }
  }

  /** Takes a player's seat, body and video away; it waits at the end of the line. */
  vacate(member: Member): void {
    const { world, roster } = this.#context;
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
    const { roster, shortage } = this.#context;
    const admission = this.#admission;
    let seated = false;
    for (const member of [...roster]) {
      if (admission.locked || !admission.hasSeat || shortage() !== undefined) break;
      if (!member.waiting || !member.connected) continue;
      this.#seat(member);
      seated = true;
    }
    return this.#explain() || seated;
  }

  /** Brings up to date what those who wait are waiting for; whoever begins to wait for the machine is told. */
  #explain(): boolean {
    const { roster, shortage, tell } = this.#context;
    const { hasSeat, locked } = this.#admission;
    const waiting = [...roster].filter(({ waiting }) => waiting);
    let changed = false;
    const short = waiting.length > 0 && hasSeat && !locked ? shortage() : undefined;
    for (const member of waiting) {
      const before = member.waitsFor;
      member.waitsFor = short === undefined ? 'seat' : 'machine';
      changed ||= member.waitsFor !== before;
      if (short !== undefined && before !== 'machine') {
        tell(member.id, { code: 'waiting-for-machine', values: short });
      }
    }
    return changed;
  }

  #seat(member: Member): void {
    const { world, roster, journal, events, absent } = this.#context;
    Object.assign(member, { waiting: false, waitsFor: '', role: 'player' });
    if (member.controller !== 'bot') events.emit('seatWanted');
    const former = absent.takeBack(member);
    if (former === undefined) {
      absent.makeWay();
      world.join(member.id, member.name, roster.lastPlaces.take(member));
    }
    events.emit('seated', member);
    if (former !== undefined) events.emit('tookBack', member, former);
    this.#open(member).catch((error: unknown) => {
      journal.fault('seat', error);
      events.emit('seatFailed', member);
    });
  }

  async #open(member: Member): Promise<void> {
    const { roster, createStream } = this.#context;
    const stream = await createStream();
    // It may have left, or given the seat up and perhaps got another one.
    const wants = roster.get(member.id) === member && member.role === 'player' && !member.stream;
    if (wants) member.stream = stream;
    else stream.close();
  }
}
