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
  type Notice,
  noticeSchema,
} from '../../shared/messages.ts';
import type { ServerMessageName } from '../../shared/protocol/server-messages.ts';
import { type RecordingList, recordingListSchema } from '../../shared/recording.ts';
import { type SketchAnswer, sketchAnswerSchema } from '../../shared/sketch.ts';

/** What a room tells its pages beside its state, its frames and its answers to calls. */
export interface RoomNews {
  /** The page's player is host of the room; these are its invites now. */
  invites(links: InviteLinks): void;
  /** Who asks this page's player, the host, for its role. */
  hostClaims(claims: HostClaims): void;
  notice(notice: Notice): void;
  /** Somebody in the room wrote something, perhaps this page. */
  chat(message: ChatMessage): void;
  /** What the page may know of the room's recordings. */
  recordings(list: RecordingList): void;
  /** What the room made of the host's sentence about its look. */
  controls(answer: ControlsAnswer): void;
  /** The room answers the host about a sketch. */
  sketch(answer: SketchAnswer): void;
  /** A player said something without words, perhaps this page's. */
  emote(emote: ShownEmote): void;
  /** Parts of the map that the page asked for. */
  map(news: MapNews): void;
  /** What carried the page's media is gone; a new path can be had, or soon. */
  mediaLost(): void;
}

/** Hands on what the room tells, as far as this page understands it. */
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
  hear('notice', noticeSchema, (notice) => news.notice(notice));
  hear('chat', chatMessageSchema, (message) => news.chat(message));
  hear('recordings', recordingListSchema, (list) => news.recordings(list));
  hear('controls', controlsAnswerSchema, (answer) => news.controls(answer));
  hear('sketch', sketchAnswerSchema, (answer) => news.sketch(answer));
  hear('emote', shownEmoteSchema, (emote) => news.emote(emote));
  hear('map', mapNewsSchema, (part) => news.map(part));
  hear('mediaLost', mediaLostSchema, () => news.mediaLost());
}
