import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Ticks of /proc a second, as Linux has them on all its platforms (sysconf(3), _SC_CLK_TCK). */
const ticks = 100;

/** The process that this one has started with this program. Undefined where there is none, or no ps. */
export async function childWith(program: string): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  for (const line of stdout.split('\n')) {
    const [, id, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && command.includes(program)) return Number(id);
  }
  return undefined;
}

/** Seconds of CPU that the main thread of a process has used, from proc(5). NaN on systems without it. */
export async function mainThreadSeconds(processId: number): Promise<number> {
  const stat = await readFile(`/proc/${processId}/task/${processId}/stat`, 'utf8').catch(() => '');
  // The name, in brackets, may hold spaces. User and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
