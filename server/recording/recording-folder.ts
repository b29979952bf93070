import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface RecordingFolderOptions {
  folder: string;
  /** For how long files are kept. */
  hours: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A finished recording. */
export interface KeptFile {
  path: string;
  extension: string;
}

const idPattern = /^[\w-]{16}$/;
/** Only these are looked at, and removed: whatever else lies in the folder is not ours. */
const filePattern = /^([\w-]{16})\.(webm)(\.part)?$/;

/** Where recordings lie: `<id>.<extension>`, and `<id>.<extension>.part` while one is being written. */
export class RecordingFolder {
  readonly #folder: string;
  readonly #lifetime: number;
  readonly #now: () => number;
  #files = 0;
  #bytes = 0;

  constructor({ folder, hours, now = Date.now }: RecordingFolderOptions) {
    this.#folder = resolve(folder);
    this.#lifetime = hours * 3_600_000;
    this.#now = now;
  }

  /** Finished files, and bytes of all, at the last sweep and since. */
  get kept(): { files: number; bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** Milliseconds for which a file is kept. */
  get lifetime(): number {
    return this.#lifetime;
  }

  /** An id for a recording: 96 random bits, so that none can be guessed. */
  newId(): string {
    return randomBytes(12).toString('base64url');
  }

  /** Where a recording that has just begun is written; makes the folder. */
  async begin(id: string, extension: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    return join(this.#folder, `${id}.${extension}.part`);
  }

  /** The file of a recording is whole. */
  async keep(id: string, extension: string): Promise<void> {
    const path = join(this.#folder, `${id}.${extension}`);
    await rename(`${path}.part`, path);
    this.#files++;
    this.#bytes += (await stat(path)).size;
  }

  /** Removes what was written of a recording. */
  async discard(id: string, extension: string): Promise<void> {
    await rm(join(this.#folder, `${id}.${extension}.part`), { force: true });
  }

  /** The file of a finished recording, unless it is there no more. */
  async find(id: string): Promise<KeptFile | undefined> {
    if (!idPattern.test(id)) return undefined;
    for (const { name, path, expired } of await this.#list()) {
      const [, , extension, part] = filePattern.exec(name) ?? [];
      if (idOf(name) === id && part === undefined) return expired ? undefined : { path, extension };
    }
    return undefined;
  }

  /** Removes what has expired, also what an earlier process left, but none of those that are being written. */
  async sweep(writing: ReadonlySet<string> = new Set()): Promise<void> {
    let files = 0;
    let bytes = 0;
    for (const { name, path, size, expired } of await this.#list()) {
      if (expired && !writing.has(idOf(name))) await rm(path, { force: true });
      else {
        if (!name.endsWith('.part')) files++;
        bytes += size;
      }
    }
    this.#files = files;
    this.#bytes = bytes;
  }

  async #list(): Promise<{ name: string; path: string; size: number; expired: boolean }[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const files = names
      .filter((name) => filePattern.test(name))
      .map(async (name) => {
        const path = join(this.#folder, name);
        // Another process may have removed it meanwhile.
        const found = await stat(path).catch(() => undefined);
        const expired = found !== undefined && this.#now() >= found.mtimeMs + this.#lifetime;
        return found === undefined ? [] : [{ name, path, size: found.size, expired }];
      });
    return (await Promise.all(files)).flat();
  }
}

function idOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
