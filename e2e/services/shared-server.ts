import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
/** A pack whose networks cost nothing. */
const pack = join(root, 'server/generation/fixtures/pack');
const options = ['--pack', pack, '--provider', 'cpu', '--workers', '1', '--media-workers', '1'];

/** A real server in a process of its own. */
export class SharedServer {
  readonly url: string;
  /** What it printed and logged. */
  readonly lines: readonly string[];
  readonly #child: ChildProcess;

  private constructor(url: string, lines: readonly string[], child: ChildProcess) {
    this.url = url;
    this.lines = lines;
    this.#child = child;
  }

  /** Resolves when it listens, and rejects with what it said if it ends before. */
  static async start(given: readonly string[], environment: NodeJS.ProcessEnv): Promise<SharedServer> {
    const program = [join(root, 'server/main.ts'), ...options, '--address-rate-scale', '0', ...given];
    const child = spawn(process.execPath, program, {
      cwd: root,
      env: { ...process.env, WORLDROOM_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const url = new Promise<string>((found, failed) => {
      const hear = (line: string) => {
        lines.push(line);
        const ready = /^Worldroom is ready: (\S+)$/.exec(line)?.[1];
        if (ready !== undefined) found(ready);
      };
      for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
      child.once('close', () => failed(new Error(lines.join('\n'))));
    });
    return new SharedServer(await url, lines, child);
  }

  /** Stops the process where it is, as a machine that sleeps does, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
