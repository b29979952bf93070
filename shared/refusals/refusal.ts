import { z } from 'zod';
import { textFaultSchema } from './text-fault.ts';

/** What an address may do too often. */
export const rateKinds = ['rooms', 'joins', 'upgrades', 'pictures', 'downloads', 'health', 'calls'] as const;

function coded<Code extends string, Shape extends z.ZodRawShape>(code: Code, values: Shape) {
  return z.object({ code: z.literal(code), values: z.object(values) });
}

/**
 * Why the server refused a REST request, for programs and for pages in other languages: a code, and what the sentence
 * about it needs. Answers carry it beside the English sentence.
 */
export const refusalSchema = z.discriminatedUnion('code', [
  coded('unknown-world', { world: z.string(), worlds: z.array(z.string()) }),
  coded('unknown-mode', { mode: z.string(), modes: z.array(z.string()) }),
  /** All rooms that the server can have are open. */
  coded('rooms-in-use', { maximum: z.int() }),
  /** So many rooms are being opened that another one has to wait. */
  coded('rooms-opening', { opening: z.int() }),
  /** The address has made as many rooms as it may. */
  coded('rooms-of-address', {}),
  coded('too-often', { kind: z.enum(rateKinds), seconds: z.number() }),
  coded('room-gone', {}),
  coded('member-gone', {}),
  /** No recording with this id is running. */
  coded('recording-ended', {}),
  /** A text of the request cannot be shown to others; `field` of the answer names it. */
  coded('text-fault', { field: z.string(), fault: textFaultSchema }),
  coded('unreadable', {}),
  coded('forbidden', {}),
  coded('nothing-here', {}),
  coded('too-large', { limit: z.string() }),
  coded('unknown-encoding', {}),
  coded('no-such-range', {}),
  coded('not-as-it-is', {}),
  coded('server-failed', {}),
]);
export type Refusal = z.infer<typeof refusalSchema>;
type RefusalCode = Refusal['code'];
type ValuesByCode = { [Each in Refusal as Each['code']]: Each['values'] };
type RefusalOf<Code extends RefusalCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode[Each] };
}[Code];

/** What a language says of every refusal. */
export type RefusalSentences = { readonly [Code in RefusalCode]: (values: ValuesByCode[Code]) => string };

export function refusalSentence<Code extends RefusalCode>(
  sentences: RefusalSentences,
  { code, values }: RefusalOf<Code>,
): string {
  return sentences[code](values);
}
