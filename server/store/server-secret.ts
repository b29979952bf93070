import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../contracts/store-error.ts';
import { diskFault } from './embedded/disk-fault.ts';

/** A secret that is shorter than this was cut short. */
const leastLength = 32;

/**
 * The secret of the server that has this data folder, made at its first start. Invites that were signed with it stay
 * good after a restart. Only the server's user can read the file.
 *
 * @throws StoreError if it cannot be read or written
 */
export async function serverSecret(folder: string): Promise<string> {
  const file = join(folder, 'secret');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw diskFault(error);
  }
  const secret = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      throw diskFault(error);
    },
  );
  if (secret.length < leastLength) throw new StoreError({ code: 'save-damaged', values: { part: file } });
  await chmod(file, 0o600).catch(() => {});
  return secret;
}
