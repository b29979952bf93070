import { DatabaseError } from 'pg';
import { z } from 'zod';
import { StoreError } from '../../contracts/store-error.ts';

/** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const diskFull = '53100';

/**
 * Does something with PostgreSQL, and throws what goes wrong as a StoreError. Its cause has PostgreSQL's own words and
 * no values, so that it may be logged.
 */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storeFault(error);
  }
}

export function storeFault(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof z.ZodError) {
    return new StoreError({ code: 'save-unreadable', values: { part: 'rooms' } }, { cause: error });
  }
  const cause = new Error(`PostgreSQL: ${wordsOf(error)}`);
  const isFull = error instanceof DatabaseError && error.code === diskFull;
  return new StoreError({ code: isFull ? 'store-full' : 'store-failing', values: {} }, { cause });
}

/** What an error of the data base or of the way to it says. */
export function wordsOf(error: unknown): string {
  // Node tries all addresses of a name, and has the reasons in a list.
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  if (error instanceof DatabaseError) return `${error.message} (${error.code ?? 'no code'})`;
  return error instanceof Error ? error.message : String(error);
}
