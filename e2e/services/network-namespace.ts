import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBrowser } from '../../scripts/browser.mjs';

const run = promisify(execFile);

/** Addresses of both ends of a cable, with prefix lengths. */
export interface CableAddresses {
  readonly inside: string;
  readonly outside: string;
}

/** Number of namespaces of this process, for unique names and addresses. */
let made = 0;

/**
 * A network namespace (ip-netns(8)) that a pair of virtual Ethernet devices connects to this machine, as if
 * it were another machine on a cable. Programs in it reach this machine at {@link outside}, and nothing else.
 * Needs root, ip and nft. Closing it removes everything.
 */
export class NetworkNamespace {
  readonly name: string;
  /** Address of this machine, and of the namespace, on the cable. */
  readonly outside: string;
  readonly inside: string;
  /** The device in the namespace. */
  readonly device = 'eth0';
  readonly #outerDevice: string;
  readonly #folders: string[] = [];

  private constructor() {
    const id = `${process.pid}x${made++}`;
    this.name = `worldroom-${id}`;
    // A device's name has at most 15 characters.
    this.#outerDevice = `wr${id}`.slice(0, 14);
    // 198.18.0.0/15 is reserved for tests between two networks (RFC 2544, appendix C.2.2).
    const subnet = `198.${18 + ((process.pid >> 8) & 1)}.${process.pid & 255}`;
    this.outside = `${subnet}.${4 * made + 1}`;
    this.inside = `${subnet}.${4 * made + 2}`;
  }

  /** Without `cables`, one cable has the addresses {@link inside} and {@link outside}. */
  static async open(cables?: readonly CableAddresses[]): Promise<NetworkNamespace> {
    const namespace = new NetworkNamespace();
    const { inside, outside } = namespace;
    await run('ip', ['netns', 'add', namespace.name]);
    try {
      await namespace.#join(cables ?? [{ inside: `${inside}/30`, outside: `${outside}/30` }]);
      return namespace;
    } catch (error) {
      await namespace.close();
      throw error;
    }
  }

  /** Program and arguments to prefix to a command that shall run in the namespace. */
  get command(): [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Runs a program in the namespace until it ends. */
  async run(program: string, ...given: string[]): Promise<string> {
    const [ip, ...before] = this.command;
    return (await run(ip, [...before, program, ...given])).stdout;
  }

  /** Path of a script that starts Chromium in the namespace with the script's arguments. */
  async chromium(): Promise<string> {
    const browser = await findBrowser();
    if (browser === undefined)
      throw new Error('There is no Chromium. node scripts/setup.mjs browser installs one.');
    const folder = await mkdtemp(join(tmpdir(), 'worldroom-namespace-'));
    this.#folders.push(folder);
    const program = join(folder, 'chromium');
    await writeFile(program, `#!/bin/sh\nexec ${this.command.join(' ')} '${browser}' "$@"\n`);
    await chmod(program, 0o755);
    return program;
  }

  /** Silently drops packets that match one of nft's expressions, such as `udp dport 1-65535`. */
  async drop(...expressions: string[]): Promise<void> {
    await this.run('nft', 'add', 'table', 'inet', table);
    // At the receiving end: a sender would be notified of packets that are dropped on output.
    const chain = `{ type filter hook input priority 0; }`;
    await this.run('nft', 'add', 'chain', 'inet', table, 'dropped', chain);
    for (const expression of expressions) {
      await this.run('nft', 'add', 'rule', 'inet', table, 'dropped', ...expression.split(' '), 'drop');
    }
  }

  /** Removes all rules. */
  async dropNothing(): Promise<void> {
    await this.run('nft', 'delete', 'table', 'inet', table).catch(() => undefined);
  }

  async close(): Promise<void> {
    // This also removes both ends of the cable.
    await run('ip', ['netns', 'delete', this.name]).catch(() => undefined);
    await run('ip', ['link', 'delete', this.#outerDevice]).catch(() => undefined);
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true });
  }

  async #join(cables: readonly CableAddresses[]): Promise<void> {
    const { device } = this;
    const outer = this.#outerDevice;
    await run('ip', ['link', 'add', outer, 'type', 'veth', 'peer', 'name', device, 'netns', this.name]);
    for (const { inside, outside } of cables) {
      await this.run('ip', 'address', 'add', inside, 'dev', device);
      await run('ip', ['address', 'add', outside, 'dev', outer]);
    }
    await run('ip', ['link', 'set', outer, 'up']);
    await this.run('ip', 'link', 'set', 'lo', 'up');
    await this.run('ip', 'link', 'set', device, 'up');
  }
}

const table = 'worldroom_test';
