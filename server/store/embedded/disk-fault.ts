import { StoreError } from '../../contracts/store-error.ts';

const full = ['ENOSPC', 'EDQUOT'];

/** The error of a failed access to the disk, as stores throw it. */
export function diskFault(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (full.includes(code)) return new StoreError({ code: 'store-full', values: {} }, { cause: error });
  return new StoreError({ code: 'store-failing', values: {} }, { cause: error });
}
