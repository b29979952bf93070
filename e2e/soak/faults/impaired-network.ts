import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { NetworkNamespace } from '../../services/network-namespace.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'impaired_link.py');
/** Reserved for tests between two networks (RFC 2544, appendix C.2.2). */
const [outside, inside] = ['198.19.255.1', '198.19.255.2'];

/**
 * A network namespace for browsers, which a cable connects to this machine that can lose and delay packets. Needs root,
 * ip, python3 and /dev/net/tun.
 */
export class ImpairedNetwork {
  /** Address of this machine on the cable. */
  readonly outside = outside;
  readonly #namespace: NetworkNamespace;
  readonly #link: ChildProcess;

  private constructor(namespace: NetworkNamespace, link: ChildProcess) {
    this.#namespace = namespace;
    this.#link = link;
  }

  static async open(): Promise<ImpairedNetwork> {
    const namespace = await NetworkNamespace.open([]);
    const [outer, inner] = [`wro${process.pid}`, `wri${process.pid}`];
    const link = spawn('python3', [script, outer, inner], { stdio: ['pipe', 'pipe', 'inherit'] });
    const network = new ImpairedNetwork(namespace, link);
    try {
      const failed = once(link, 'exit').then(() => {
        throw new Error('The cable could not be made; it needs root and /dev/net/tun.');
      });
      failed.catch(() => {});
      await Promise.race([once(createInterface(link.stdout), 'line'), failed]);
      await run('ip', ['link', 'set', inner, 'netns', namespace.name]);
      await run('ip', ['address', 'add', `${outside}/30`, 'dev', outer]);
      await run('ip', ['link', 'set', outer, 'up']);
      await namespace.run('ip', 'address', 'add', `${inside}/30`, 'dev', inner);
      await namespace.run('ip', 'link', 'set', inner, 'up');
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  /** Path of a program that starts Chromium in the namespace. */
  chromium(): Promise<string> {
    return this.#namespace.chromium();
  }

  /** `loss`: share of packets, in each direction. `delay`: milliseconds, in each direction. */
  impair({ loss, delay }: { loss: number; delay: number }): void {
    this.#link.stdin?.write(`${loss} ${delay / 1000}\n`);
  }

  async close(): Promise<void> {
    if (this.#link.exitCode === null && this.#link.signalCode === null) {
      const ended = once(this.#link, 'exit');
      this.#link.stdin?.end();
      await ended;
    }
    await this.#namespace.close();
  }
}
