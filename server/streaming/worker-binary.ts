import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MediaError } from './media-error.ts';

/** Built by set-up where mediasoup's prebuilt worker cannot be downloaded. */
const built = fileURLToPath(new URL('../../build/mediasoup-worker/mediasoup-worker', import.meta.url));

/**
 * Path of the mediasoup worker's executable: `named` if given, else MEDIASOUP_WORKER_BIN, else mediasoup's
 * prebuilt one, else the one that set-up built.
 *
 * @throws MediaError if there is none
 */
export function findWorkerBinary(named?: string): string {
  const configured = named ?? (process.env.MEDIASOUP_WORKER_BIN || undefined);
  if (configured !== undefined) {
    if (isExecutable(configured)) return configured;
    const field = named === undefined ? 'MEDIASOUP_WORKER_BIN' : 'workerBin';
    throw new MediaError(
      `${field} names ${configured}, which cannot be executed; correct the path or leave it out.`,
    );
  }
  const found = [prebuilt(), built].find(isExecutable);
  if (found !== undefined) return found;
  throw new MediaError('The media worker is missing; run "npm start", which downloads or builds it.');
}

function prebuilt(): string {
  const entry = createRequire(import.meta.url).resolve('mediasoup');
  return join(dirname(entry), '..', '..', 'worker', 'out', 'Release', 'mediasoup-worker');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
