import type { ZodType, z } from 'zod';
import { askRequestSchema } from '../answers/question.ts';
import { describeRequestSchema } from '../answers/scene.ts';
import { blockRequestSchema, emoteRequestSchema } from '../emote.ts';
import { mapRequestSchema } from '../geometry/ground-map.ts';
import { goalRequestSchema } from '../goals/goal-messages.ts';
import { mediaMessageSchema } from '../media.ts';
import {
  chatRequestSchema,
  controlsRequestSchema,
  hostCommandSchema,
  inputMessageSchema,
  pingSchema,
  shownSizeSchema,
  visibilitySchema,
} from '../messages.ts';
import { recordCommandSchema } from '../recording.ts';
import { replayCommandSchema, saveRequestSchema } from '../saves.ts';
import { sketchRequestSchema } from '../sketch.ts';
import { cameraRequestSchema, steeringSchema } from '../watching.ts';
import type { ServerMessageName } from './server-messages.ts';

/** What both sides know of a message that clients send to a room. */
export interface ClientMessageKind {
  readonly schema: ZodType;
  /** Token bucket of one client: messages at once, and per second; `perTick` adds so many for each tick. */
  readonly rate: { readonly perSecond: number; readonly burst: number; readonly perTick?: number };
  /** Who may send it. The room refuses it from anybody else. */
  readonly from: 'anyone' | 'player' | 'host';
  /** True when a person causes it, and not the page by itself: it counts as activity. */
  readonly personal?: true;
  /** One sentence for docs/protocol.md. */
  readonly description: string;
  /** Messages that answer it. */
  readonly answers?: readonly ServerMessageName[];
}

/**
 * Every message that a client may send to a room. Limits, dispatch, the page's senders and docs/protocol.md
 * follow from this table. server/rooms/messages/handlers.ts has a handler for each.
 */
export const clientMessages = {
  input: {
    schema: inputMessageSchema,
    rate: { perSecond: 40, burst: 40, perTick: 2 },
    from: 'player',
    description:
      'The newest state of the devices. Pages send it once a tick, or with each frame of a 60 Hz screen.',
  },
  media: {
    schema: mediaMessageSchema,
    // A wall of nine views takes eighteen requests to open, and nine to close.
    rate: { perSecond: 10, burst: 80 },
    from: 'anyone',
    description: 'A request about WebRTC media. The answer has the same id.',
    answers: ['media'],
  },
  ping: {
    schema: pingSchema,
    rate: { perSecond: 5, burst: 10 },
    from: 'anyone',
    description: 'Measures the round trip.',
    answers: ['pong'],
  },
  host: {
    schema: hostCommandSchema,
    rate: { perSecond: 1, burst: 10 },
    from: 'host',
    personal: true,
    description: 'A command of the host to the room, its members or its match.',
  },
  chat: {
    schema: chatRequestSchema,
    rate: { perSecond: 0.5, burst: 5 },
    from: 'anyone',
    personal: true,
    description: 'A line of text for everybody in the room.',
    answers: ['chat'],
  },
  goal: {
    schema: goalRequestSchema,
    rate: { perSecond: 0.5, burst: 5 },
    from: 'player',
    personal: true,
    description:
      'A goal in words for a bot, or for the player’s own body, which carries it out step by step.',
    answers: ['goal'],
  },
  record: {
    schema: recordCommandSchema,
    rate: { perSecond: 0.5, burst: 6 },
    from: 'anyone',
    personal: true,
    description:
      'Starts or stops a recording, or saves the last seconds. Players record their own view, the host every view.',
    answers: ['recordings'],
  },
  camera: {
    schema: cameraRequestSchema,
    rate: { perSecond: 0.5, burst: 6 },
    from: 'anyone',
    description: 'Takes or releases the free camera. Spectators and the host may.',
  },
  steer: {
    schema: steeringSchema,
    rate: { perSecond: 40, burst: 40 },
    from: 'anyone',
    description: 'Flies the free camera. The room ignores it from anybody who does not have the camera.',
  },
  controls: {
    schema: controlsRequestSchema,
    rate: { perSecond: 4, burst: 20 },
    from: 'host',
    personal: true,
    description: 'How the world should look: values of the pack’s controls, or a sentence.',
    answers: ['controls'],
  },
  sketch: {
    schema: sketchRequestSchema,
    rate: { perSecond: 0.2, burst: 4 },
    from: 'host',
    personal: true,
    description: 'A place to be drawn where nobody has been.',
    answers: ['sketch'],
  },
  saves: {
    schema: saveRequestSchema,
    rate: { perSecond: 0.5, burst: 8 },
    from: 'host',
    personal: true,
    description: 'What the host asks of the saved moments of the room: list, keep, rewind, branch or forget.',
    answers: ['saves'],
  },
  replay: {
    schema: replayCommandSchema,
    rate: { perSecond: 4, burst: 20 },
    from: 'anyone',
    personal: true,
    description: 'Speed and place of a replay, for everybody who watches it.',
  },
  map: {
    schema: mapRequestSchema,
    rate: { perSecond: 0.5, burst: 10 },
    from: 'anyone',
    description: 'Asks for the map of the ground, or stops it.',
    answers: ['map'],
  },
  ask: {
    schema: askRequestSchema,
    rate: { perSecond: 1, burst: 6 },
    from: 'player',
    personal: true,
    description:
      'A question about the space around the player, in words or as one of eight kinds. The room answers from what views have shown.',
    answers: ['answer'],
  },
  describe: {
    schema: describeRequestSchema,
    rate: { perSecond: 2, burst: 6 },
    from: 'player',
    personal: true,
    description: 'Asks what the player’s view shows, for those who do not see it.',
    answers: ['scene'],
  },
  emote: {
    schema: emoteRequestSchema,
    rate: { perSecond: 0.5, burst: 4 },
    from: 'player',
    personal: true,
    description: 'A gesture that everybody sees over the player.',
    answers: ['emote'],
  },
  block: {
    schema: blockRequestSchema,
    rate: { perSecond: 0.5, burst: 10 },
    from: 'anyone',
    personal: true,
    description: 'Whose chat and emotes this client does not want.',
  },
  shown: {
    schema: shownSizeSchema,
    rate: { perSecond: 2, burst: 20 },
    from: 'anyone',
    description:
      'With how many pixels of the screen the page shows its player’s view, which is drawn no larger than that needs.',
  },
  visibility: {
    schema: visibilitySchema,
    rate: { perSecond: 2, burst: 20 },
    from: 'anyone',
    description: 'Whether somebody can see the page. A hidden page’s view need not be drawn.',
  },
} as const satisfies Record<string, ClientMessageKind>;

export type ClientMessages = typeof clientMessages;
export type ClientMessageName = keyof ClientMessages;
/** What a client writes. */
export type ClientMessage<Name extends ClientMessageName> = z.input<ClientMessages[Name]['schema']>;
/** What the room reads of it. */
export type ReceivedMessage<Name extends ClientMessageName> = z.output<ClientMessages[Name]['schema']>;

export const clientMessageNames = Object.keys(clientMessages).filter(isClientMessage);

export function isClientMessage(name: string | number): name is ClientMessageName {
  return Object.hasOwn(clientMessages, name);
}
