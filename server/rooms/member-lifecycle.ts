import { CloseCode } from '@colyseus/core';
import type { Notice } from '../../shared/notices/notice.ts';
import { admissionCodes, closeCodes } from '../../shared/protocol/close-codes.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Admission, AdmissionControl } from './members/admission-control.ts';
import type { ClientConnection } from './members/client-connection.ts';
import type { HostRole } from './members/host-role.ts';
import { distinctName } from './members/look-alike-names.ts';
import type { Member, MemberLink } from './members/roster.ts';
import type { Seating } from './members/seating.ts';
import type { RoomContext } from './room-context.ts';
import { mirror } from './sync/state-mirror.ts';

/** The parts of the room that this one calls. */
interface Parts {
  readonly admission: Pick<AdmissionControl, 'surplus'>;
  readonly hostRole: Pick<HostRole, 'host' | 'handInvites' | 'left'>;
  readonly seating: Pick<Seating, 'fill' | 'take' | 'vacate'>;
}

/** Who of a room's members is there: they come, drop, come back, are put out, and go. */
export class MemberLifecycle {
  readonly #context: RoomContext;
  readonly #parts: Parts;

  constructor(context: RoomContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Somebody whom the door let in, and who has confirmed; players take a seat, or wait for one. */
  come(id: string, { name, role, visitor }: Admission, link: MemberLink): void {
    const { roster, log, events } = this.#context;
    const { admission, seating } = this.#parts;
    const names = [...roster].map((member) => member.name);
    const member: Member = {
      ...link,
      ...{ id, visitor },
      name: distinctName(name, names),
      role: 'spectator',
      waiting: false,
      waitsFor: '',
      mayHost: role === 'host',
      connected: true,
      giveUp: undefined,
      silenced: false,
      expelled: false,
      watching: new Map(),
      stream: undefined,
    };
    roster.add(member);
    if (role !== 'spectator') seating.take(member);
    const { surplus } = admission;
    if (surplus !== undefined)
      this.dismiss(surplus, admissionCodes.unconfirmed, { code: 'place-wanted', values: {} });
    log.info({ session: id, role, waiting: member.waiting }, 'joined');
    events.emit('membersChanged');
  }

  /** The line broke: the body stays, doing nothing. `giveUp` ends the wait for the member. */
  drop(member: Member, giveUp: () => void): void {
    const { world, state, events } = this.#context;
    member.connected = false;
    member.watching.clear();
    member.viewer.close();
    events.emit('dropped', member);
    world.setConnected(member.id, false);
    mirror(world.state, state);
    events.emit('membersChanged');
    member.giveUp = giveUp;
  }

  /** A member who had dropped is back on another line. */
  comeBack(member: Member, line: ClientConnection, viewer: RoomViewer): void {
    const { world, state, log, events } = this.#context;
    const { hostRole } = this.#parts;
    Object.assign(member, { line, viewer, connected: true, giveUp: undefined });
    member.activity.reconnected();
    member.stream?.requestKeyframe();
    world.setConnected(member.id, true);
    mirror(world.state, state);
    if (hostRole.host === member.id) void hostRole.handInvites();
    log.info({ session: member.id }, 'reconnected');
    events.emit('membersChanged');
  }

  /** A player has given its seat up: it watches, at the end of the line. Another is host, where others play. */
  giveUpSeat(member: Member): void {
    const { world, state, log, events } = this.#context;
    const { seating, hostRole } = this.#parts;
    seating.vacate(member);
    // Before the next host is chosen: whoever gets the seat may be the only player.
    seating.fill();
    hostRole.left(member.id);
    mirror(world.state, state);
    log.info({ session: member.id }, 'gave up its seat');
    events.emit('membersChanged');
  }

  dismiss(member: Member, code: number, reason: Notice): void {
    member.expelled = true;
    // Floods and silence are what strangers cause: they must not fill the log.
    const level = code === closeCodes.kicked ? 'info' : 'debug';
    this.#context.log[level]({ session: member.id, code, refused: member.limits.refused }, 'dismissed');
    if (member.connected) member.line.end(code, reason);
    // The other end may take its time to close; its body does not wait for it.
    this.leave(member.id, code);
    member.giveUp?.();
  }

  leave(id: string, code: number | undefined): void {
    const { roster, world, state, log, events } = this.#context;
    const { seating, hostRole } = this.#parts;
    const member = roster.remove(id);
    if (member === undefined) return;
    const player = world.state.players.get(id);
    // Whoever said goodbye, or was put out, begins anew.
    if (player && code !== CloseCode.CONSENTED && !member.expelled) {
      const { x, z, heading } = player.body;
      roster.lastPlaces.remember(member, { x, z, yaw: heading, pitch: player.pitch });
    }
    world.leave(id);
    events.emit('left', member);
    // Before the next host is chosen: whoever gets the seat may be the only player.
    seating.fill();
    hostRole.left(id);
    mirror(world.state, state);
    log.info({ session: id, code: code ?? CloseCode.NO_STATUS_RECEIVED }, 'left');
    events.emit('membersChanged');
  }
}
