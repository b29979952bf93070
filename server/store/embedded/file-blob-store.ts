import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore, Digest } from '../../contracts/blob-store.ts';
import { StoreError } from '../../contracts/store-error.ts';
import { diskFault } from './disk-fault.ts';

const digestPattern = /^[0-9a-f]{64}$/;

export function digestOf(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Blobs as files of a folder: `ab/abcd…`, by the first two digits of the digest. A file is written under another name
 * and renamed, so that no reader and no crash sees half of one.
 */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const path = this.#pathOf(digest);
    try {
      const known = await stat(path).catch(() => undefined);
      if (known?.size === bytes.length) return digest;
      await mkdir(join(path, '..'), { recursive: true });
      const draft = `${path}.${randomUUID()}`;
      try {
        const file = await open(draft, 'wx');
        try {
          await file.writeFile(bytes);
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    } catch (error) {
      throw diskFault(error);
    }
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#pathOf(digest));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw diskFault(error);
    }
    if (digestOf(bytes) !== digest) {
      throw new StoreError({ code: 'save-damaged', values: { part: digest } });
    }
    return bytes;
  }

  async *list(): AsyncIterable<Digest> {
    const folders = await readdir(this.#folder).catch(() => []);
    for (const folder of folders) {
      const names = await readdir(join(this.#folder, folder)).catch(() => []);
      for (const name of names) if (digestPattern.test(name)) yield name;
    }
  }

  async remove(digest: Digest): Promise<void> {
    await rm(this.#pathOf(digest), { force: true }).catch((error: unknown) => {
      throw diskFault(error);
    });
  }

  async close(): Promise<void> {}

  #pathOf(digest: Digest): string {
    if (!digestPattern.test(digest)) {
      throw new StoreError({ code: 'save-unreadable', values: { part: digest.slice(0, 80) } });
    }
    return join(this.#folder, digest.slice(0, 2), digest);
  }
}
