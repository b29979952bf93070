import { join } from 'node:path';
import type { BlobStore } from '../contracts/blob-store.ts';
import { OpeningError } from '../contracts/opening-error.ts';
import type { RoomStore } from '../contracts/room-store.ts';
import { StoreError } from '../contracts/store-error.ts';
import type { StorePlace } from '../contracts/store-place.ts';
import { FileBlobStore } from './embedded/file-blob-store.ts';
import { SqliteRoomStore } from './embedded/sqlite-room-store.ts';

export interface OpenedStores {
  rooms: RoomStore;
  blobs: BlobStore;
}

/**
 * Opens the two stores of a place. The clients of PostgreSQL and S3 are loaded only where they are needed.
 *
 * @throws OpeningError if a store is in use, cannot be reached, or holds something else
 */
export async function openStores(place: StorePlace): Promise<OpenedStores> {
  if (place.kind === 'folder') {
    const rooms = await opening('rooms', async () => new SqliteRoomStore(join(place.folder, 'rooms.db')));
    return { rooms, blobs: new FileBlobStore(join(place.folder, 'blobs')) };
  }
  const [{ PostgresRoomStore }, { S3BlobStore }] = await Promise.all([
    import('./postgres/postgres-room-store.ts'),
    import('./s3/s3-blob-store.ts'),
  ]);
  const rooms = await opening('rooms', () => PostgresRoomStore.open(place.rooms));
  try {
    return { rooms, blobs: await opening('blobs', () => S3BlobStore.open(place.blobs, rooms.id)) };
  } catch (error) {
    await rooms.close();
    throw error;
  }
}

async function opening<Store>(store: 'rooms' | 'blobs', open: () => Promise<Store>): Promise<Store> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new OpeningError(store, error.refusal, { cause: error.cause });
  }
}
