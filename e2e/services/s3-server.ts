import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { BucketPlace } from '../../server/contracts/store-place.ts';
import { until } from '../until.ts';
import { freePort } from './proxy.ts';

/** scripts/s3-server.mjs installs it. */
const program = resolve(import.meta.dirname, '../../build/s3-server/bin/moto_server');

/** Keys as the AWS SDK finds them. The server believes any. */
export const s3Keys = { AWS_ACCESS_KEY_ID: 'a-key-of-tests', AWS_SECRET_ACCESS_KEY: 'a-secret-of-tests' };

/** A server of S3 on this machine, which keeps objects in its memory. */
export class S3Server {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly client: S3Client;
  #buckets = 0;

  private constructor(port: number, server: ChildProcess) {
    this.port = port;
    this.#process = server;
    const credentials = { accessKeyId: 'a-key-of-tests', secretAccessKey: 'a-secret-of-tests' };
    const endpoint = this.endpoint;
    this.client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  }

  static async start(): Promise<S3Server> {
    const port = await freePort();
    const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const started = new S3Server(port, server);
    await until('the server of S3 answers', () =>
      fetch(started.endpoint).then(
        ({ status }) => status < 500,
        () => false,
      ),
    );
    return started;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A new, empty bucket. */
  async bucket(prefix = 'rooms/'): Promise<BucketPlace> {
    const bucket = `bucket-${++this.#buckets}`;
    await this.client.send(new CreateBucketCommand({ Bucket: bucket }));
    return { bucket, prefix, endpoint: this.endpoint, region: undefined, addressing: 'path' };
  }

  async close(): Promise<void> {
    this.client.destroy();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}
