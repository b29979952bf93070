import type { BlockRequest } from '../../../shared/emote.ts';
import type { ServerMessage, ServerMessageName } from '../../../shared/protocol/server-messages.ts';
import type { Member } from '../members/roster.ts';

/**
 * Passes what members say on to everybody in the room, themselves too: whose words come back knows that they
 * were heard. Between two of whom one blocks the other, nothing is passed on.
 */
export class Relay {
  readonly #members: Iterable<Member>;
  readonly #blocked = new WeakMap<Member, ReadonlySet<string>>();

  /** `members` is everybody in the room, at any time. */
  constructor(members: Iterable<Member>) {
    this.#members = members;
  }

  /** From now on these are all whom `member` blocks. */
  block(member: Member, { members }: BlockRequest): void {
    this.#blocked.set(member, new Set(members.filter((id) => id !== member.id)));
  }

  /** Sends a message to everybody but those who block `from`, or whom `from` blocks. */
  pass<Name extends ServerMessageName>(from: Member, type: Name, message: ServerMessage<Name>): void {
    for (const member of this.#members) {
      if (member.connected && !this.#apart(from, member)) member.line.send(type, message);
    }
  }

  #apart(a: Member, b: Member): boolean {
    return this.#blocks(a, b) || this.#blocks(b, a);
  }

  #blocks(a: Member, b: Member): boolean {
    return this.#blocked.get(a)?.has(b.id) ?? false;
  }
}
