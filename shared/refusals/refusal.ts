import { z } from 'zod';
import { adminRefusals } from './admin-refusals.ts';
import type { Sentences, ValuesByCode } from './coded.ts';
import { headerRefusals } from './header-refusals.ts';
import { linkRefusals } from './link-refusals.ts';
import { requestRefusals, roomRefusals } from './request-refusals.ts';
import { saveRefusals } from './save-refusals.ts';

/** The schemas of all refusals. */
export const refusals = [
  ...requestRefusals,
  ...roomRefusals,
  ...linkRefusals,
  ...adminRefusals,
  ...saveRefusals,
  ...headerRefusals,
] as const;

/**
 * Why the server refused a REST request, for programs and for pages in other languages: a code, and what the sentence
 * about it needs. Answers carry it beside the English sentence.
 */
export const refusalSchema = z.discriminatedUnion('code', refusals);
export type Refusal = z.infer<typeof refusalSchema>;
type RefusalCode = Refusal['code'];
type RefusalOf<Code extends RefusalCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode<Refusal>[Each] };
}[Code];

/** What a language says of every refusal. */
export type RefusalSentences = Sentences<Refusal>;

export function refusalSentence<Code extends RefusalCode>(
  sentences: RefusalSentences,
  { code, values }: RefusalOf<Code>,
): string {
  return sentences[code](values);
}
