import type { ZodError, ZodType, z } from 'zod';
import type { ClientMessageKind } from '../../../shared/protocol/client-messages.ts';
import { refusalOf } from '../../refusal.ts';
import type { Verdict } from '../members/message-limits.ts';
import type { Member } from '../members/roster.ts';

/** What a room does with one kind of message. */
export interface Handler<Message> {
  /** Does what the message asks for; the reason when that may not be, which counts as an offence. */
  handle(member: Member, message: Message): string | undefined;
  /** The message was refused before it came to `handle`. */
  refused?(member: Member, message: unknown, reason: string): void;
}

/** One kind of message with its handler. */
export interface Route {
  readonly kind: ClientMessageKind;
  /** What is wrong with the message; undefined when it was read, and then `handle` does what it asks for. */
  read(message: unknown): { fault: ZodError } | { handle(member: Member): string | undefined };
  refused(member: Member, message: unknown, reason: string): void;
}

export function route<Schema extends ZodType>(
  kind: ClientMessageKind & { readonly schema: Schema },
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
  expel(member: Member, reason: string): void;
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
    if (refusal === undefined) return;
    const { verdict, reason } = refusal;
    if (verdict === 'close') {
      this.#options.expel(member, 'Too many messages that were malformed or too frequent.');
    } else if (verdict === 'refuse') {
      member.line.send('notice', { level: 'warning', text: reason });
    }
  }

  /** Does what the message asks for; a refusal when that may not be. */
  #take(member: Member, name: string, message: unknown): Refusal | undefined {
    const { kind, read, refused } = this.#options.routes[name];
    const verdict = member.limits.admit(name);
    if (verdict !== 'take') {
      const reason = `${name}: these messages come too often; send fewer.`;
      refused(member, message, reason);
      return { verdict, reason };
    }
    const request = read(message);
    if ('fault' in request) {
      const reason = refusalOf(name, request.fault).text;
      refused(member, message, reason);
      return { verdict: member.limits.offend(), reason };
    }
    if (kind.personal) member.activity.acted();
    const reason = this.#senderRefusal(member, name, kind.from) ?? request.handle(member);
    return reason === undefined ? undefined : { verdict: member.limits.offend(), reason };
  }

  /** Why this member may not send such a message; undefined when it may. */
  #senderRefusal(member: Member, name: string, from: ClientMessageKind['from']): string | undefined {
    if (from === 'host' && member.id !== this.#options.host()) {
      return `${name}: only the host of this room may do this.`;
    }
    if (from === 'player' && member.role !== 'player') {
      return `${name}: only players can do this; ${member.waiting ? 'wait for a seat' : 'join as a player'}.`;
    }
    return undefined;
  }
}

interface Refusal {
  readonly verdict: Verdict;
  readonly reason: string;
}

function unknownMessage(name: string, known: readonly string[]): string {
  return `There is no message "${name.slice(0, 40)}"; send one of ${known.join(', ')}.`;
}
