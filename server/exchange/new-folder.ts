import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PackError } from '../pack/pack-error.ts';
import { syncFolder } from '../pack/whole-file.ts';

export interface NewFolder {
  folder: string;
  /** Replaces an existing folder. */
  replace?: boolean;
  /** A file that identifies folders of this kind. Only such folders and empty ones are replaced. */
  mark?: string;
}

/**
 * Creates a folder completely or not at all. `fill` writes to a temporary folder beside it, which is renamed
 * at the end. `confirm` runs after that. If it fails, the old folder is restored.
 *
 * @throws PackError if the folder exists and must not be replaced
 */
export async function writeNewFolder<T>(
  { folder, replace = false, mark }: NewFolder,
  fill: (folder: string) => Promise<T>,
  confirm: (filled: T) => Promise<void> = async () => {},
): Promise<T> {
  const target = resolve(folder);
  const taken = await exists(target);
  if (taken && !replace) {
    const remedy = 'Choose another name, or replace it with --replace.';
    throw new PackError({ file: folder, problem: 'is there already', remedy });
  }
  if (taken && mark !== undefined) await requireMark(folder, target, mark);
  await mkdir(dirname(target), { recursive: true }).catch((cause: unknown) => {
    const remedy = 'Name a folder that can be made.';
    throw new PackError({ file: folder, problem: 'cannot be made', remedy, cause });
  });
  const work = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  const fresh = join(work, 'new');
  const old = join(work, 'old');
  try {
    await mkdir(fresh);
    const filled = await fill(fresh);
    await syncFolder(fresh);
    if (taken) await rename(target, old);
    try {
      await rename(fresh, target);
      await confirm(filled);
    } catch (error) {
      await rm(target, { recursive: true, force: true });
      if (taken) await rename(old, target);
      throw error;
    }
    return filled;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A mistyped name with --replace must not delete an unrelated folder. */
async function requireMark(folder: string, target: string, mark: string): Promise<void> {
  const names: readonly string[] | undefined = await readdir(target).catch(() => undefined);
  if (names !== undefined && (names.length === 0 || names.includes(mark))) return;
  const problem = names === undefined ? 'is no folder' : `holds something else, and no ${mark}`;
  const remedy = 'Name another folder, or empty this one yourself.';
  throw new PackError({ file: folder, problem, remedy });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
