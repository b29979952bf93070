import type { ZodError } from 'zod';
import { fieldFaultOf } from '../shared/refusals/field-fault.ts';
import type { Refusal } from '../shared/refusals/refusal.ts';
import { textFaultOf } from '../shared/refusals/text-fault.ts';

/** Why something that came from outside was not taken; `field` is the path of the first field that is wrong. */
export type FieldRefusal = Extract<Refusal, { code: 'text-fault' | 'malformed' }> & {
  readonly field: string;
};

/** Most characters of a path: whoever sends a message chooses the names of its fields. */
const longestPath = 80;

/** The first fault that a schema found in a request, or in the message of a name: its path begins with that. */
export function refusalOf(error: ZodError, message?: string): FieldRefusal {
  const [issue] = error.issues;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(message === undefined ? [] : [message]), ...issue.path.map(String), ...unknown];
  const field = path.join('.').slice(0, longestPath);
  const textFault = textFaultOf(error);
  return textFault === undefined
    ? { code: 'malformed', values: { field, fault: fieldFaultOf(issue) }, field }
    : { code: 'text-fault', values: { field, fault: textFault }, field };
}
