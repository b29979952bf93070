import { z } from 'zod';
import { StoreError } from '../../contracts/store-error.ts';
import { diskFault } from './disk-fault.ts';

/** Result codes of SQLite, https://sqlite.org/rescode.html */
const codes = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** Does something with SQLite, and throws what goes wrong as a StoreError about `part`. */
export function guarded<Result>(part: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const options = { cause: error };
    if (error instanceof z.ZodError) {
      throw new StoreError({ code: 'save-unreadable', values: { part } }, options);
    }
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
    switch (code) {
      case codes.busy:
        throw new StoreError({ code: 'store-in-use', values: {} }, options);
      case codes.notADatabase:
        throw new StoreError({ code: 'save-unreadable', values: { part } }, options);
      case codes.corrupt:
        throw new StoreError({ code: 'save-damaged', values: { part } }, options);
      case codes.full:
        throw new StoreError({ code: 'store-full', values: {} }, options);
      default:
        throw diskFault(error);
    }
  }
}
