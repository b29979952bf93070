import type { ZodType, z } from 'zod';
import { isNeutral } from '../../../shared/action.ts';
import { blockRequestSchema, emoteRequestSchema, type ShownEmote } from '../../../shared/emote.ts';
import { type MapRequest, mapRequestSchema } from '../../../shared/geometry/ground-map.ts';
import type { MediaRequest } from '../../../shared/media.ts';
import {
  type ChatMessage,
  type ControlsRequest,
  chatRequestSchema,
  clientMessages,
  controlsRequestSchema,
  type HostCommand,
  hostCommandSchema,
  inputMessageSchema,
  type Notice,
  type Pong,
  pingSchema,
  serverMessages,
  visibilitySchema,
} from '../../../shared/messages.ts';
import { type RecordCommand, recordCommandSchema } from '../../../shared/recording.ts';
import { sketchRequestSchema } from '../../../shared/sketch.ts';
import {
  type CameraRequest,
  cameraRequestSchema,
  mostReceived,
  type Steering,
  steeringSchema,
} from '../../../shared/watching.ts';
import type { RoomViewer } from '../../contracts/room-media.ts';
import { refusalOf } from '../../refusal.ts';
import type { World } from '../../world/world.ts';
import { type Kind, personalKinds, type Verdict } from '../members/conduct.ts';
import type { Member } from '../members/roster.ts';
import { answerableSchema, boundedMediaSchema, consumedSchema } from './media-schema.ts';
import { Relay } from './relay.ts';

/** Where requests for the room's free camera go. */
export interface CameraDesk {
  /** Answers with the reason when that may not be. */
  request(member: Member, request: CameraRequest): string | undefined;
  steer(member: Member, steering: Steering): void;
}

/** Where messages go that the reception does not answer itself. What may not be is answered with the reason. */
export interface Desks {
  /** Session id of the host; empty when there is none. */
  host(): string;
  /** What a host commands. */
  command(member: Member, command: HostCommand): string | undefined;
  /** Begins and ends recordings. */
  record(member: Member, command: RecordCommand): string | undefined;
  camera: CameraDesk;
  /** What a host asks of the pack's controls. */
  controls(member: Member, request: ControlsRequest): string | undefined;
  /** Draws what a host sketches. */
  sketch(member: Member, request: z.output<typeof sketchRequestSchema>): string | undefined;
  /** A page was hidden, or is seen again. */
  visibility(member: Member): void;
  /** Sends the map of the room, or no longer. */
  map(member: Member, request: MapRequest): void;
  /** Who went on with what is not accepted. */
  expel(member: Member, reason: string): void;
}

/**
 * Takes what clients send. Every message is checked against its schema and its rate; what does not
 * pass is answered by a notice that names the field, and counted. A client that goes on with it is
 * handed to `expel`; the room and everybody else go on.
 */
export class Reception {
  readonly #world: World;
  readonly #relay: Relay;
  readonly #desks: Desks;
  /** Consumers that are being made. */
  readonly #coming = new WeakMap<RoomViewer, number>();

  /** `members` is everybody in the room, at any time. */
  constructor(world: World, members: Iterable<Member>, desks: Desks) {
    this.#world = world;
    this.#relay = new Relay(members);
    this.#desks = desks;
  }

  receive(member: Member, type: string | number, message: unknown): void {
    if (member.expelled) return;
    member.activity.heard();
    if (type === clientMessages.input) this.#input(member, message);
    else if (type === clientMessages.media) this.#media(member, message);
    else if (type === clientMessages.ping) this.#ping(member, message);
    else if (type === clientMessages.host) this.#host(member, message);
    else if (type === clientMessages.controls) this.#controls(member, message);
    else if (type === clientMessages.chat) this.#chat(member, message);
    else if (type === clientMessages.record) this.#recording(member, message);
    else if (type === clientMessages.camera) this.#cameraRequest(member, message);
    else if (type === clientMessages.steer) this.#steer(member, message);
    else if (type === clientMessages.sketch) this.#sketch(member, message);
    else if (type === clientMessages.map) this.#map(member, message);
    else if (type === clientMessages.emote) this.#emote(member, message);
    else if (type === clientMessages.block) this.#block(member, message);
    else if (type === clientMessages.visibility) this.#visibility(member, message);
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
    if (!isNeutral(input.action)) member.activity.acted();
    this.#world.setInput(member.id, input);
  }

