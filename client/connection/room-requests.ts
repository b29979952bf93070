import type { Action } from '../../shared/action.ts';
import {
  type ChatRequest,
  type ControlsRequest,
  clientMessages,
  type HostCommand,
  type InputMessage,
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

  /** Asks for the room's free camera, or gives it back. */
  camera(request: CameraRequest): boolean {
    return this.#send(clientMessages.camera, request);
  }

  /** Flies the free camera; the room takes it of whoever has it. */
  steer(steering: Steering): boolean {
    return this.#send(clientMessages.steer, steering);
  }

  /** Asks, as the host, for a map to sketch on or for a place to be drawn. */
  sketch(request: SketchRequest): boolean {
    return this.#send(clientMessages.sketch, request);
  }
}
