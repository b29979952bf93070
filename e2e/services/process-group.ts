import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BucketPlace } from '../../server/contracts/store-place.ts';
import { PostgresServer } from './postgres-server.ts';
import { freePort, type ReverseProxy, startProxy } from './proxy.ts';
import { RedisServer } from './redis-server.ts';
import { S3Server, s3Keys } from './s3-server.ts';
import { SharedServer } from './shared-server.ts';

/** A process of a group. */
export interface GroupProcess {
  /** Of the process itself, past the proxy. */
  readonly url: string;
  readonly server: SharedServer;
}

export const adminToken = 'a token of whoever runs the group';

/** Processes that serve the same rooms behind nginx, with the documented configuration, PostgreSQL, S3 and Redis. */
export class ProcessGroup {
  readonly redis: RedisServer;
  readonly processes: readonly GroupProcess[];
  /** Where people find it. */
  readonly url: string;
  readonly #postgres: PostgresServer;
  readonly #database: string;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<ProcessGroup, 'redis' | 'processes' | 'url'>,
    postgres: PostgresServer,
    database: string,
    close: () => Promise<void>,
  ) {
    this.redis = parts.redis;
    this.processes = parts.processes;
    this.url = parts.url;
    this.#postgres = postgres;
    this.#database = database;
    this.#close = close;
  }

  /** `given` are further options of each process. */
  static async start(...given: string[]): Promise<ProcessGroup> {
    const opened: (() => Promise<unknown>)[] = [];
    const close = async () => {
      for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last();
    };
    try {
      const [postgres, s3, redis] = await Promise.all([
        PostgresServer.start(),
        S3Server.start(),
        RedisServer.start(),
      ]);
      opened.push(
        () => redis.kill(),
        () => s3.close(),
        () => postgres.close(),
      );
      const folder = await mkdtemp(join(tmpdir(), 'worldroom-recordings-'));
      opened.push(() => rm(folder, { recursive: true, force: true }));
      const database = new URL(await postgres.database()).pathname.slice(1);
      const place = await s3.bucket();
      const port = await freePort();
      const ports = [await freePort(), await freePort(), await freePort()];
      const options = [...sharedOptions(postgres, database, place), '--redis', redis.url, ...given];
      const environment = {
        ...s3Keys,
        PGPASSWORD: postgres.password,
        WORLDROOM_SECRET: 'a secret that all processes have',
        WORLDROOM_ADMIN_TOKEN: adminToken,
        WORLDROOM_PUBLIC_URL: `http://localhost:${port}/`,
      };
      const processes: GroupProcess[] = [];
      // One after the other: they make the tables of the data base.
      for (const [i, own] of ports.entries()) {
        const url = `http://127.0.0.1:${own}/`;
        const server = await SharedServer.start(
          [...options, '--process-address', `localhost:${port}/p${i + 1}`, '--process-url', url],
          {
            ...environment,
            WORLDROOM_PORT: String(own),
            WORLDROOM_RECORDING_FOLDER: join(folder, String(own)),
          },
        );
        opened.push(() => server.end('SIGKILL'));
        processes.push({ url, server });
      }
      const proxy = await proxyOf(ports, port);
      opened.push(proxy.close);
      return new ProcessGroup({ redis, processes, url: proxy.url }, postgres, database, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Asks the data base as an operator would. */
  query(text: string): Promise<Record<string, unknown>[]> {
    return this.#postgres.query(this.#database, text);
  }

  /** What its processes printed and logged. */
  get lines(): string[] {
    return this.processes.flatMap(({ server }) => server.lines);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function sharedOptions(postgres: PostgresServer, database: string, place: BucketPlace): string[] {
  return [
    ...['--room-store', postgres.url(database, { password: false })],
    ...['--blob-store', `s3://${place.bucket}/${place.prefix}`, '--s3-endpoint', place.endpoint ?? ''],
    ...['--trust-proxy', 'loopback', '--drain-seconds', '0'],
  ];
}

function proxyOf(ports: readonly number[], port: number): Promise<ReverseProxy> {
  return startProxy({
    ...{ kind: 'nginx', server: ports[0], tls: false, subPath: false, example: 'nginx-processes', port },
    change: (configuration) =>
      ports.reduce(
        (text, own, i) => text.replaceAll(`10.0.0.${5 + i}:2567`, `127.0.0.1:${own}`),
        configuration,
      ),
  });
}
