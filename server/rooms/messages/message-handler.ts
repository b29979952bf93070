import type { ZodError, ZodType, z } from 'zod';
import type { Notice, Reason } from '../../../shared/notices/notice.ts';
import type { ClientMessageKind } from '../../../shared/protocol/client-messages.ts';
import { refusalOf } from '../../refusal.ts';
import type { Verdict } from '../members/message-limits.ts';
import type { Member } from '../members/roster.ts';

/** What a room does with one kind of message. */
export interface Handler<Message> {
  /** Does what the message asks for; the reason when that may not be, which counts as an offence. */
  handle(member: Member, message: Message): Reason | undefined;
  /** The message was refused before it came to `handle`. */
  refused?(member: Member, message: unknown, reason: Reason): void;
}

/** What this reads of an entry in a table of messages. */
type MessageKind = Pick<ClientMessageKind, 'schema' | 'from' | 'personal'>;

/** One kind of message with its handler. */
export interface Route {
  readonly kind: MessageKind;
  /** What is wrong with the message; undefined when it was read, and then `handle` does what it asks for. */
  read(message: unknown): { fault: ZodError } | { handle(member: Member): Reason | undefined };
  refused(member: Member, message: unknown, reason: Reason): void;
}

export function route<Schema extends ZodType>(
  kind: MessageKind & { readonly schema: Schema },
  handler: Handler<z.output<Schema>>,
): Route {
  return {
    kind,
    read: (message) => {
      const parsed = kind.schema.safeParse(message);
      if (!parsed.success) return { fault: parsed.error };
      return { handle: (member) => handler.handle(member, parsed.data) };
    },
    refused: (member, message, reason) => handler.refused?.(member, message, reason),
  };
}

export interface MessageHandlerOptions {
  /** By the names of the messages. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Session id of the host; empty when there is none. */
  host(): string;
  /** Ends the connection of a client that goes on with what is not accepted. */
  expel(member: Member, reason: Notice): void;
}

/**
 * Takes what clients send. It checks each message against its schema, its rate and who may send it, all from the
 * table of messages. A notice that names the field answers what does not pass, and the offence is counted. A client
 * that goes on is handed to `expel`; the room and everybody else go on.
 */
export class MessageHandler {
  readonly #options: MessageHandlerOptions;

  constructor(options: MessageHandlerOptions) {
    this.#options = options;
  }

  receive(member: Member, type: string | number, message: unknown): void {
    if (member.expelled) return;
    member.activity.heard();
    const { routes } = this.#options;
    const name = String(type);
    const refusal = Object.hasOwn(routes, name)
      ? this.#take(member, name, message)
      : { verdict: member.limits.offend(), reason: unknownMessage(name, Object.keys(routes)) };
    if (refusal !== undefined) this.#tell(member, refusal);
  }

  /** Takes what cannot be read as a message at all. It is an offence. */
  refuse(member: Member, reason: Reason): void {
    if (!member.expelled) this.#tell(member, { verdict: member.limits.offend(), reason });
  }

  #tell(member: Member, { verdict, reason }: Refusal): void {
    if (verdict === 'close') {
      this.#options.expel(member, { code: 'too-many-offences', values: {} });
    } else if (verdict === 'refuse') {
      member.line.send('notice', { level: 'warning', ...reason });
    }
  }

  /** Does what the message asks for; a refusal when that may not be. */
  #take(member: Member, name: string, message: unknown): Refusal | undefined {
    const { kind, read, refused } = this.#options.routes[name];
    const verdict = member.limits.admit(name);
    if (verdict !== 'take') {
      const reason: Reason = { code: 'too-many-messages', values: { message: name }, field: name };
      refused(member, message, reason);
      return { verdict, reason };
    }
    const request = read(message);
    if ('fault' in request) {
      const reason = refusalOf(request.fault, name);
      refused(member, message, reason);
      return { verdict: member.limits.offend(), reason };
    }
    if (kind.personal) member.activity.acted();
    const reason = this.#senderRefusal(member, name, kind.from) ?? request.handle(member);
    return reason === undefined ? undefined : { verdict: member.limits.offend(), reason };
  }

  /** Why this member may not send such a message; undefined when it may. */
  #senderRefusal(member: Member, name: string, from: MessageKind['from']): Reason | undefined {
    if (from === 'host' && member.id !== this.#options.host()) {
      return { code: 'host-only', values: {}, field: name };
    }
    if (from === 'player' && member.role !== 'player') {
      return { code: 'players-only', values: { waiting: member.waiting }, field: name };
    }
    return undefined;
  }
}

interface Refusal {
  readonly verdict: Verdict;
  readonly reason: Reason;
}

function unknownMessage(name: string, known: string[]): Reason {
  return { code: 'unknown-message', values: { message: name.slice(0, 40), known } };
}
