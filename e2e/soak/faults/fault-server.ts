import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');
const debuggerAt = /Debugger listening on (ws:\S+)/;

/** A real server that can be killed and started again at the same port, with a debugger that this machine alone reaches. */
export class FaultServer {
  readonly log: string[] = [];
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;
  #port = '0';
  #debugger = '';

  private constructor(options: readonly string[]) {
    this.#options = options;
  }

  static async open(options: readonly string[]): Promise<FaultServer> {
    const server = new FaultServer(options);
    await server.start();
    return server;
  }

  get port(): string {
    return this.#port;
  }

  /** WebSocket address of the debugger. */
  get debugger(): string {
    return this.#debugger;
  }

  /** Errors in its log. */
  get errors(): string[] {
    return this.log.filter((line) => /"level":[56]0/.test(line));
  }

  async start(): Promise<void> {
    const options = ['--port', this.#port, ...this.#options];
    const child = spawn(
      process.execPath,
      ['--inspect=127.0.0.1:0', join(root, 'server/main.ts'), ...options],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#process = child;
    createInterface(child.stderr).on('line', (line) => {
      this.#debugger = debuggerAt.exec(line)?.[1] ?? this.#debugger;
      this.log.push(line);
    });
    for await (const line of createInterface(child.stdout)) {
      const url = /^Worldroom is ready: (\S+)$/.exec(line)?.[1];
      if (url === undefined) continue;
      this.#port = new URL(url).port;
      return;
    }
    throw new Error(`The server did not start:\n${this.log.slice(-20).join('\n')}`);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Kills its media worker, which is a process of its own. */
  async killMediaWorker(): Promise<void> {
    const { stdout } = await promisify(execFile)('ps', [
      ...['--ppid', String(this.#process?.pid), '-o', 'pid=,args='],
    ]);
    const worker = stdout.split('\n').find((line) => line.includes('mediasoup-worker'));
    if (worker === undefined) throw new Error('The server has no media worker.');
    process.kill(Number.parseInt(worker, 10), 'SIGKILL');
  }
}
