import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Identifies the process that owns something, so that another process can tell whether it still runs. */
export const processIdentitySchema = z.object({
  /** The scope in which process ids are unique: the machine since its last boot, and the container. */
  space: z.string().max(512),
  pid: z.int().positive(),
  /** Start time in the system's own units, because process ids are reused. Empty if unknown. */
  started: z.string().max(64),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

export function ownIdentity(): ProcessIdentity {
  return { space: ownSpace(), pid: process.pid, started: startOf(process.pid) ?? '' };
}

/**
 * Whether a process runs. Undefined if it belongs to another container or machine, where this process cannot
 * see it.
 */
export function isRunning({ space, pid, started }: ProcessIdentity): boolean | undefined {
  if (space !== ownSpace()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === '' || now === undefined || now === started;
}

function ownSpace(): string {
  return [hostname(), read('/proc/sys/kernel/random/boot_id'), namespace()].join(' ');
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * Field 22 of /proc/<pid>/stat (proc(5)), counted from behind the process name, because the name may contain
 * spaces.
 */
function startOf(pid: number): string | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
