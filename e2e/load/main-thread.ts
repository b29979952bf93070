import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Ticks of /proc a second, as Linux has them on all its platforms (sysconf(3), _SC_CLK_TCK). */
const ticks = 100;

/** The process that this one has started with this program. Undefined where there is none, or no ps. */
export async function childWith(program: string): Promise<number | undefined> {
  const [child] = await childrenOf(process.pid, program);
  return child;
}

/** The processes that one has started with this program. */
export async function childrenOf(parentId: number, program: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, id, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === parentId && command.includes(program) ? [Number(id)] : [];
  });
}

/** Seconds of CPU that the main thread of a process has used, from proc(5). NaN on systems without it. */
export async function mainThreadSeconds(processId: number): Promise<number> {
  const stat = await readFile(`/proc/${processId}/task/${processId}/stat`, 'utf8').catch(() => '');
  // The name, in brackets, may hold spaces. User and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
