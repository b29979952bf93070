import { randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isRunning, ownIdentity } from './process-identity.ts';
import { type RecordingNote, readNote, writeNote } from './recording-note.ts';
import { type RepairedFile, repairWebm } from './webm-repair.ts';

export interface RecordingFolderOptions {
  folder: string;
  /** For how long files are kept. */
  hours: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A finished recording. */
export interface KeptFile {
  id: string;
  path: string;
  extension: string;
  bytes: number;
  /** A crash or a full disk ended it. */
  cutShort: boolean;
  /** Milliseconds since the epoch at which it is removed. */
  expires: number;
}

/** What became of a file whose writer died: how long it is, or why it is left as it is. */
export type Recovered = { id: string } & (RepairedFile | { empty: true } | { error: unknown });

const idPattern = /^[\w-]{16}$/;
/** Only these are looked at, and removed: whatever else lies in the folder is not ours. */
const filePattern = /^([\w-]{16})(\.cut)?\.(webm)(\.part)?$/;
/** Ids of what this process is writing now. */
type Writing = Pick<ReadonlySet<string>, 'has'>;
/** Milliseconds after which a writer in another container that gave no sign of life is taken for dead. */
const silence = 60_000;

interface Entry {
  id: string;
  extension: string;
  path: string;
  isPart: boolean;
  cutShort: boolean;
  size: number;
  expires: number;
}

/**
 * Where recordings lie: `<id>.<extension>.part` while one is being written, `<id>.<extension>` when it
 * is whole, `<id>.cut.<extension>` when a crash or a full disk ended it; a note beside each. Several
 * processes may have the same folder.
 */
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

  /** Why nothing can be written here, as half a sentence; undefined when it can. Makes nothing. */
  async unusable(): Promise<string | undefined> {
    // What is not there will be made in the nearest folder above that is.
    for (let folder = this.#folder; ; folder = dirname(folder)) {
      try {
        if (!(await stat(folder)).isDirectory()) return `${folder} is no folder`;
        await access(folder, constants.W_OK | constants.X_OK);
        return undefined;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        const above = dirname(folder);
        if (code === 'ENOTDIR') return `${above} is no folder`;
        if (code !== 'ENOENT' || above === folder) return `this process may not write to ${folder} (${code})`;
      }
    }
  }

