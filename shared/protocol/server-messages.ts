import type { ZodType, z } from 'zod';
import { answerMessageSchema } from '../answers/answer.ts';
import { sceneMessageSchema } from '../answers/scene.ts';
import { shownEmoteSchema } from '../emote.ts';
import { mapNewsSchema } from '../geometry/ground-map.ts';
import { goalMessageSchema } from '../goals/goal-messages.ts';
import { frameMarkSchema, mediaAnswerSchema } from '../media.ts';
import {
  chatMessageSchema,
  controlsAnswerSchema,
  hostClaimsSchema,
  inviteLinksSchema,
  mediaLostSchema,
  noticeMessageSchema,
  pongSchema,
} from '../messages.ts';
import { recordingListSchema } from '../recording.ts';
import { saveAnswerSchema } from '../saves.ts';
import { sketchAnswerSchema } from '../sketch.ts';

/** What both sides know of a message that a room sends. Pages drop what does not fit the schema. */
export interface ServerMessageKind {
  readonly schema: ZodType;
  /** One sentence for docs/protocol.md. */
  readonly description: string;
}

/** Every message that a room sends, beside the state that Colyseus synchronises. */
export const serverMessages = {
  frame: {
    schema: frameMarkSchema,
    description:
      'Which tick and pose the video frame with this RTP timestamp shows. It goes to whoever watches the view.',
  },
  media: { schema: mediaAnswerSchema, description: 'The answer to a media request.' },
  mediaLost: {
    schema: mediaLostSchema,
    description: 'The media path ended on the server’s side. The page can connect its media again at once.',
  },
  pong: { schema: pongSchema, description: 'The answer to a ping: the server’s clock and tick.' },
  notice: {
    schema: noticeMessageSchema,
    description:
      'What the room tells the person, by a code and its values, such as the reason of a refusal. Pages have the words.',
  },
  invites: { schema: inviteLinksSchema, description: 'The room’s invites. Only the host gets them.' },
  hostClaims: {
    schema: hostClaimsSchema,
    description: 'Who came with the host invite and asks for the role. Only the host gets it.',
  },
  chat: { schema: chatMessageSchema, description: 'What somebody wrote.' },
  goal: { schema: goalMessageSchema, description: 'How the goal that this client gave a bot goes on.' },
  emote: { schema: shownEmoteSchema, description: 'A player’s gesture.' },
  recordings: {
    schema: recordingListSchema,
    description: 'The room’s recordings, as far as this client may know of them.',
  },
  controls: { schema: controlsAnswerSchema, description: 'What the room understood of the host’s sentence.' },
  sketch: { schema: sketchAnswerSchema, description: 'Progress and result of the host’s sketch.' },
  saves: {
    schema: saveAnswerSchema,
    description: 'The saved moments of the room, or the links of a branch.',
  },
  answer: {
    schema: answerMessageSchema,
    description: 'The answer to a question about space, with the views, poses and pixels that show it.',
  },
  scene: {
    schema: sceneMessageSchema,
    description: 'What the player’s view shows, and how far the ground is open.',
  },
  map: { schema: mapNewsSchema, description: 'Tiles of the ground map that are new or changed.' },
} as const satisfies Record<string, ServerMessageKind>;

export type ServerMessages = typeof serverMessages;
export type ServerMessageName = keyof ServerMessages;
/** What a page reads of it. */
export type ServerMessage<Name extends ServerMessageName> = z.output<ServerMessages[Name]['schema']>;

export const serverMessageNames = Object.keys(serverMessages).filter(isServerMessage);

export function isServerMessage(name: string): name is ServerMessageName {
  return Object.hasOwn(serverMessages, name);
}
