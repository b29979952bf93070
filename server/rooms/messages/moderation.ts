import type { MatchCommand } from '../../../shared/match.ts';
import type { HostCommand } from '../../../shared/messages.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { RoomBots } from '../bots/room-bots.ts';
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
  readonly bots: Pick<RoomBots, 'want'>;
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
  perform(member: Member, command: HostCommand): Reason | undefined {
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
        if (!admission.kicked.letIn(command.member)) return { code: 'not-kept-out', values: {}, field };
        this.#context.events.emit('admissionChanged');
        return undefined;
      case 'silence':
      case 'letSpeak':
        return this.#silence(member, command.member, command.command === 'silence');
      case 'handOver':
        return this.#handOver(member, command.member);
      case 'answerClaim':
        return hostRole.claims.answer(command.member, command.allow);
      case 'bots': {
        const { count, level } = command;
        this.#parts.bots.want({ count, level });
        return undefined;
      }
      default:
        return this.#play(command.command);
    }
  }

  #play(command: MatchCommand): Reason | undefined {
    const refusal = this.#context.world.command(command);
    return refusal && { ...refusal, field: 'host.command' };
  }

  #kick(host: Member, id: string): Reason | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return { code: 'kick-self', values: {}, field };
    if (member.controller !== 'bot') {
      this.#parts.admission.kicked.add(member.id, member);
      this.#context.events.emit('admissionChanged');
    }
    this.#parts.lifecycle.dismiss(member, closeCodes.kicked, { code: 'put-out', values: { by: 'host' } });
    return undefined;
  }

  #silence(host: Member, id: string, silenced: boolean): Reason | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return { code: 'silence-self', values: {}, field };
    this.#context.roster.silence(member, silenced);
    this.#context.events.emit('admissionChanged');
    return undefined;
  }

  #handOver(host: Member, id: string): Reason | undefined {
    const member = this.#context.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return { code: 'host-already', values: {}, field };
    if (member.role !== 'player') return { code: 'successor-watches', values: {}, field };
    if (member.controller !== 'person') return { code: 'successor-program', values: {}, field };
    if (!member.connected) return { code: 'successor-offline', values: { name: member.name }, field };
    this.#parts.hostRole.appoint(member);
    return undefined;
  }
}

/** The field that most commands of the host are refused for. */
const field = 'host.member';
const absent: Reason = { code: 'member-gone', values: {}, field };
