import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { until } from '../until.ts';
import { freePort } from './proxy.ts';

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';

interface User {
  uid: number;
  gid: number;
}

/** A PostgreSQL server of its own, in a folder that is gone afterwards. It asks for a password. */
export class PostgresServer {
  readonly port: number;
  readonly password = 'a password: with / and @';
  readonly #folder: string;
  readonly #programs: string;
  readonly #user: User | undefined;
  #databases = 0;

  private constructor(folder: string, programs: string, port: number, user: User | undefined) {
    this.#folder = folder;
    this.#programs = programs;
    this.port = port;
    this.#user = user;
  }

  static async start(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'worldroom-postgres-'));
    // PostgreSQL refuses to run as root. Its user must be able to reach the folder.
    const user = userInfo().uid === 0 ? await userNamed('postgres') : undefined;
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o700);
    const server = new PostgresServer(folder, await programFolder(), await freePort(), user);
    await server.#initialise();
    await server.resume();
    return server;
  }

  /** Address of a new, empty data base. */
  async database(): Promise<string> {
    const name = `rooms_${++this.#databases}`;
    await this.query('postgres', `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  url(database: string, { password = true } = {}): string {
    const secret = password ? `:${encodeURIComponent(this.password)}` : '';
    return `postgres://worldroom${secret}@127.0.0.1:${this.port}/${database}`;
  }

  /** Asks as an operator would. */
  async query(database: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it as a crash does: what was committed is in its log alone. */
  async crash(): Promise<void> {
    await this.#control('stop', '-m', 'immediate');
  }

  async resume(): Promise<void> {
    const options = `-p ${this.port} -h 127.0.0.1 -k ${this.#folder}`;
    const data = join(this.#folder, 'data');
    const log = join(this.#folder, 'log');
    // Its own process keeps standard output; only a file lets pg_ctl end.
    await this.#control('start', '-w', '-l', log, '-o', options, '-D', data);
    await until('PostgreSQL answers', () =>
      this.query('postgres', 'SELECT 1').then(
        () => true,
        () => false,
      ),
    );
  }

  async close(): Promise<void> {
    await this.crash().catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #initialise(): Promise<void> {
    const file = join(this.#folder, 'password');
    await writeFile(file, this.password);
    if (this.#user !== undefined) await chown(file, this.#user.uid, this.#user.gid);
    const data = join(this.#folder, 'data');
    const given = ['-D', data, '-U', 'worldroom', '--auth=scram-sha-256', `--pwfile=${file}`, '-E', 'UTF8'];
    await run(join(this.#programs, 'initdb'), given, { ...this.#user, cwd: this.#folder });
  }

  async #control(action: string, ...given: string[]): Promise<void> {
    const child = spawn(
      join(this.#programs, 'pg_ctl'),
      [action, '-D', join(this.#folder, 'data'), ...given],
      { ...this.#user, cwd: this.#folder, stdio: 'ignore' },
    );
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`pg_ctl ${action} ended with ${code}.`);
  }
}

/** The newest release that Debian has installed, or what is on the path. */
async function programFolder(): Promise<string> {
  const releases = await readdir(debianFolder).catch(() => []);
  const newest = releases.sort((a, b) => Number(a) - Number(b)).at(-1);
  return newest === undefined ? '' : join(debianFolder, newest, 'bin');
}

async function userNamed(name: string): Promise<User> {
  const idOf = async (flag: string) => Number((await run('id', [flag, name])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}
