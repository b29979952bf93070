import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from '../../scripts/command.mjs';
import { tritonCommand } from '../../server/exchange/triton/triton-command.ts';
import { type BatchStatistics, KServeClient } from '../../server/generation/remote/kserve-client.ts';
import { until } from '../until.ts';
import { freePort } from './proxy.ts';

/** scripts/triton.mjs installs it. */
const folder = resolve(import.meta.dirname, '../../build/triton');
const sharedMemory = '/dev/shm';
/** Milliseconds of a call that only asks. */
const patience = 2_000;

/** A real Triton on this machine's processors, with the model repository of a pack. */
export class TritonServer {
  readonly port: number;
  /** What it logged. */
  readonly lines: string[] = [];
  readonly client: KServeClient;
  readonly #repository: string;
  readonly #flags: readonly string[];
  #process: ChildProcess | undefined;
  /** Of the processes that began with the last start. */
  #group: number | undefined;

  private constructor(port: number, repository: string, flags: readonly string[]) {
    this.port = port;
    this.#flags = flags;
    this.#repository = repository;
    this.client = new KServeClient(this.address);
  }

  /** @param options Of `npm run triton`, besides the folder. */
  static start(...options: string[]): Promise<TritonServer> {
    return TritonServer.startWith([], ...options);
  }

  /** @param flags Of Triton itself. */
  static async startWith(flags: readonly string[], ...options: string[]): Promise<TritonServer> {
    const repository = await mkdtemp(join(tmpdir(), 'worldroom-triton-'));
    await tritonCommand(['--out', repository, '--replace', '--device', 'cpu', ...options]);
    const server = new TritonServer(await freePort(), repository, flags);
    try {
      await server.resume();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts it again after {@link kill}. */
  async resume(): Promise<void> {
    const python = join(folder, 'bin/python');
    const script =
      'import sysconfig; print(sysconfig.get_path("purelib"), sysconfig.get_config_var("LIBDIR"))';
    const [packages, library] = (await run(python, ['-c', script])).trim().split(' ');
    const backends = join(folder, 'backends');
    const given = [
      ...['--model-repository', this.#repository, '--backend-directory', backends],
      ...['--grpc-address', '127.0.0.1', '--grpc-port', String(this.port), '--allow-http', 'false'],
      ...['--allow-metrics', 'false', '--allow-gpu-metrics', 'false'],
      `--backend-config=python,shm-region-prefix-name=${this.#region}`,
      ...this.#flags,
    ];
    const child = spawn(join(packages, 'pytriton/tritonserver/bin/tritonserver'), given, {
      // Python's path begins here, so that the backend finds its NumPy before any other.
      cwd: join(backends, 'python'),
      env: { ...process.env, LD_LIBRARY_PATH: `${join(packages, 'nvidia_pytriton.libs')}:${library}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      // With the processes of its Python backend it is a group of its own, by which those can be found.
      detached: true,
    });
    this.#process = child;
    this.#group = child.pid;
    process.once('exit', this.#endGroup);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => this.lines.push(line));
    }
    await until('Triton answers', () => {
      if (child.exitCode !== null) throw new Error(this.lines.join('\n'));
      return this.client.server(patience).catch(() => undefined);
    });
  }

  /** Stops it where it is, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
    // A Triton that is killed leaves its Python behind, and the memory that it shared with it.
    this.#endGroup();
    process.off('exit', this.#endGroup);
    this.#group = undefined;
    const left = (await readdir(sharedMemory)).filter((name) => name.startsWith(this.#region));
    for (const name of left) await rm(join(sharedMemory, name), { force: true });
  }

  /** Kills what runs of Triton and its Python. */
  readonly #endGroup = () => {
    if (this.#group === undefined) return;
    try {
      process.kill(-this.#group, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  };

  /** Begins the names of this server's shared memory. */
  get #region(): string {
    return `worldroom-triton-${this.port}-`;
  }

  /** Processes of Triton and of its Python that run. */
  async processes(): Promise<number[]> {
    const listed = await run('ps', ['-eo', 'pid=,args=']);
    return listed
      .split('\n')
      .flatMap((line) => (line.includes(this.#region) ? [Number.parseInt(line, 10)] : []));
  }

  /** What Triton itself counted of the model. */
  statistics(): Promise<BatchStatistics> {
    return this.client.statistics('worldroom', patience);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.kill();
    await rm(this.#repository, { recursive: true, force: true });
  }
}
