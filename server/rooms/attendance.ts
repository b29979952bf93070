import { CloseCode } from '@colyseus/core';
import type { Log } from '../log.ts';
import type { World } from '../world/world.ts';
import { Conduct } from './members/conduct.ts';
import type { Admission } from './members/door.ts';
import type { Hosting } from './members/hosting.ts';
import type { Line } from './members/line.ts';
import { distinctName } from './members/look-alike-names.ts';
import type { Member, Roster } from './members/roster.ts';
import type { Seating } from './members/seating.ts';
import type { RoomViewer } from './room-services.ts';
import type { Spectating } from './spectating.ts';

export interface AttendanceOptions {
  readonly roster: Roster;
  readonly world: Pick<World, 'leave' | 'setConnected'>;
  readonly hosting: Pick<Hosting, 'host' | 'handInvites' | 'left'>;
  readonly seating: Pick<Seating, 'fill' | 'take'>;
  readonly spectating: Pick<Spectating, 'left'>;
  /** Ticks a second, which is how often a player may send inputs. */
  readonly rate: number;
  readonly log: Log;
  /** Called when the world's bodies have changed, and then when somebody's presence has. */
  readonly mirrored: () => void;
  readonly changed: () => void;
}

/** Who of a room's members is there: they come, drop, come back, are put out, and go. */
export class Attendance {
  readonly #options: AttendanceOptions;

  constructor(options: AttendanceOptions) {
    this.#options = options;
  }

  /** Somebody whom the door let in; players take a seat, or wait for one. */
  async come(id: string, { name, role, visitor }: Admission, line: Line, viewer: RoomViewer): Promise<void> {
    const { roster, seating, rate, log, changed } = this.#options;
    const names = [...roster].map((member) => member.name);
    const member: Member = {
      ...{ id, visitor, line, viewer },
      name: distinctName(name, names),
      role: 'spectator',
      waiting: false,
      mayHost: role === 'host',
      conduct: new Conduct(rate),
      connected: true,
      giveUp: undefined,
      silenced: false,
      expelled: false,
      watching: new Map(),
      stream: undefined,
    };
    roster.add(member);
    if (role !== 'spectator') await seating.take(member);
    log.info({ session: id, role, waiting: member.waiting }, 'joined');
    changed();
  }

  /** The line broke: the body stays, doing nothing. `giveUp` ends the wait for the member. */
  drop(member: Member, giveUp: () => void): void {
    const { spectating, world, mirrored, changed } = this.#options;
    member.connected = false;
    member.watching.clear();
    member.viewer.close();
    spectating.left(member.id);
    world.setConnected(member.id, false);
    mirrored();
    changed();
    member.giveUp = giveUp;
  }

  /** A member who had dropped is back on another line. */
  comeBack(member: Member, line: Line, viewer: RoomViewer): void {
    const { hosting, world, log, mirrored, changed } = this.#options;
    Object.assign(member, { line, viewer, connected: true, giveUp: undefined });
    member.stream?.requestKeyframe();
    world.setConnected(member.id, true);
    mirrored();
    if (hosting.host === member.id) void hosting.handInvites();
    log.info({ session: member.id }, 'reconnected');
    changed();
  }

  dismiss(member: Member, code: number, reason: string): void {
    member.expelled = true;
    this.#options.log.warn({ session: member.id, code, refused: member.conduct.refused }, 'dismissed');
    if (member.connected) member.line.end(code, reason);
    // The other end may take its time to close; its body does not wait for it.
    this.leave(member.id, code);
    member.giveUp?.();
  }

  leave(id: string, code: number | undefined): void {
    const { roster, world, spectating, seating, hosting, log, mirrored, changed } = this.#options;
    const member = roster.remove(id);
    if (member === undefined) return;
    world.leave(id);
    spectating.left(id);
    // Before the next host is chosen: whoever gets the seat may be the only player.
    seating.fill();
    hosting.left(id);
    mirrored();
    log.info({ session: id, code: code ?? CloseCode.NO_STATUS_RECEIVED }, 'left');
    changed();
  }
}
