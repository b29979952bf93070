import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

/** What became of a path that a capture's file names. */
export type FoundFile =
  | { path: string }
  /** Half a sentence for people: why there is no such file, and what to do. */
  | { problem: string; remedy: string };

/** Endings that are tried, in this order, where a name has none or its file has been converted. */
const endings = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.gif', '.avif'];
/** Endings of pictures that captures name; what follows another dot is part of the name. */
const pictureEnding = /\.(?:png|jpe?g|webp|tiff?|gif|avif|heic|heif|bmp|exr|npy|npz|pfm|dng)$/i;

/**
 * Finds the files that other programs name in a capture's folder. The first of these that is there is
 * taken; nothing outside of the folder ever is, symbolic links resolved.
 * 1. The path as it is written, from the capture's folder.
 * 2. The same with `/` for every `\`, without `file://`, `./` and what `..` takes back.
 * 3. The same with percent-encoding (%20) taken out.
 * 4. Ends of these paths, the longest first: programs on other machines write absolute paths, or paths
 *    from the folder in which they were started.
 * At each step names are taken letter by letter, else without regard to case and to how accents are
 * composed; a name without an ending, or with that of a file which was converted, takes the ending
 * that is there, in the order of `endings`.
 */
export class FrameFiles {
  readonly #folder: string;
  readonly #root: Promise<string | undefined>;
  readonly #listings = new Map<string, Promise<string[]>>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#root = realpath(folder).catch(() => undefined);
  }

  /** The file that `name` means. */
  async find(name: string): Promise<FoundFile> {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name) && !/^file:/i.test(name)) {
      return { problem: `names ${name}, an address`, remedy: `Download the file into ${this.#folder}.` };
    }
    const written = writings(name);
    const isElsewhere = written.some((path) => /^(?:[a-z]:|\/|\.\.(?:\/|$))/i.test(path));
    let paths = written.map(partsOf);
    // A path whose first folder is there is meant as it stands.
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

  /** Whether a path lies in the folder when every link in it has been followed; one that leads nowhere does. */
  async #isInside(path: string): Promise<boolean> {
    const root = await this.#root;
    const real = await realpath(path).catch(() => root);
    if (root === undefined || real === undefined) return false;
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  }
}

/** The ways to read a name as a path, in order. */
function writings(name: string): string[] {
  const plain = name.trim().replace(/^file:\/\/(?:localhost(?=\/))?/i, '');
  const slashes = plain.replaceAll('\\', '/');
  return [...new Set([name, slashes, decoded(slashes)])];
}

/** The path, and what is left of it when folders are taken off its front, without drives and what lies above. */
function endsOf(parts: readonly string[]): string[][] {
  const named = parts.filter((part) => part !== '..' && part !== '?' && !/^[a-z]:$/i.test(part));
  return named.map((_, i) => named.slice(i));
}

/** Normal form: without empty parts, and without `.` and `..` wherever that can be. */
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

/** The entries of a folder that a name means: one, or several when it cannot be told which. */
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

/** Equal for names that file systems of phones and other computers take for the same. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