  #host(member: Member, message: unknown): void {
    const command = this.#check(member, 'host', hostCommandSchema, message);
    if (command === undefined) return;
    const reason = this.#desks.command(member, command);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #recording(member: Member, message: unknown): void {
    const command = this.#check(member, 'record', recordCommandSchema, message);
    if (command === undefined) return;
    const reason = this.#desks.record(member, command);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #cameraRequest(member: Member, message: unknown): void {
    const request = this.#check(member, 'camera', cameraRequestSchema, message);
    if (request === undefined) return;
    const reason = this.#desks.camera.request(member, request);
    const notice: Notice = { level: 'warning', text: reason ?? '' };
    if (reason !== undefined) member.line.send(serverMessages.notice, notice);
  }

  #steer(member: Member, message: unknown): void {
    const steering = this.#check(member, 'steer', steeringSchema, message);
    // Who has just lost the camera may not know it yet.
    if (steering !== undefined) this.#desks.camera.steer(member, steering);
  }

  #controls(member: Member, message: unknown): void {
    const request = this.#check(member, 'controls', controlsRequestSchema, message);
    if (request === undefined) return;
    const reason = this.#desks.controls(member, request);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #sketch(member: Member, message: unknown): void {
    const request = this.#check(member, 'sketch', sketchRequestSchema, message);
    if (request === undefined) return;
    const reason = this.#desks.sketch(member, request);
    if (reason !== undefined) this.#refuse(member, member.conduct.offend(), reason);
  }

  #ping(member: Member, message: unknown): void {
    const ping = this.#check(member, 'ping', pingSchema, message);
    if (ping === undefined) return;
    const time = performance.timeOrigin + performance.now();
    const pong: Pong = { id: ping.id, time, tick: this.#world.state.tick };
    member.line.send(serverMessages.pong, pong);
  }

  #chat(member: Member, message: unknown): void {
    const request = this.#check(member, 'chat', chatRequestSchema, message);
    if (request === undefined || this.#isSilenced(member, 'chat')) return;
    const { id, name, role } = member;
    const host = id === this.#desks.host();
    const chat: ChatMessage = { id, name, role, host, text: request.text };
    this.#relay.pass(member, serverMessages.chat, chat);
  }

  #emote(member: Member, message: unknown): void {
    const request = this.#check(member, 'emote', emoteRequestSchema, message);
    if (request === undefined) return;
    if (member.role !== 'player') {
      const text = 'emote: only players can; those who watch write in the chat.';
      this.#refuse(member, member.conduct.offend(), text);
      return;
    }
    if (this.#isSilenced(member, 'emote')) return;
    const { id, name } = member;
    const host = id === this.#desks.host();
    const shown: ShownEmote = { id, name, host, emote: request.emote };
    this.#relay.pass(member, serverMessages.emote, shown);
  }

  /** True, and said to the member, when the host does not let it speak. */
  #isSilenced(member: Member, what: string): boolean {
    if (!member.silenced) return false;
    const text = `${what}: the host has silenced you in this room; only the host can let you speak again.`;
    const notice: Notice = { level: 'warning', text };
    member.line.send(serverMessages.notice, notice);
    return true;
  }

  #block(member: Member, message: unknown): void {
    const request = this.#check(member, 'block', blockRequestSchema, message);
    if (request !== undefined) this.#relay.block(member, request);
  }

  #map(member: Member, message: unknown): void {
    const request = this.#check(member, 'map', mapRequestSchema, message);
    if (request !== undefined) this.#desks.map(member, request);
  }

  #visibility(member: Member, message: unknown): void {
    const visibility = this.#check(member, 'visibility', visibilitySchema, message);
    if (visibility === undefined) return;
    member.activity.hide(visibility.hidden);
    this.#desks.visibility(member);
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
      const result =
        request.method === 'consume' ? await this.#consume(member, request) : await viewer.handle(request);
      if (request.method === 'close') member.watching.delete(request.consumer);
      // A new transport ends the one before, with all that was watched over it.
      if (request.method === 'transport') member.watching.clear();
      if (member.viewer === viewer) member.line.send(serverMessages.media, { id: request.id, result });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (member.viewer === viewer) member.line.send(serverMessages.media, { id: request.id, error: text });
    }
  }

  async #consume(member: Member, request: MediaRequest & { method: 'consume' }): Promise<unknown> {
    const { viewer } = member;
    // Those that are on their way count, or many at once would pass the limit.
    const coming = this.#coming.get(viewer) ?? 0;
    if (member.watching.size + coming >= mostReceived) {
      throw new Error(`media: at most ${mostReceived} views can be watched at once; close one first.`);
    }
    this.#coming.set(viewer, coming + 1);
    try {
      const result = await viewer.handle(request);
      const consumed = consumedSchema.safeParse(result);
      const { view, beside = false } = request;
      if (consumed.success && member.viewer === viewer)
        member.watching.set(consumed.data.id, { view, beside });
      return result;
    } finally {
      this.#coming.set(viewer, (this.#coming.get(viewer) ?? 1) - 1);
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
    if (parsed.success) {
      if (personalKinds.has(kind)) member.activity.acted();
      return parsed.data;
    }
    const { text } = refusalOf(kind, parsed.error);
    refused(text);
    this.#refuse(member, member.conduct.offend(), text);
    return undefined;
  }

  #refuse(member: Member, verdict: Verdict, text: string): void {
    if (verdict === 'close') {
      this.#desks.expel(member, 'Too many messages that were malformed or too frequent.');
    } else if (verdict === 'refuse') {
      const notice: Notice = { level: 'warning', text };
      member.line.send(serverMessages.notice, notice);
    }
  }
}
