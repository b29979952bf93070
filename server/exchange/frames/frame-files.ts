import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

/** The result of a search for a file that a capture names. */
export type FoundFile =
  | { path: string }
  /** Half a sentence for people: why there is no such file, and the remedy. */
  | { problem: string; remedy: string };

/** Extensions that are tried in this order if a name has none or its file was converted. */
const endings = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.gif', '.avif'];
/** Extensions of pictures. Other text after a dot is part of the name. */
const pictureEnding = /\.(?:png|jpe?g|webp|tiff?|gif|avif|heic|heif|bmp|exr|npy|npz|pfm|dng)$/i;

/**
 * Finds the files that other programs name in a capture's folder. The first existing candidate wins. Files
 * outside of the folder are never read, not even through symbolic links. Candidates are:
 *
 * 1. the path as written, from the capture's folder;
 * 2. the same with `/` for every `\`, without `file://` and `./`, and with `..` resolved;
 * 3. the same with percent-encoding (%20) decoded;
 * 4. ends of these paths, longest first, because programs on other machines write absolute paths, or paths
 * from their working directory.
 *
 * Names are compared exactly, else without regard to case and Unicode composition. A name without an
 * extension, or with that of a converted file, matches the existing extension, in the order of `endings`.
 */
export class FrameFiles {
  readonly #folder: string;
  readonly #root: Promise<string | undefined>;
  readonly #listings = new Map<string, Promise<string[]>>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#root = realpath(folder).catch(() => undefined);
  }

  /** Finds the file that `name` refers to. */
  async find(name: string): Promise<FoundFile> {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name) && !/^file:/i.test(name)) {
      return { problem: `names ${name}, an address`, remedy: `Download the file into ${this.#folder}.` };
    }
    const written = pathVariants(name);
    const isElsewhere = written.some((path) => /^(?:[a-z]:|\/|\.\.(?:\/|$))/i.test(path));
    let paths = written.map(partsOf);
    // If the first folder of a path exists, the path is not shortened.
    const [first] = paths[paths.length - 1];
    const isHere = !isElsewhere && matching(await this.#list(this.#folder), first ?? '', false).length > 0;
    if (!isHere) paths = [...paths, ...paths.flatMap(endsOf).sort((a, b) => b.length - a.length)];
    let outside = false;
    for (const parts of new Map(paths.map((parts) => [parts.join('/'), parts])).values()) {
      const found = await this.#walk(parts);
      if (found === 'outside') outside = true;
      else if (found !== undefined) return found;
    }
    const remedy = `Put the file into ${this.#folder}.`;
    if (outside) return { problem: `names ${name}, a link that lies outside of the folder`, remedy };
    return isElsewhere
      ? {
          problem: `names ${name}, which lies outside of the folder, and no end of that path is in it`,
          remedy,
        }
      : {
          problem: `names ${name}, which is not there`,
          remedy: 'Add the file, or take the frame out of the list.',
        };
  }

  /** Follows the names of a path from the capture's folder. */
  async #walk(parts: readonly string[]): Promise<FoundFile | 'outside' | undefined> {
    let path = this.#folder;
    for (const [i, part] of parts.entries()) {
      if (part === '..') return undefined;
      const isLast = i === parts.length - 1;
      const matches = matching(await this.#list(path), part, isLast);
      if (matches.length === 0) return undefined;
      if (matches.length > 1) {
        const problem = `names ${part}, which may be ${matches.join(' or ')}`;
        return { problem, remedy: 'Write the name as the file has it.' };
      }
      path = join(path, matches[0]);
      if (!(await this.#isInside(path))) return 'outside';
    }
    return (await isFile(path)) ? { path } : undefined;
  }

  /** The names in a folder. */
  #list(folder: string): Promise<string[]> {
    const known = this.#listings.get(folder);
    if (known) return known;
    const listing = readdir(folder).catch(() => []);
    this.#listings.set(folder, listing);
    return listing;
  }

  /**
   * Whether a path is inside the folder after all its links are resolved. Paths that do not exist count as
   * inside.
   */
  async #isInside(path: string): Promise<boolean> {
    const root = await this.#root;
    const real = await realpath(path).catch(() => root);
    if (root === undefined || real === undefined) return false;
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  }
}

/** Ways to read a name as a path, in the order of preference. */
function pathVariants(name: string): string[] {
  const plain = name.trim().replace(/^file:\/\/(?:localhost(?=\/))?/i, '');
  const slashes = plain.replaceAll('\\', '/');
  return [...new Set([name, slashes, decoded(slashes)])];
}

/** All ends of the path, without drives and `..`. */
function endsOf(parts: readonly string[]): string[][] {
  const named = parts.filter((part) => part !== '..' && part !== '?' && !/^[a-z]:$/i.test(part));
  return named.map((_, i) => named.slice(i));
}

/** The parts of the normalised path, without empty parts and `.`. */
function partsOf(path: string): string[] {
  return posix
    .normalize(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Entries of a folder that match a name. Several if the match is ambiguous. */
function matching(names: readonly string[], wanted: string, isPicture: boolean): string[] {
  if (names.includes(wanted)) return [wanted];
  const folded = fold(wanted);
  const alike = names.filter((name) => fold(name) === folded);
  if (alike.length > 0 || !isPicture) return alike;
  const stem = folded.replace(pictureEnding, '');
  for (const ending of endings) {
    const converted = names.filter((name) => fold(name) === stem + ending);
    if (converted.length > 0) return converted;
  }
  return [];
}

/** Equal for names that some file systems treat as equal. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
