import { type Notice, type NoticeSentences, noticeIn, noticeSentence } from '../shared/notices/notice.ts';
import { texts } from './texts.ts';

const sentences: NoticeSentences = { ...texts.refusals, ...texts.notices };

/** What the room says, in the person's language. */
export function noticeText(notice: Notice): string {
  return noticeSentence(sentences, notice);
}

/** The words for the text of a refusal to join, or of the end of a connection; as it is where it has no code. */
export function reasonWords(text: string): string {
  const notice = noticeIn(text);
  return notice === undefined ? text : noticeText(notice);
}
