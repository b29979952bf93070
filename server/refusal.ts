import type { ZodError } from 'zod';

/** Why a value from outside was rejected. */
export interface Refusal {
  /** Path of the first invalid field, such as action.move; empty for the whole value. */
  field: string;
  /** A sentence that names the field. */
  text: string;
}

/** The first fault that a schema found in `what`. */
export function refusalOf(what: string, error: ZodError): Refusal {
  const issue = error.issues[0];
  const path = issue.path.map(String);
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field = (unknown === undefined ? path : [...path, unknown]).join('.').slice(0, 80);
  const fault = unknown === undefined ? issue.message : 'is not known here; leave it out';
  return { field, text: `${[what, field].filter((part) => part !== '').join(' ')}: ${fault.slice(0, 200)}.` };
}
