import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a file so that nobody ever reads half of it: it has its name only when the disk has all of it,
 * also after a power failure.
 */
export async function writeWholeFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await using handle = await open(fresh, 'wx');
    await handle.writeFile(text);
    await handle.sync();
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Waits until the disk has every file of a folder, so that it may take its name. */
export async function syncFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncFolder(path);
    else if (entry.isFile()) {
      await using handle = await open(path, 'r+');
      await handle.sync();
    }
  }
}
