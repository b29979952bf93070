import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBrowser } from '../../scripts/browser.mjs';

const run = promisify(execFile);

/** One wire between a namespace and this machine's own network: both ends' addresses with their prefix lengths. */
export interface Wire {
  inside: string;
  outside: string;
}

let created = 0;

/**
 * A network namespace (ip-netns(8)): a machine of its own as far as networks go, joined to this one by a pair
 * of virtual Ethernet devices. Needs root.
 */
export class LinkedNamespace {
  readonly name: string;
  /** The device inside. */
  readonly device = 'eth0';
  readonly #outer: string;
  readonly #folders: string[] = [];

  private constructor(name: string, outer: string) {
    this.name = name;
    this.#outer = outer;
  }

  static async create(wires: readonly Wire[]): Promise<LinkedNamespace> {
    const id = `${process.pid % 100_000}${created++}`;
    const made = new LinkedNamespace(`worldroom-${id}`, `wr${id}`);
    await run('ip', ['netns', 'add', made.name]);
    try {
      await made.#link(wires);
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** Program and arguments in front of a command that is to run inside. */
  get prefix(): string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Runs a command inside and gives what it printed. */
  async run(program: string, ...given: string[]): Promise<string> {
    const [ip, ...prefix] = this.prefix;
    return (await run(ip, [...prefix, program, ...given])).stdout;
  }

  /** A program that runs Chromium inside with the arguments that it is given. */
  async chromium(): Promise<string> {
    const browser = await findBrowser();
    if (browser === undefined) throw new Error('There is no Chromium.');
    const folder = await mkdtemp(join(tmpdir(), 'worldroom-namespace-'));
    this.#folders.push(folder);
    const file = join(folder, 'chromium');
    await writeFile(file, `#!/bin/sh\nexec ${this.prefix.join(' ')} '${browser}' "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }

  async close(): Promise<void> {
    // Its end of the wire goes with it, and this end with that.
    await run('ip', ['netns', 'del', this.name]);
    for (const folder of this.#folders) await rm(folder, { recursive: true });
  }

  async #link(wires: readonly Wire[]): Promise<void> {
    const outer = this.#outer;
    const add = ['link', 'add', outer, 'type', 'veth', 'peer', 'name', this.device, 'netns', this.name];
    await run('ip', add);
    for (const { inside, outside } of wires) {
      await this.run('ip', 'address', 'add', inside, 'dev', this.device);
      await run('ip', ['address', 'add', outside, 'dev', outer]);
    }
    await this.run('ip', 'link', 'set', 'lo', 'up');
    await this.run('ip', 'link', 'set', this.device, 'up');
    await run('ip', ['link', 'set', outer, 'up']);
  }
}
