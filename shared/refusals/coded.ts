import { z } from 'zod';

/** What the server says, for programs and for pages in every language: a code, and what the sentence about it needs. */
export interface Coded {
  readonly code: string;
  readonly values: object;
}

/** The schema of one code and its values. */
export function coded<Code extends string, Shape extends z.ZodRawShape>(code: Code, values: Shape) {
  return z.object({ code: z.literal(code), values: z.object(values) });
}

/** The values of each code of a union. */
export type ValuesByCode<Union extends Coded> = { [Each in Union as Each['code']]: Each['values'] };

/** What a language says of every code of a union. A code without a sentence does not compile. */
export type Sentences<Union extends Coded> = {
  readonly [Code in Union['code']]: (values: ValuesByCode<Union>[Code]) => string;
};
