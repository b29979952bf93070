import type { ZodError } from 'zod';
import { textFaultOf, textFaultPredicate } from '../shared/refusals/text-fault.ts';
import { texts } from './texts.ts';

/** What is wrong with a text that somebody typed, to stand after "This name" or the like; undefined where nothing is. */
export function faultText(error: ZodError | undefined): string | undefined {
  if (error === undefined) return undefined;
  const fault = textFaultOf(error);
  return fault === undefined ? error.issues[0].message : textFaultPredicate(texts.textFaults, fault);
}
