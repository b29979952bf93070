import { z } from 'zod';
import { coded, type ValuesByCode } from './coded.ts';

/** A character by its code point, such as U+200B. */
const character = { character: z.string() };

/** Why a text that somebody typed is not taken. */
export const textFaultSchema = z.discriminatedUnion('code', [
  coded('empty', {}),
  coded('too-long', { characters: z.int() }),
  coded('lone-mark', character),
  coded('too-many-marks', { marks: z.int() }),
  coded('nothing-visible', {}),
  coded('damaged', character),
  coded('control', character),
  coded('invisible', character),
  coded('meaningless', character),
  /** A name must not look like that of the host: it has the picture of the badge in it, or its word. */
  coded('host-badge', {}),
  coded('host-word', {}),
]);
export type TextFault = z.infer<typeof textFaultSchema>;
type FaultCode = TextFault['code'];
type TextFaultOf<Code extends FaultCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode<TextFault>[Each] };
}[Code];

/** What a language says of every fault; the subject of the sentence, such as "This name", comes before. */
export type TextFaultPredicates = {
  readonly [Code in FaultCode]: (values: ValuesByCode<TextFault>[Code]) => string;
};

export function textFaultPredicate<Code extends FaultCode>(
  predicates: TextFaultPredicates,
  { code, values }: TextFaultOf<Code>,
): string {
  return predicates[code](values);
}

const customIssueSchema = z.object({
  code: z.literal('custom'),
  params: z.object({ fault: textFaultSchema }),
});

/** The fault that displayText() has found; undefined where something else is wrong first. */
export function textFaultOf({ issues }: z.ZodError): TextFault | undefined {
  return customIssueSchema.safeParse(issues[0]).data?.params.fault;
}
