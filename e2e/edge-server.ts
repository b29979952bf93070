import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Visitor } from './visitor.ts';

const root = resolve(import.meta.dirname, '..');

/** A real edge in a process of its own. */
export class EdgeServer {
  /** Port of the media of its viewers. */
  readonly port: number;
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  /** Resolves when its origin sends viewers to it. */
  static async start(origin: string, secret: string, port: number): Promise<EdgeServer> {
    const program = ['server/edge/main.ts', '--origin', origin, '--media-port', String(port)];
    const child = spawn(process.execPath, program, {
      cwd: root,
      env: { ...process.env, WORLDROOM_SECRET: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const edge = new EdgeServer(port, child);
    await new Promise<void>((connected, failed) => {
      const hear = (line: string) => {
        edge.lines.push(line);
        if (line.includes('connected to an origin')) connected();
      };
      for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
      child.once('close', () => failed(new Error(edge.lines.join('\n'))));
    });
    return edge;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

/** The port from which a page's media come. Undefined while there is no connection. */
export function mediaPortOf({ page }: Visitor): Promise<number | undefined> {
  return page.evaluate(async () => {
    for (const connection of window.recorder?.connections ?? []) {
      if (connection.connectionState !== 'connected') continue;
      const stats = await connection.getStats();
      for (const pair of stats.values()) {
        if (pair.type !== 'candidate-pair' || pair.state !== 'succeeded' || pair.nominated !== true) continue;
        return Number(stats.get(pair.remoteCandidateId)?.port);
      }
    }
    return undefined;
  });
}
