import type { Manifest } from '../../shared/pack.ts';
import type { MemorySnapshot } from '../memory/memory-content.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import type { LogEntry } from '../world/log/replay.ts';

/** A memory after everything that a log says of it. */
export async function applyChanges(
  manifest: Manifest,
  snapshot: MemorySnapshot,
  log: readonly LogEntry[],
): Promise<MemorySnapshot> {
  const memory = await RoomMemory.restore(manifest, snapshot);
  for (const entry of log) if (entry.do === 'memory') memory.repeat(entry.change);
  return memory.snapshot();
}
