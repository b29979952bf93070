import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Which process something belongs to, so that another can tell whether that one still runs. */
export const processIdentitySchema = z.object({
  /** Where process numbers mean the same: the machine since it was booted, and the container. */
  space: z.string().max(512),
  pid: z.int().positive(),
  /** When it was started, in the system's own count; numbers of processes are given out again. Empty when unknown. */
  started: z.string().max(64),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

export function ownIdentity(): ProcessIdentity {
  return { space: ownSpace(), pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** Whether a process runs: undefined when it would run in another container or on another machine. */
export function isRunning({ space, pid, started }: ProcessIdentity): boolean | undefined {
  if (space !== ownSpace()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
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

/** Field 22 of /proc/<pid>/stat (proc(5)), counted behind the name, which may hold anything. */
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
