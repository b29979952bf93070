import type { ZodError } from 'zod';
import { textFaultOf, textFaultPredicate } from '../shared/refusals/text-fault.ts';
import { texts } from './texts.ts';

/**
 * What is wrong with a typed text, as the predicate of a sentence ("This name ..."); undefined if it is
 * valid.
 */
export function faultText(error: ZodError | undefined): string | undefined {
  if (error === undefined) return undefined;
  const fault = textFaultOf(error);
  return fault === undefined ? error.issues[0].message : textFaultPredicate(texts.textFaults, fault);
}
