import type { MatchCommand } from '../../../shared/match.ts';
import { closeCodes, type HostCommand } from '../../../shared/messages.ts';
import type { MemberLifecycle } from '../member-lifecycle.ts';
import type { AdmissionControl } from '../members/admission-control.ts';
import type { HostRole } from '../members/host-role.ts';
import type { Member } from '../members/roster.ts';
import type { RoomContext } from '../room-context.ts';

/** The parts of the room that this one calls. */
interface Parts {
  readonly admission: AdmissionControl;
  readonly hostRole: HostRole;
  readonly lifecycle: Pick<MemberLifecycle, 'dismiss'>;
}

/** What the host may do with the room and with others in it. */
export class Moderation {
  readonly #context: RoomContext;
  readonly #parts: Parts;

  constructor(context: RoomContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Does what the host, who is `member`, commands; the reason when that may not be. */
  perform(member: Member, command: HostCommand): string | undefined {
    const { admission, hostRole } = this.#parts;
    switch (command.command) {
      case 'revoke':
        admission.revoke();
        hostRole.claims.refuseAll();
        void hostRole.handInvites();
        return undefined;
      case 'lock':
      case 'unlock':
        admission.locked = command.command === 'lock';
        this.#context.events.emit('admissionChanged');
        return undefined;
      case 'kick':
        return this.#kick(member, command.member);
      case 'letIn':
        if (!admission.kicked.letIn(command.member)) return 'host member: nobody with this id is kept out.';
        this.#context.events.emit('admissionChanged');
        return undefined;
      case 'silence':
      case 'letSpeak':
        return this.#silence(member, command.member, command.command === 'silence');
      case 'handOver':
        return this.#handOver(member, command.member);
      case 'answerClaim':
        return hostRole.claims.answer(command.member, command.allow);
      default:
        return this.#play(command.command);
    }
  }

  #play(command: MatchCommand): string | undefined {
    const refusal = this.#context.world.command(command);
    return refusal && `host ${command}: ${refusal}`;
  }

  #kick(host: Member, id: string): string | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host; leave instead of kicking yourself.';
    this.#parts.admission.kicked.add(member.id, member);
    this.#context.events.emit('admissionChanged');
    this.#parts.lifecycle.dismiss(member, closeCodes.kicked, 'The host has put you out of this room.');
    return undefined;
  }

  #silence(host: Member, id: string, silenced: boolean): string | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host; nobody can silence you.';
    this.#context.roster.silence(member, silenced);
    this.#context.events.emit('admissionChanged');
    return undefined;
  }

  #handOver(host: Member, id: string): string | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host already.';
    if (member.role !== 'player') return 'host member: only a player can become host.';
    if (!member.connected)
      return `host member: ${member.name} has lost the connection; wait or choose another.`;
    this.#parts.hostRole.appoint(member);
    return undefined;
  }
}

const absent = 'host member: nobody in this room has this id.';
