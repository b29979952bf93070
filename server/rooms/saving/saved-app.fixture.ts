import { RoomMemory } from '../../memory/room-memory.ts';
import { MemoryBlobStore, MemoryRoomStore } from '../../store/embedded/memory-stores.ts';
import { SavedRooms } from '../../store/saved-rooms.ts';
import { testManifest } from '../../world/world.fixture.ts';
import { startTestApp } from '../room.fixture.ts';
import { SavedRoomIndex } from './saved-room-index.ts';

/** Stores that outlive the servers of a test. */
export class TestDisk {
  readonly rooms = new MemoryRoomStore();
  readonly blobs = new MemoryBlobStore();
}

/** A server that keeps its rooms on `disk`. Rooms have real memories. */
export async function startSavedApp(
  disk: TestDisk,
  changes: Parameters<typeof startTestApp>[0] = {},
  parts: Parameters<typeof startTestApp>[1] = {},
) {
  const store = new SavedRooms(disk.rooms, disk.blobs, parts.pack?.manifest ?? testManifest);
  const saves = await SavedRoomIndex.open(store, { most: 100, days: 30 });
  const server = await startTestApp(changes, {
    saves,
    secret: 'a secret that outlives the server, as long as it has to be',
    createMemory: (manifest, seed) => seed.prepared?.fork() ?? new RoomMemory(manifest),
    ...parts,
  });
  return { ...server, saves, store };
}
