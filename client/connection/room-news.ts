import type { Room } from '@colyseus/sdk';
import type { ZodType } from 'zod';
import { type ShownEmote, shownEmoteSchema } from '../../shared/emote.ts';
import { type MapNews, mapNewsSchema } from '../../shared/geometry/ground-map.ts';
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
import { type SketchAnswer, sketchAnswerSchema } from '../../shared/sketch.ts';

/** Messages from a room to its pages, apart from its state, frame marks and answers to requests. */
export interface RoomNews {
  /** The page's player is host of the room; these are its invites now. */
  invites(links: InviteLinks): void;
  /** Members that ask the host, this page's player, for the host role. */
  hostClaims(claims: HostClaims): void;
  notice(notice: NoticeMessage): void;
  /** Somebody in the room wrote something, perhaps this page. */
  chat(message: ChatMessage): void;
  /** The room's recordings that are visible to this page. */
  recordings(list: RecordingList): void;
  /** The room's answer to the host's prompt. */
  controls(answer: ControlsAnswer): void;
  /** The room answers the host about a sketch. */
  sketch(answer: SketchAnswer): void;
  /** A player sent an emote, perhaps this page's own. */
  emote(emote: ShownEmote): void;
  /** Parts of the map that the page asked for. */
  map(news: MapNews): void;
  /** The media worker of the page's transport died; a new transport is available, now or soon. */
  mediaLost(): void;
}

/** Validates the room's messages and passes them on; invalid messages are dropped. */
export function hearNews(room: Pick<Room, 'onMessage'>, news: RoomNews): void {
  const hear = <Message>(
    type: ServerMessageName,
    schema: ZodType<Message>,
    heard: (message: Message) => void,
  ) =>
    room.onMessage(type, (message: unknown) => {
      const parsed = schema.safeParse(message);
      if (parsed.success) heard(parsed.data);
    });
  hear('invites', inviteLinksSchema, (links) => news.invites(links));
  hear('hostClaims', hostClaimsSchema, (claims) => news.hostClaims(claims));
  hear('notice', noticeMessageSchema, (notice) => news.notice(notice));
  hear('chat', chatMessageSchema, (message) => news.chat(message));
  hear('recordings', recordingListSchema, (list) => news.recordings(list));
  hear('controls', controlsAnswerSchema, (answer) => news.controls(answer));
  hear('sketch', sketchAnswerSchema, (answer) => news.sketch(answer));
  hear('emote', shownEmoteSchema, (emote) => news.emote(emote));
  hear('map', mapNewsSchema, (part) => news.map(part));
  hear('mediaLost', mediaLostSchema, () => news.mediaLost());
}
