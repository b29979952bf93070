import type { Room } from '@colyseus/sdk';
import type { ZodType } from 'zod';
import { type AnswerMessage, answerMessageSchema } from '../../shared/answers/answer.ts';
import { type SceneMessage, sceneMessageSchema } from '../../shared/answers/scene.ts';
import { type ShownEmote, shownEmoteSchema } from '../../shared/emote.ts';
import { type MapNews, mapNewsSchema } from '../../shared/geometry/ground-map.ts';
import { type GoalMessage, goalMessageSchema } from '../../shared/goals/goal-messages.ts';
import {
  type ChatMessage,
  type ControlsAnswer,
  chatMessageSchema,
  controlsAnswerSchema,
  type HostClaims,
  hostClaimsSchema,
  type InviteLinks,
  inviteLinksSchema,
  mediaLostSchema,
  type NoticeMessage,
  noticeMessageSchema,
} from '../../shared/messages.ts';
import type { ServerMessageName } from '../../shared/protocol/server-messages.ts';
import { type RecordingList, recordingListSchema } from '../../shared/recording.ts';
import { type SaveAnswer, saveAnswerSchema } from '../../shared/saves.ts';
import { type SketchAnswer, sketchAnswerSchema } from '../../shared/sketch.ts';

/** Messages from a room to its pages, apart from its state, frame marks and answers to requests. */
export interface RoomMessageListeners {
  /** The page's player is host of the room; these are its present invites. */
  invites(links: InviteLinks): void;
  /** Members that ask this page's player, the host, for the host role. */
  hostClaims(claims: HostClaims): void;
  notice(notice: NoticeMessage): void;
  /** Somebody in the room wrote something, perhaps this page. */
  chat(message: ChatMessage): void;
  /** How the goal goes on that this page gave a bot. */
  goal(message: GoalMessage): void;
  /** The room's recordings that are visible to this page. */
  recordings(list: RecordingList): void;
  /** The room's answer to the host's prompt. */
  controls(answer: ControlsAnswer): void;
  /** The room's answer to the host about a sketch. */
  sketch(answer: SketchAnswer): void;
  /** The saved moments of the room, or a branch, for its host. */
  saves(answer: SaveAnswer): void;
  /** A player sent an emote, perhaps this page's own. */
  emote(emote: ShownEmote): void;
  /** Tiles of the map that the page requested. */
  map(news: MapNews): void;
  /** The answer to a question about space. */
  answer(answer: AnswerMessage): void;
  /** What the player's view shows. */
  scene(scene: SceneMessage): void;
  /** The media worker of the page's transport died. A new transport is or will soon be available. */
  mediaLost(): void;
}

/** Validates the room's messages and passes them on; invalid messages are dropped. */
export function listenToMessages(room: Pick<Room, 'onMessage'>, listeners: RoomMessageListeners): void {
  const listen = <Message>(
    type: ServerMessageName,
    schema: ZodType<Message>,
    received: (message: Message) => void,
  ) =>
    room.onMessage(type, (message: unknown) => {
      const parsed = schema.safeParse(message);
      if (parsed.success) received(parsed.data);
    });
  listen('invites', inviteLinksSchema, (links) => listeners.invites(links));
  listen('hostClaims', hostClaimsSchema, (claims) => listeners.hostClaims(claims));
  listen('notice', noticeMessageSchema, (notice) => listeners.notice(notice));
  listen('chat', chatMessageSchema, (message) => listeners.chat(message));
  listen('goal', goalMessageSchema, (message) => listeners.goal(message));
  listen('recordings', recordingListSchema, (list) => listeners.recordings(list));
  listen('controls', controlsAnswerSchema, (answer) => listeners.controls(answer));
  listen('sketch', sketchAnswerSchema, (answer) => listeners.sketch(answer));
  listen('saves', saveAnswerSchema, (answer) => listeners.saves(answer));
  listen('emote', shownEmoteSchema, (emote) => listeners.emote(emote));
  listen('map', mapNewsSchema, (part) => listeners.map(part));
  listen('answer', answerMessageSchema, (answer) => listeners.answer(answer));
  listen('scene', sceneMessageSchema, (scene) => listeners.scene(scene));
  listen('mediaLost', mediaLostSchema, () => listeners.mediaLost());
}
