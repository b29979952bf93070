import { setPriority } from 'node:os';

/**
 * Nice value of threads that may wait: rooms that run and their networks have priority. It is not higher, because such
 * threads would never end their work on a machine whose cores other programs use.
 */
const niceness = 10;

/** Lowers the priority of the calling thread on Linux. Elsewhere it would change the whole process. */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    // 0 means the calling thread.
    setPriority(0, niceness);
  } catch {
    // The thread also works at normal priority.
  }
}
