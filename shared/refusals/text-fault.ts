import { z } from 'zod';

/** A character by its code point, such as U+200B. */
const character = z.object({ character: z.string() });

/** Why a text that somebody typed is not taken. */
export const textFaultSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('empty'), values: z.object({}) }),
  z.object({ code: z.literal('too-long'), values: z.object({ characters: z.int() }) }),
  z.object({ code: z.literal('lone-mark'), values: character }),
  z.object({ code: z.literal('too-many-marks'), values: z.object({ marks: z.int() }) }),
  z.object({ code: z.literal('nothing-visible'), values: z.object({}) }),
  z.object({ code: z.literal('damaged'), values: character }),
  z.object({ code: z.literal('control'), values: character }),
  z.object({ code: z.literal('invisible'), values: character }),
  z.object({ code: z.literal('meaningless'), values: character }),
  /** A name must not look like that of the host: it has the picture of the badge in it, or its word. */
  z.object({ code: z.literal('host-badge'), values: z.object({}) }),
  z.object({ code: z.literal('host-word'), values: z.object({}) }),
]);
export type TextFault = z.infer<typeof textFaultSchema>;
type FaultCode = TextFault['code'];
type ValuesByCode = { [Each in TextFault as Each['code']]: Each['values'] };
type TextFaultOf<Code extends FaultCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode[Each] };
}[Code];

/** What a language says of every fault; the subject of the sentence, such as "This name", comes before. */
export type TextFaultPredicates = { readonly [Code in FaultCode]: (values: ValuesByCode[Code]) => string };

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
