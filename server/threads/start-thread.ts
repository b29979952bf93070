import { Worker } from 'node:worker_threads';

const beginning = new URL('./typescript-thread.mjs', import.meta.url);

/**
 * Starts a thread. Its script may be TypeScript: typescript-thread.mjs says why Node does not read it.
 *
 * @param given What the script finds as `workerData`: anything that can be cloned.
 */
export function startThread(script: URL, given: unknown): Worker {
  return new Worker(beginning, { argv: [script.href], workerData: given });
}
