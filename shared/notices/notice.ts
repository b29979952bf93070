import { z } from 'zod';
import type { Sentences, ValuesByCode } from '../refusals/coded.ts';
import { refusals } from '../refusals/refusal.ts';
import { admissionNotices, closingNotices } from './admission-notices.ts';
import { agentNotices } from './agent-notices.ts';
import { goalNotices } from './goal-notices.ts';
import { hostNotices, matchNotices, seatNotices } from './host-notices.ts';
import { cameraNotices, mediaNotices } from './media-notices.ts';
import { messageNotices } from './message-notices.ts';
import { recordingEnds, recordingNotices } from './recording-notices.ts';
import { savingNotices } from './saving-notices.ts';
import { lookNotices, sketchNotices, worldNotices } from './world-notices.ts';

/** The schemas of all that rooms alone say, in the order of docs/protocol.md. */
export const roomNotices = [
  ...messageNotices,
  ...agentNotices,
  ...goalNotices,
  ...admissionNotices,
  ...closingNotices,
  ...seatNotices,
  ...hostNotices,
  ...matchNotices,
  ...worldNotices,
  ...lookNotices,
  ...sketchNotices,
  ...mediaNotices,
  ...cameraNotices,
  ...recordingNotices,
  ...recordingEnds,
  ...savingNotices,
] as const;
const roomNoticeSchema = z.discriminatedUnion('code', roomNotices);
type RoomNotice = z.infer<typeof roomNoticeSchema>;

/**
 * What a room says to people: a code, and what the sentence about it needs. Pages have the sentences. The refusals
 * of REST requests are among them, because rooms refuse for some of the same reasons.
 */
export const noticeSchema = z
  .discriminatedUnion('code', [...roomNotices, ...refusals])
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof noticeSchema>;
type NoticeCode = Notice['code'];
type NoticeOf<Code extends NoticeCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode<Notice>[Each] };
}[Code];

/** A notice, and what it is about: the message and the field of it, such as host.member. */
export type Reason = Notice & { readonly field?: string };

/** What a language says of everything that rooms alone say. */
export type RoomSentences = Sentences<RoomNotice>;
/** What a language says of every notice. */
export type NoticeSentences = Sentences<Notice>;

export function noticeSentence<Code extends NoticeCode>(
  sentences: NoticeSentences,
  { code, values }: NoticeOf<Code>,
): string {
  return sentences[code](values);
}

/** A notice as the text of a refusal to join, or of the end of a connection. WebSockets take at most 123 bytes. */
export function reasonText({ code, values }: Notice): string {
  return JSON.stringify({ code, values });
}

/** The notice in such a text; undefined where it is another text. */
export function noticeIn(text: string): Notice | undefined {
  try {
    return noticeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
