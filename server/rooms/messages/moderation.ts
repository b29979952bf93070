import type { MatchCommand } from '../../../shared/match.ts';
import { closeCodes, type HostCommand } from '../../../shared/messages.ts';
import type { AdmissionControl } from '../members/admission-control.ts';
import type { HostRole } from '../members/host-role.ts';
import type { Member, Roster } from '../members/roster.ts';

export interface ModerationOptions {
  roster: Roster;
  door: AdmissionControl;
  hosting: HostRole;
  /** Closes somebody's connection and takes it out of the room, connected or not. */
  dismiss(member: Member, code: number, reason: string): void;
  /** The room was locked or unlocked, or somebody was kicked, silenced, or no longer. */
  changed(): void;
  /** Has a command to the match carried out; the reason when it cannot be. */
  command(command: MatchCommand): string | undefined;
}

/** What the host may do with the room and with others in it. */
export class Moderation {
  readonly #options: ModerationOptions;

  constructor(options: ModerationOptions) {
    this.#options = options;
  }

  /** Does what the host, who is `member`, commands; the reason when that may not be. */
  perform(member: Member, command: HostCommand): string | undefined {
    const { door, hosting } = this.#options;
    switch (command.command) {
      case 'revoke':
        door.revoke();
        hosting.claims.refuseAll();
        void hosting.handInvites();
        return undefined;
      case 'lock':
      case 'unlock':
        door.locked = command.command === 'lock';
        this.#options.changed();
        return undefined;
      case 'kick':
        return this.#kick(member, command.member);
      case 'letIn':
        if (!door.kicked.letIn(command.member)) return 'host member: nobody with this id is kept out.';
        this.#options.changed();
        return undefined;
      case 'silence':
      case 'letSpeak':
        return this.#silence(member, command.member, command.command === 'silence');
      case 'handOver':
        return this.#handOver(member, command.member);
      case 'answerClaim':
        return hosting.claims.answer(command.member, command.allow);
      default:
        return this.#play(command.command);
    }
  }

  #play(command: MatchCommand): string | undefined {
    const refusal = this.#options.command(command);
    return refusal && `host ${command}: ${refusal}`;
  }

  #kick(host: Member, id: string): string | undefined {
    const member = this.#options.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host; leave instead of kicking yourself.';
    this.#options.door.kicked.add(member.id, member);
    this.#options.changed();
    this.#options.dismiss(member, closeCodes.kicked, 'The host has put you out of this room.');
    return undefined;
  }

  #silence(host: Member, id: string, silenced: boolean): string | undefined {
    const member = this.#options.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host; nobody can silence you.';
    this.#options.roster.silence(member, silenced);
    this.#options.changed();
    return undefined;
  }

  #handOver(host: Member, id: string): string | undefined {
    const member = this.#options.roster.get(id);
    if (member === undefined) return absent;
    if (member === host) return 'host member: you are the host already.';
    if (member.role !== 'player') return 'host member: only a player can become host.';
    if (!member.connected)
      return `host member: ${member.name} has lost the connection; wait or choose another.`;
    this.#options.hosting.appoint(member);
    return undefined;
  }
}

const absent = 'host member: nobody in this room has this id.';
