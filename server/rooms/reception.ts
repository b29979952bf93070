import { type ZodType, z } from 'zod';
import {
  type ChatMessage,
  chatRequestSchema,
  clientMessages,
  type HostCommand,
  hostCommandSchema,
  inputMessageSchema,
  type MediaRequest,
  mediaRequestSchema,
  type Notice,
  type Pong,
  pingSchema,
  serverMessages,
} from '../../shared/messages.ts';
import { sketchRequestSchema } from '../../shared/sketch.ts';
import type { World } from '../world/world.ts';
import type { Kind, Verdict } from './conduct.ts';
import { refusalOf } from './refusal.ts';
import type { Member } from './roster.ts';
import type { SketchDesk } from './sketch-desk.ts';

/** Most characters that one media request may take as JSON. */
const mediaCharacters = 32_768;
/** As many views as one client can watch at once. */
const mostWatched = 8;

const consumedSchema = z.object({ id: z.string() });
const answerableSchema = z.object({ id: z.int().min(0) });

/**
 * Takes what clients send. Every message is checked against its schema and its rate; what does not
 * pass is answered by a notice that names the field, and counted. A client that goes on with it is
 * handed to `expel`; the room and everybody else go on.
 */
export class Reception {
  readonly #world: World;
  readonly #members: Iterable<Member>;
  readonly #command: (member: Member, command: HostCommand) => string | undefined;
  readonly #expel: (member: Member, reason: string) => void;
  readonly #sketches: Pick<SketchDesk, 'perform'>;

  /**
   * `members` is everybody in the room, at any time; `command` does what a host commands, and answers
   * with the reason when that may not be.
   */
  constructor(
    world: World,
    members: Iterable<Member>,
    command: (member: Member, command: HostCommand) => string | undefined,
    expel: (member: Member, reason: string) => void,
    sketches: Pick<SketchDesk, 'perform'>,
  ) {
    this.#world = world;
    this.#members = members;
    this.#command = command;
    this.#expel = expel;
    this.#sketches = sketches;
  }

  receive(member: Member, type: string | number, message: unknown): void {
    if (member.expelled) return;
    if (type === clientMessages.input) this.#input(member, message);
    else if (type === clientMessages.media) this.#media(member, message);
    else if (type === clientMessages.ping) this.#ping(member, message);
    else if (type === clientMessages.host) this.#host(member, message);
    else if (type === clientMessages.chat) this.#chat(member, message);
    else if (type === clientMessages.sketch) this.#sketch(member, message);
    else {
      const known = Object.values(clientMessages).join(', ');
      const name = String(type).slice(0, 40);
      const text = `There is no message "${name}"; send one of ${known}.`;
      this.#refuse(member, member.conduct.offend(), text);
    }
  }

  #input(member: Member, message: unknown): void {
    const input = this.#check(member, 'input', inputMessageSchema, message);
    if (input === undefined) return;
    if (member.role !== 'player') {
      const remedy = member.waiting ? 'wait for a seat' : 'join as a player';
      this.#refuse(member, member.conduct.offend(), `input: spectators cannot play; ${remedy}.`);
      return;
    }
    this.#world.setInput(member.id, input);
  }

  #host(member: Member, message: unknown): void {
    const command = this.#check(member, 'host', hostCommandSchema, message);
    if (command === undefined) return;
    const reason = this.#command(member, command);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #sketch(member: Member, message: unknown): void {
    const request = this.#check(member, 'sketch', sketchRequestSchema, message);
    if (request === undefined) return;
    const reason = this.#sketches.perform(member, request);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #ping(member: Member, message: unknown): void {
    const ping = this.#check(member, 'ping', pingSchema, message);
    if (ping === undefined) return;
    const time = performance.timeOrigin + performance.now();
    const pong: Pong = { id: ping.id, time, tick: this.#world.state.tick };
    member.line.send(serverMessages.pong, pong);
  }

  /** Relays to everybody, the sender too: whose text comes back knows that it was heard. */
  #chat(member: Member, message: unknown): void {
    const request = this.#check(member, 'chat', chatRequestSchema, message);
    if (request === undefined) return;
    const { id, name, role } = member;
    const chat: ChatMessage = { id, name, role, text: request.text };
    for (const { connected, line } of this.#members) if (connected) line.send(serverMessages.chat, chat);
  }

  #media(member: Member, message: unknown): void {
    const request = this.#check(member, 'media', boundedMediaSchema, message, (text) => {
      // Whoever waits for the answer to this id is told as well.
      const answerable = answerableSchema.safeParse(message);
      if (answerable.success) member.line.send(serverMessages.media, { id: answerable.data.id, error: text });
    });
    if (request !== undefined) void this.#answer(member, request);
  }

  async #answer(member: Member, request: MediaRequest): Promise<void> {
    const { viewer } = member;
    try {
      if (request.method === 'consume' && member.watching.size >= mostWatched) {
        throw new Error(`media: at most ${mostWatched} views can be watched at once; close one first.`);
      }
      const result = await viewer.handle(request);
      if (request.method === 'consume') {
        const consumed = consumedSchema.safeParse(result);
        if (consumed.success) member.watching.set(consumed.data.id, request.view);
      }
      if (request.method === 'close') member.watching.delete(request.consumer);
      if (member.viewer === viewer) member.line.send(serverMessages.media, { id: request.id, result });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (member.viewer === viewer) member.line.send(serverMessages.media, { id: request.id, error: text });
    }
  }

  #check<T>(
    member: Member,
    kind: Exclude<Kind, 'other'>,
    schema: ZodType<T>,
    message: unknown,
    refused: (text: string) => void = () => {},
  ): T | undefined {
    const verdict = member.conduct.admit(kind);
    if (verdict !== 'take') {
      const text = `${kind}: these messages come too often; send fewer.`;
      refused(text);
      this.#refuse(member, verdict, text);
      return undefined;
    }
    const parsed = schema.safeParse(message);
    if (parsed.success) return parsed.data;
    const { text } = refusalOf(kind, parsed.error);
    refused(text);
    this.#refuse(member, member.conduct.offend(), text);
    return undefined;
  }

  #refuse(member: Member, verdict: Verdict, text: string): void {
    if (verdict === 'close') {
      this.#expel(member, 'Too many messages that were malformed or too frequent.');
    } else if (verdict === 'refuse') {
      const notice: Notice = { level: 'warning', text };
      member.line.send(serverMessages.notice, notice);
    }
  }
}

const boundedMediaSchema = mediaRequestSchema.superRefine((request, context) => {
  if (JSON.stringify(request).length > mediaCharacters) {
    context.addIssue({ code: 'custom', message: `must be at most ${mediaCharacters} characters of JSON` });
  }
});
