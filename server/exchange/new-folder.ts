import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PackError } from '../pack/pack-error.ts';

export interface NewFolder {
  folder: string;
  /** Takes the place of what is there already. */
  replace?: boolean;
}

/**
 * Makes a folder whole or not at all: `fill` writes to another one beside it, which takes its name in
 * the end. `confirm` runs when it stands; when that fails, what was there before is there again.
 * @throws PackError when the folder exists and is not to be replaced.
 */
export async function writeNewFolder<T>(
  { folder, replace = false }: NewFolder,
  fill: (folder: string) => Promise<T>,
  confirm: (filled: T) => Promise<void> = async () => {},
): Promise<T> {
  const target = resolve(folder);
  const taken = await exists(target);
  if (taken && !replace) {
    const remedy = 'Choose another name, or replace it with --replace.';
    throw new PackError({ file: folder, problem: 'is there already', remedy });
  }
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  const fresh = join(work, 'new');
  const old = join(work, 'old');
  try {
    await mkdir(fresh);
    const filled = await fill(fresh);
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

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
