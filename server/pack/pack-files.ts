import { join } from 'node:path';
import { ContainedFileError, containedFile, readContainedFile } from './contained-file.ts';
import { PackError } from './pack-error.ts';

/** What an error of a file that is not read says besides why. */
export interface FileFault {
  /** Dotted path of the field that names it. */
  field?: string;
  /** Path of the file that has the field, where that one is at fault and not the one it names. */
  named?: string;
  /** A sentence: what to do when it is not there; what else is wrong has remedies of its own. */
  remedy: string;
}

/**
 * The files of a pack, or of a world seed's folder alone. Whoever made it may be anybody: only regular
 * files that really lie in the folder are read, whatever its links say.
 */
export class PackFiles {
  /** Path. */
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Where a file really lies. Throws a PackError for one that must not be read. */
  async locate(name: string, fault: FileFault): Promise<string> {
    return containedFile(this.root, name).catch((error: unknown) => {
      throw this.#error(name, fault, error);
    });
  }

  /** What it holds, at most `mostBytes`. Throws a PackError for a larger one, or one that must not be read. */
  async read(name: string, mostBytes: number, fault: FileFault): Promise<Buffer> {
    return readContainedFile(this.root, name, mostBytes).catch((error: unknown) => {
      throw this.#error(name, fault, error);
    });
  }

  #error(name: string, { field, named, remedy }: FileFault, cause: unknown): PackError {
    const file = join(this.root, name);
    const refused = cause instanceof ContainedFileError ? cause : undefined;
    const reason = refused?.message ?? String(cause);
    const remedies = {
      name: `Name a file in ${this.root}.`,
      missing: remedy,
      outside: 'Put the file itself in the place of the link.',
      kind: 'Put a file in its place.',
      size: 'Make it smaller.',
    };
    return new PackError({
      file: named ?? file,
      ...(field !== undefined && { field }),
      problem: named !== undefined ? `names ${name}, which ${reason}` : reason,
      remedy: remedies[refused?.refusal ?? 'missing'],
      cause,
    });
  }
}