  /** Where a recording that has just begun is written; makes the folder and the note. */
  async begin(id: string, extension: string, note: RecordingNote): Promise<string> {
    await makeFolder(this.#folder);
    await writeNote(this.#note(id, extension), note);
    return this.#part(id, extension);
  }

  /** Says that recordings are still being written, to processes that cannot see this one. */
  async beat(id: string, extension: string): Promise<void> {
    const time = new Date(this.#now());
    // One that has just ended has no note any more, or it is of no more use.
    await utimes(this.#note(id, extension), time, time).catch(() => {});
  }

  /** The file of a recording is whole. */
  async keep(id: string, extension: string): Promise<void> {
    const part = this.#part(id, extension);
    await using file = await open(part, 'r+');
    await file.sync();
    await this.#finish(part, join(this.#folder, `${id}.${extension}`));
  }

  /**
   * Keeps what there is of a recording that was cut short, as far as it plays; undefined, and nothing is
   * left of it, when that is not even one picture.
   */
  async salvage(id: string, extension: string): Promise<RepairedFile | undefined> {
    const part = this.#part(id, extension);
    const before = await stat(part).catch(() => undefined);
    const repaired = before && (await repairWebm(part));
    if (before === undefined || repaired === undefined) {
      await this.#remove(part, id, extension);
      return undefined;
    }
    // It is kept for as long as if it had been whole when its last picture came.
    await utimes(part, before.atime, before.mtime);
    await this.#finish(part, join(this.#folder, `${id}.cut.${extension}`));
    return repaired;
  }

  /** Closes what processes that died have left, but for what they still write. */
  async recover(writing: Writing = new Set()): Promise<Recovered[]> {
    const recovered: Recovered[] = [];
    for (const { id, extension, isPart } of await this.#list()) {
      if (!isPart || writing.has(id) || !(await this.#isOrphan(id, extension))) continue;
      try {
        recovered.push({ id, ...((await this.salvage(id, extension)) ?? { empty: true }) });
      } catch (error) {
        // Another process was quicker.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') recovered.push({ id, error });
      }
    }
    return recovered;
  }

  /** The file of a finished recording, unless it is there no more. */
  async find(id: string): Promise<KeptFile | undefined> {
    if (!idPattern.test(id)) return undefined;
    const entry = (await this.#list()).find((other) => other.id === id && !other.isPart);
    return entry && entry.expires > this.#now() ? keptFile(entry) : undefined;
  }

  /** Finished recordings with their notes, the latest first, at most so many. */
  async finished(most: number): Promise<(KeptFile & { note: RecordingNote | undefined })[]> {
    const entries = (await this.#list()).filter(({ isPart, expires }) => !isPart && expires > this.#now());
    entries.sort((a, b) => b.expires - a.expires);
    const noted = entries.slice(0, most).map(async (entry) => ({
      ...keptFile(entry),
      note: await readNote(this.#note(entry.id, entry.extension)),
    }));
    return Promise.all(noted);
  }

  /** Removes what has expired, also what an earlier process left, but none of those that are being written. */
  async sweep(writing: Writing = new Set()): Promise<void> {
    let files = 0;
    let bytes = 0;
    for (const { id, extension, path, size, isPart, expires } of await this.#list()) {
      const isOver = expires <= this.#now() && !writing.has(id);
      if (isOver && !(isPart && (await this.#isOrphan(id, extension)) === false)) {
        await this.#remove(path, id, extension);
      } else {
        if (!isPart) files++;
        bytes += size;
      }
    }
    this.#files = files;
    this.#bytes = bytes;
  }

  /** Whether the process that wrote a recording is gone; undefined when no note says whose it is. */
  async #isOrphan(id: string, extension: string): Promise<boolean | undefined> {
    const file = this.#note(id, extension);
    const note = await readNote(file);
    if (note === undefined) return undefined;
    const { space, pid, started } = ownIdentity();
    const { owner } = note;
    // What this process is writing is not asked about here.
    if (owner.space === space && owner.pid === pid && owner.started === started) return true;
    const running = isRunning(owner);
    if (running !== undefined) return !running;
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    return this.#now() >= mtimeMs + silence;
  }

  async #finish(part: string, path: string): Promise<void> {
    await rename(part, path);
    // The new name outlives a power failure only when the folder is written as well.
    await using folder = await open(this.#folder);
    await folder.sync().catch(() => {});
    this.#files++;
    this.#bytes += (await stat(path)).size;
  }

  async #remove(path: string, id: string, extension: string): Promise<void> {
    await rm(path, { force: true });
    await rm(this.#note(id, extension), { force: true });
  }

  #part(id: string, extension: string): string {
    return join(this.#folder, `${id}.${extension}.part`);
  }

  #note(id: string, extension: string): string {
    return join(this.#folder, `${id}.${extension}.json`);
  }

  async #list(): Promise<Entry[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const files = names.map(async (name): Promise<Entry[]> => {
      const [, id, cut, extension, part] = filePattern.exec(name) ?? [];
      if (id === undefined || extension === undefined) return [];
      const path = join(this.#folder, name);
      // Another process may have removed it meanwhile.
      const found = await lstat(path).catch(() => undefined);
      if (!found?.isFile()) return [];
      const { size, mtimeMs } = found;
      const expires = mtimeMs + this.#lifetime;
      return [
        { id, extension, path, size, expires, isPart: part !== undefined, cutShort: cut !== undefined },
      ];
    });
    return (await Promise.all(files)).flat();
  }
}

function keptFile({ id, path, extension, size, cutShort, expires }: Entry): KeptFile {
  return { id, path, extension, bytes: size, cutShort, expires };
}

/** Makes a folder and those above it. Node's own recursion never ends where a file system takes no folders (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder).catch((error: NodeJS.ErrnoException) => error.code);
  if (made === undefined) return;
  if (made === 'ENOENT' && !(await isFolder(dirname(folder)))) {
    await makeFolder(dirname(folder));
    await makeFolder(folder);
  } else if (!(await isFolder(folder))) {
    throw Object.assign(new Error(`${made}: ${folder}`), { code: made === 'EEXIST' ? 'ENOTDIR' : made });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
