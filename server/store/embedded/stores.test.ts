import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testBlobStore, testRoomStore } from '../store-suite.fixture.ts';
import { FileBlobStore } from './file-blob-store.ts';
import { MemoryBlobStore, MemoryRoomStore } from './memory-stores.ts';
import { SqliteRoomStore } from './sqlite-room-store.ts';

const nothing = async () => {};
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stores-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => join(folder, 'data', 'rooms.db');

testRoomStore('the memory of the process', {
  open: async () => new MemoryRoomStore(),
  reopen: undefined,
  clean: nothing,
});
testRoomStore('a SQLite file', {
  open: async () => new SqliteRoomStore(file()),
  reopen: async () => new SqliteRoomStore(file()),
  clean: nothing,
});
testBlobStore('the memory of the process', {
  open: async () => new MemoryBlobStore(),
  reopen: undefined,
  clean: nothing,
});
testBlobStore('a folder', {
  open: async () => new FileBlobStore(join(folder, 'blobs')),
  reopen: async () => new FileBlobStore(join(folder, 'blobs')),
  clean: nothing,
});

describe('a SQLite file of rooms', () => {
  test('belongs to one process', () => {
    const first = new SqliteRoomStore(file());
    expect(() => new SqliteRoomStore(file())).toThrow(/Another server/);
    void first.close();
    void new SqliteRoomStore(file()).close();
  });

  test('that is no data base, or of a newer server, is refused and left as it is', async () => {
    await writeFile(join(folder, 'text'), 'no data base at all'.repeat(100));
    expect(() => new SqliteRoomStore(join(folder, 'text'))).toThrow(/cannot be read/);
    expect(await readFile(join(folder, 'text'), 'utf8')).toMatch(/^no data base/);
    await new SqliteRoomStore(file()).close();
    const bytes = await readFile(file());
    // user_version, big-endian: https://sqlite.org/fileformat2.html
    bytes.writeUInt32BE(99, 60);
    await writeFile(file(), bytes);
    expect(() => new SqliteRoomStore(file())).toThrow(/format 99/);
  });

  test('whose pages are damaged is refused with a clear error', async () => {
    const store = new SqliteRoomStore(file());
    const data = new Uint8Array(20_000).fill(7);
    await store.create('a', 'about', { tick: 0, kind: 'auto', name: '', data });
    await store.close();
    const bytes = await readFile(file());
    bytes.fill(0xff, 4096);
    await writeFile(file(), bytes);
    const read = async () => {
      const again = new SqliteRoomStore(file());
      try {
        return await again.open('a');
      } finally {
        await again.close();
      }
    };
    await expect(read()).rejects.toMatchObject({ name: 'StoreError' });
  });
});

describe('a folder of blobs', () => {
  test('notices bytes that are not those that were put', async () => {
    const store = new FileBlobStore(folder);
    const digest = await store.put(new Uint8Array(100).fill(3));
    const path = join(folder, digest.slice(0, 2), digest);
    await truncate(path, 50);
    await expect(store.get(digest)).rejects.toMatchObject({ refusal: { code: 'save-damaged' } });
    // Putting them again mends them.
    await store.put(new Uint8Array(100).fill(3));
    expect(await store.get(digest)).toHaveLength(100);
  });

  test('says when it cannot write, and leaves no draft', async () => {
    const bytes = new Uint8Array(3);
    // A file stands where a folder has to be made. Permissions would not stop root.
    const taken = createHash('sha256').update(bytes).digest('hex').slice(0, 2);
    await writeFile(join(folder, taken), '');
    await expect(new FileBlobStore(folder).put(bytes)).rejects.toMatchObject({
      refusal: { code: 'store-failing' },
    });
    expect(await readdir(folder)).toEqual([taken]);
  });
});
