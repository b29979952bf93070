import { CloseCode } from '@colyseus/core';
import { admissionCodes, closeCodes } from '../../shared/messages.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import type { World } from '../world/world.ts';
import { Activity } from './members/activity.ts';
import type { Admission, AdmissionControl } from './members/admission-control.ts';
import type { ClientConnection } from './members/client-connection.ts';
import type { HostRole } from './members/host-role.ts';
import { distinctName } from './members/look-alike-names.ts';
import { MessageLimits } from './members/message-limits.ts';
import type { Member, Roster } from './members/roster.ts';
import type { Seating } from './members/seating.ts';
import type { Spectating } from './spectating.ts';

export interface MemberLifecycleOptions {
  readonly roster: Roster;
  readonly world: Pick<World, 'leave' | 'setConnected' | 'state'>;
  readonly hosting: Pick<HostRole, 'host' | 'handInvites' | 'left'>;
  readonly seating: Pick<Seating, 'fill' | 'take' | 'vacate'>;
  readonly door: Pick<AdmissionControl, 'surplus'>;
  readonly spectating: Pick<Spectating, 'left'>;
  /** Ticks a second, which is how often a player may send inputs. */
  readonly rate: number;
  readonly log: Log;
  /** Called when the world's bodies have changed, and then when somebody's presence has. */
  readonly mirrored: () => void;
  readonly changed: () => void;
}

/** Who of a room's members is there: they come, drop, come back, are put out, and go. */
export class MemberLifecycle {
  readonly #options: MemberLifecycleOptions;

  constructor(options: MemberLifecycleOptions) {
    this.#options = options;
  }

  /** Somebody whom the door let in, and who has confirmed; players take a seat, or wait for one. */
  come(id: string, { name, role, visitor }: Admission, line: ClientConnection, viewer: RoomViewer): void {
    const { roster, seating, door, rate, log, changed } = this.#options;
    const names = [...roster].map((member) => member.name);
    const member: Member = {
      ...{ id, visitor, line, viewer },
      name: distinctName(name, names),
      role: 'spectator',
      waiting: false,
      waitsFor: '',
      mayHost: role === 'host',
      limits: new MessageLimits(rate),
      activity: new Activity(),
      connected: true,
      giveUp: undefined,
      silenced: false,
      expelled: false,
      watching: new Map(),
      stream: undefined,
    };
    roster.add(member);
    if (role !== 'spectator') seating.take(member);
    const { surplus } = door;
    if (surplus !== undefined)
      this.dismiss(surplus, admissionCodes.unconfirmed, 'Somebody else wants this place.');
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
  comeBack(member: Member, line: ClientConnection, viewer: RoomViewer): void {
    const { hosting, world, log, mirrored, changed } = this.#options;
    Object.assign(member, { line, viewer, connected: true, giveUp: undefined });
    member.activity.reconnected();
    member.stream?.requestKeyframe();
    world.setConnected(member.id, true);
    mirrored();
    if (hosting.host === member.id) void hosting.handInvites();
    log.info({ session: member.id }, 'reconnected');
    changed();
  }

  /** A player has given its seat up: it watches, at the end of the line. Another is host, where others play. */
  giveUpSeat(member: Member): void {
    const { seating, hosting, log, mirrored, changed } = this.#options;
    seating.vacate(member);
    // Before the next host is chosen: whoever gets the seat may be the only player.
    seating.fill();
    hosting.left(member.id);
    mirrored();
    log.info({ session: member.id }, 'gave up its seat');
    changed();
  }

  dismiss(member: Member, code: number, reason: string): void {
    member.expelled = true;
    // Floods and silence are what strangers cause: they must not fill the log.
    const level = code === closeCodes.kicked ? 'info' : 'debug';
    this.#options.log[level]({ session: member.id, code, refused: member.limits.refused }, 'dismissed');
    if (member.connected) member.line.end(code, reason);
    // The other end may take its time to close; its body does not wait for it.
    this.leave(member.id, code);
    member.giveUp?.();
  }

  leave(id: string, code: number | undefined): void {
    const { roster, world, spectating, seating, hosting, log, mirrored, changed } = this.#options;
    const member = roster.remove(id);
    if (member === undefined) return;
    const player = world.state.players.get(id);
    // Whoever said goodbye, or was put out, begins anew.
    if (player && code !== CloseCode.CONSENTED && !member.expelled) {
      const { x, z, heading } = player.body;
      roster.lastPlaces.remember(member, { x, z, yaw: heading, pitch: player.pitch });
    }
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
