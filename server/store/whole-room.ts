import type { Picture } from '../contracts/picture.ts';
import type { SavedMembers } from '../contracts/saved-members.ts';
import type { MemorySnapshot } from '../memory/memory-content.ts';
import type { LogEntry } from '../world/log/replay.ts';
import type { WorldSnapshot } from '../world/snapshots/world-snapshot.ts';
import type { MemoryDigests } from './memory-record.ts';
import type { RoomAbout } from './room-content.ts';

/** A whole room between two ticks, with pictures. */
export interface WholeRoom {
  world: WorldSnapshot;
  members: SavedMembers;
  memory: Omit<MemorySnapshot, 'index'> & { index: { members: { slot: number }[]; free: number[] } };
  /** Those that are known, because they were stored before. */
  digests: MemoryDigests;
  /** What went on, for lists of moments. */
  picture?: Picture | undefined;
}

/** What happened since the last commit, and the state at its end. */
export interface Commit {
  entries: readonly LogEntry[];
  /** Without the tiles of its map, which the entries have. */
  world: WorldSnapshot;
  members: SavedMembers;
}

export interface ReopenedRoom {
  about: RoomAbout;
  epoch: number;
  world: WorldSnapshot;
  members: SavedMembers;
  memory: MemorySnapshot;
  digests: MemoryDigests;
}

export interface RoomSummaryRecord {
  id: string;
  about: RoomAbout;
  epoch: number;
  created: number;
  touched: number;
}
