import type { Action } from '../../shared/action.ts';
import type { BlockRequest, EmoteRequest } from '../../shared/emote.ts';
import type { MapRequest } from '../../shared/geometry/ground-map.ts';
import {
  type ChatRequest,
  type ControlsRequest,
  clientMessages,
  type HostCommand,
  type InputMessage,
  type Visibility,
} from '../../shared/messages.ts';
import type { RecordCommand } from '../../shared/recording.ts';
import type { SketchRequest } from '../../shared/sketch.ts';
import type { CameraRequest, Steering } from '../../shared/watching.ts';

export type ClientMessage = (typeof clientMessages)[keyof typeof clientMessages];

/** Sends one message; false when it could not. */
export type Send = (type: ClientMessage, message: unknown) => boolean;

/**
 * What a page asks of its room. Nothing is queued: each of these is false, and dropped, while there is
 * no connection. The room refuses what may not be, and says so in a notice.
 */
export class RoomRequests {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** The devices' state. */
  input(sequence: number, action: Action): boolean {
    return this.#send(clientMessages.input, { sequence, action } satisfies InputMessage);
  }

  /** What the host commands. */
  command(command: HostCommand): boolean {
    return this.#send(clientMessages.host, command);
  }

  /** Begins or ends a recording. */
  record(command: RecordCommand): boolean {
    return this.#send(clientMessages.record, command);
  }

  /** How the host wants the world to look. */
  look(request: ControlsRequest): boolean {
    return this.#send(clientMessages.controls, request);
  }

  /** Writes to everybody in the room. */
  write(text: string): boolean {
    return this.#send(clientMessages.chat, { text } satisfies ChatRequest);
  }

  /** Says something without words, as a player. */
  emote(request: EmoteRequest): boolean {
    return this.#send(clientMessages.emote, request);
  }

  /** Whom the room is to keep apart from this page. */
  block(request: BlockRequest): boolean {
    return this.#send(clientMessages.block, request);
  }

  /** Asks for the map, or no longer. */
  map(request: MapRequest): boolean {
    return this.#send(clientMessages.map, request);
  }

  /** Asks for the room's free camera, or gives it back. */
  camera(request: CameraRequest): boolean {
    return this.#send(clientMessages.camera, request);
  }

  /** Flies the free camera; the room takes it of whoever has it. */
  steer(steering: Steering): boolean {
    return this.#send(clientMessages.steer, steering);
  }

  /** Whether somebody can see the page. */
  visibility(visibility: Visibility): boolean {
    return this.#send(clientMessages.visibility, visibility);
  }

  /** Asks, as the host, for a place to be drawn. */
  sketch(request: SketchRequest): boolean {
    return this.#send(clientMessages.sketch, request);
  }
}
