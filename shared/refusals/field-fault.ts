import { z } from 'zod';
import { coded, type ValuesByCode } from './coded.ts';

/** Why a field of a request or a message is not taken, for whoever wrote the program that sent it. */
export const fieldFaultSchema = z.discriminatedUnion('code', [
  /** It is missing, or of another type: the name of the type, such as number. */
  coded('wrong-type', { expected: z.string() }),
  coded('too-small', { minimum: z.number() }),
  coded('too-large', { maximum: z.number() }),
  coded('too-short', { minimum: z.number() }),
  coded('too-long', { maximum: z.number() }),
  coded('no-choice', { choices: z.array(z.string()) }),
  /** It is a text in another form than this one, such as regex or url. */
  coded('wrong-form', { form: z.string() }),
  coded('unknown-field', {}),
  /** A place lies outside the area that the same message describes. */
  coded('outside-area', {}),
  /** A corner has to lie so many metres beyond the other one along this axis. */
  coded('area-side', { axis: z.enum(['x', 'z']), minimum: z.number(), maximum: z.number() }),
  /** A list has to have exactly so many entries. */
  coded('wrong-count', { count: z.int(), given: z.int() }),
  coded('other', {}),
]);
export type FieldFault = z.infer<typeof fieldFaultSchema>;
type FaultCode = FieldFault['code'];
type FieldFaultOf<Code extends FaultCode> = {
  [Each in Code]: { code: Each; values: ValuesByCode<FieldFault>[Each] };
}[Code];

/** What a language says of every fault; the name of the field comes before. */
export type FieldFaultPredicates = {
  readonly [Code in FaultCode]: (values: ValuesByCode<FieldFault>[Code]) => string;
};

export function fieldFaultPredicate<Code extends FaultCode>(
  predicates: FieldFaultPredicates,
  { code, values }: FieldFaultOf<Code>,
): string {
  return predicates[code](values);
}

const customIssueSchema = z.object({
  code: z.literal('custom'),
  params: z.object({ fieldFault: fieldFaultSchema }),
});

/** An issue of a schema's own rule, which {@link fieldFaultOf} finds again. */
export function fieldIssue(fieldFault: FieldFault, path: (string | number)[] = []) {
  return { code: 'custom', message: fieldFault.code, path, params: { fieldFault } } as const;
}

/** What zod says of a field, by a code. */
export function fieldFaultOf(issue: z.core.$ZodIssue): FieldFault {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong-type', values: { expected: issue.expected } };
    case 'too_small':
      return isLength(issue.origin)
        ? { code: 'too-short', values: { minimum: Number(issue.minimum) } }
        : { code: 'too-small', values: { minimum: Number(issue.minimum) } };
    case 'too_big':
      return isLength(issue.origin)
        ? { code: 'too-long', values: { maximum: Number(issue.maximum) } }
        : { code: 'too-large', values: { maximum: Number(issue.maximum) } };
    case 'invalid_value':
      return { code: 'no-choice', values: { choices: issue.values.map(String) } };
    case 'invalid_format':
      return { code: 'wrong-form', values: { form: issue.format } };
    case 'unrecognized_keys':
      return { code: 'unknown-field', values: {} };
    case 'custom':
      return customIssueSchema.safeParse(issue).data?.params.fieldFault ?? { code: 'other', values: {} };
    default:
      return { code: 'other', values: {} };
  }
}

/** Whether the bound is one of a text or a list, and not of a number. */
function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array' || origin === 'set';
}
