import { randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isRunning, ownIdentity } from './process-identity.ts';
import { type RecordingNote, readNote, writeNote } from './recording-note.ts';
import { type RepairedFile, repairWebm } from './webm-repair.ts';

export interface RecordingFolderOptions {
  folder: string;
  /** Hours for which files are kept. */
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
  /** Whether a crash or a full disk ended it. */
  cutShort: boolean;
  /** Milliseconds since the epoch at which it is removed. */
  expires: number;
}

/**
 * The result for a file whose writer died: its length, or that it is empty, or why it could not be repaired.
 */
export type Recovered = { id: string } & (RepairedFile | { empty: true } | { error: unknown });

const idPattern = /^[\w-]{16}$/;
/** Files with other names are neither read nor removed, because they belong to someone else. */
const filePattern = /^([\w-]{16})(\.cut)?\.(webm)(\.part)?$/;
/** Ids of the recordings that this process is writing. */
type Writing = Pick<ReadonlySet<string>, 'has'>;
/** A writer in another container counts as dead after so many milliseconds without a sign of life. */
const ownerTimeout = 60_000;

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
 * The folder of recordings. A file is `<id>.<extension>.part` while it is written, `<id>.<extension>` when
 * complete, and `<id>.cut.<extension>` if a crash or a full disk ended it. A note lies beside each. Several
 * processes may share the folder.
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

  /** Number of finished files and bytes of all files. Updated by each sweep and each finished file. */
  get kept(): { files: number; bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** Milliseconds for which a file is kept. */
  get lifetime(): number {
    return this.#lifetime;
  }

  /** A new id of 96 random bits, so that links cannot be guessed. */
  newId(): string {
    return randomBytes(12).toString('base64url');
  }

  /** Why the folder cannot be written, as half a sentence, or undefined if it can. Creates nothing. */
  async unusable(): Promise<string | undefined> {
    // A missing folder will be created in the nearest existing parent, so that one is checked.
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

  /** Creates the folder and the note. Returns the path to write the recording to. */
  async begin(id: string, extension: string, note: RecordingNote): Promise<string> {
    await makeFolder(this.#folder);
    await writeNote(this.#note(id, extension), note);
    return this.#part(id, extension);
  }

  /** Gives a sign of life for processes that cannot see this one. */
  async heartbeat(id: string, extension: string): Promise<void> {
    const time = new Date(this.#now());
    // The note is gone if the recording has just ended.
    await utimes(this.#note(id, extension), time, time).catch(() => {});
  }

  /** Marks the file of a recording as complete. */
  async keep(id: string, extension: string): Promise<void> {
    const part = this.#part(id, extension);
    await using file = await open(part, 'r+');
    await file.sync();
    await this.#finish(part, join(this.#folder, `${id}.${extension}`));
  }

  /**
   * Repairs and keeps the playable part of a recording that was cut short. If it has no complete picture,
   * removes it and returns undefined.
   */
  async salvage(id: string, extension: string): Promise<RepairedFile | undefined> {
    const part = this.#part(id, extension);
    const before = await stat(part).catch(() => undefined);
    const repaired = before && (await repairWebm(part));
    if (before === undefined || repaired === undefined) {
      await this.#remove(part, id, extension);
      return undefined;
    }
    // Its lifetime counts from its last picture, not from the repair.
    await utimes(part, before.atime, before.mtime);
    await this.#finish(part, join(this.#folder, `${id}.cut.${extension}`));
    return repaired;
  }

  /** Repairs the files of processes that died, except for those in `writing`. */
  async recover(writing: Writing = new Set()): Promise<Recovered[]> {
    const recovered: Recovered[] = [];
    for (const { id, extension, isPart } of await this.#list()) {
      if (!isPart || writing.has(id) || !(await this.#isOrphan(id, extension))) continue;
      try {
        recovered.push({ id, ...((await this.salvage(id, extension)) ?? { empty: true }) });
      } catch (error) {
        // Another process repaired it first.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') recovered.push({ id, error });
      }
    }
    return recovered;
  }

  /** The file of a finished recording, or undefined if it is gone. */
  async find(id: string): Promise<KeptFile | undefined> {
    if (!idPattern.test(id)) return undefined;
    const entry = (await this.#list()).find((other) => other.id === id && !other.isPart);
    return entry && entry.expires > this.#now() ? keptFile(entry) : undefined;
  }

  /** The `most` latest finished recordings with their notes, latest first. */
  async finished(most: number): Promise<(KeptFile & { note: RecordingNote | undefined })[]> {
    const entries = (await this.#list()).filter(({ isPart, expires }) => !isPart && expires > this.#now());
    entries.sort((a, b) => b.expires - a.expires);
    const noted = entries.slice(0, most).map(async (entry) => ({
      ...keptFile(entry),
      note: await readNote(this.#note(entry.id, entry.extension)),
    }));
    return Promise.all(noted);
  }

  /** Removes expired files, including those of earlier processes, but none that is being written. */
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

  /** Whether the process that wrote a recording is gone. Undefined if no note names its owner. */
  async #isOrphan(id: string, extension: string): Promise<boolean | undefined> {
    const file = this.#note(id, extension);
    const note = await readNote(file);
    if (note === undefined) return undefined;
    const { space, pid, started } = ownIdentity();
    const { owner } = note;
    // Callers have excluded the recordings of this process that still run.
    if (owner.space === space && owner.pid === pid && owner.started === started) return true;
    const running = isRunning(owner);
    if (running !== undefined) return !running;
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    return this.#now() >= mtimeMs + ownerTimeout;
  }

  async #finish(part: string, path: string): Promise<void> {
    await rename(part, path);
    // A rename survives a power failure only after the folder is synced.
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

/**
 * Creates a folder and its parents. Node's recursive mkdir never returns on a file system that refuses
 * folders (/proc).
 */
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
