import type { BlobStore, Digest } from '../contracts/blob-store.ts';
import type { RoomStore } from '../contracts/room-store.ts';
import { unpacked } from './packed-data.ts';
import { blobsOf } from './room-archive.ts';
import { logSchema, roomContentSchema } from './room-content.ts';

/**
 * Removes blobs that no snapshot and no log refers to. Nothing is removed while another process uses the store of
 * rooms, because it may be storing a blob that nothing refers to yet, and nothing if anything cannot be read, because it
 * may need any blob.
 *
 * @returns Number of removed blobs.
 */
export async function collectBlobs(rooms: RoomStore, blobs: BlobStore): Promise<number> {
  return (await rooms.alone((check) => removeUnneeded(rooms, blobs, check))) ?? 0;
}

async function removeUnneeded(
  rooms: RoomStore,
  blobs: BlobStore,
  check: () => Promise<void>,
): Promise<number> {
  const needed = new Set<Digest>();
  for (const { id } of await rooms.list()) {
    for (const slot of await rooms.slots(id)) {
      const found = await rooms.open(id, { snapshot: slot.id });
      if (found === undefined) continue;
      const content = await unpacked(found.snapshot.data, roomContentSchema, 'the snapshot');
      for (const digest of blobsOf(content)) needed.add(digest);
      for (const { events } of await rooms.log(id, slot.id)) {
        for (const entry of (await unpacked(events, logSchema, 'the log')).entries) {
          if (entry.do === 'memory' && entry.change.type === 'held') needed.add(entry.change.picture);
        }
      }
    }
  }
  const unneeded: Digest[] = [];
  for await (const digest of blobs.list()) if (!needed.has(digest)) unneeded.push(digest);
  for (const digest of unneeded) {
    await check();
    await blobs.remove(digest);
  }
  return unneeded.length;
}
