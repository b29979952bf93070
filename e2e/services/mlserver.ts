import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { tritonCommand } from '../../server/exchange/triton/triton-command.ts';
import { KServeClient } from '../../server/generation/remote/kserve-client.ts';
import { viewModel } from '../../server/generation/remote/view-model.ts';
import { until } from '../until.ts';
import { freePort } from './proxy.ts';

/** scripts/mlserver.mjs installs it. */
const program = resolve(import.meta.dirname, '../../build/mlserver/bin/mlserver');
const patience = 5_000;

/** MLServer with the model that `npm run triton` writes. */
export class Mlserver {
  readonly client: KServeClient;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(client: KServeClient, folder: string, child: ChildProcess) {
    this.client = client;
    this.#folder = folder;
    this.#process = child;
  }

  /** @param options Of `npm run triton`, in addition to where it writes. */
  static async start(...options: string[]): Promise<Mlserver> {
    const folder = await mkdtemp(join(tmpdir(), 'worldroom-mlserver-'));
    await tritonCommand(['--out', folder, '--replace', '--device', 'cpu', ...options]);
    const version = join(folder, viewModel.name, viewModel.version);
    const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
    const settings = {
      ...{ host: '127.0.0.1', http_port: http, grpc_port: grpc, metrics_port: metrics },
      // In the server's own process, whose memory has the pictures.
      ...{ parallel_workers: 0, grpc_max_message_length: 64 * 1024 * 1024 },
    };
    const model = {
      name: 'worldroom',
      implementation: 'worldroom_serving.mlserver_model.WorldroomModel',
      parameters: { version: viewModel.version, uri: version },
    };
    await writeFile(join(version, 'settings.json'), JSON.stringify(settings));
    await writeFile(join(version, 'model-settings.json'), JSON.stringify(model));
    const child = spawn(program, ['start', version], {
      env: { ...process.env, PYTHONPATH: version },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => lines.push(line));
    }
    const server = new Mlserver(new KServeClient(`127.0.0.1:${grpc}`), folder, child);
    try {
      await until('MLServer has the model', () => {
        if (child.exitCode !== null) throw new Error(lines.join('\n'));
        return server.client.isReady(viewModel.name, viewModel.version, patience).catch(() => undefined);
      });
      return server;
    } catch (error) {
      await server.close();
      throw new Error(lines.join('\n'), { cause: error });
    }
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
