import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Why a file is not read. */
export type FileRefusal = 'name' | 'missing' | 'outside' | 'kind' | 'size';

/** A file that is not read; the message is half a sentence without a path: "is not there". */
export class ContainedFileError extends Error {
  override name = 'ContainedFileError';
  readonly refusal: FileRefusal;

  constructor(refusal: FileRefusal, message: string, cause?: unknown) {
    super(message, { cause });
    this.refusal = refusal;
  }
}

/** Neither follows a link that takes the file's place meanwhile, nor waits for the other end of a pipe. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The real path of a regular file in the folder `root`. `name` is relative to it, with `/` between folders.
 * Links are followed as long as they stay inside; `root` itself may be one.
 * @throws ContainedFileError for names with `..`, a drive, a backslash or NUL, for absolute ones, for what
 * leads out of the folder, and for devices, pipes, sockets and folders.
 */
export async function containedFile(root: string, name: string): Promise<string> {
  if (!isPlainName(name)) throw new ContainedFileError('name', 'is no name of a file in this folder');
  const [folder, file] = await Promise.all([realpath(root), realpath(join(root, name))]).catch(
    (cause: NodeJS.ErrnoException) => {
      throw missing(cause);
    },
  );
  if (!isInside(folder, file)) {
    throw new ContainedFileError('outside', 'is a link that leads out of its folder');
  }
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw missing(cause);
  });
  if (!found.isFile()) throw notRegular();
  return file;
}

/**
 * What a file in the folder `root` holds, at most `mostBytes`.
 * @throws ContainedFileError as {@link containedFile} does, and for a larger file.
 */
export async function readContainedFile(root: string, name: string, mostBytes: number): Promise<Buffer> {
  const file = await containedFile(root, name);
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, openFlags);
    const found = await handle.stat();
    if (!found.isFile()) throw notRegular();
    if (found.size > mostBytes) {
      throw new ContainedFileError('size', `has ${found.size} bytes, at most ${mostBytes} are read`);
    }
    const bytes = Buffer.allocUnsafe(found.size);
    const { bytesRead } = await handle.read(bytes, 0, found.size, 0);
    return bytes.subarray(0, bytesRead);
  } catch (cause) {
    throw cause instanceof ContainedFileError ? cause : missing(cause);
  } finally {
    await handle?.close();
  }
}

function isPlainName(name: string): boolean {
  if (name === '' || /[\\\0]/.test(name) || /^[A-Za-z]:/.test(name) || isAbsolute(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Both are real paths. */
function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function missing(cause: unknown): ContainedFileError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const known: Partial<Record<string, string>> = {
    ENOENT: 'is not there',
    ENOTDIR: 'is not there',
    EACCES: 'may not be read by this process',
    ELOOP: 'is a link that leads back to itself',
    ENAMETOOLONG: 'is not there',
  };
  return new ContainedFileError('missing', known[code] ?? `cannot be read (${code})`, cause);
}

function notRegular(): ContainedFileError {
  return new ContainedFileError('kind', 'is no regular file');
}
