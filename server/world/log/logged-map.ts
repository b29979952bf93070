import type { WorldSnapshot } from '../snapshots/world-snapshot.ts';
import type { LogEntry } from './log-player.ts';

type SavedMap = WorldSnapshot['map'];

/**
 * The tiles of a world's map after a part of its log. States in a log leave them out: the log says itself when a tile came
 * into the world, and states would grow with everything that was ever walked.
 *
 * @param before Tiles where the log begins
 */
export function mapAfter(before: SavedMap, log: readonly LogEntry[]): SavedMap {
  const tiles = new Map((before ?? []).map((tile) => [`${tile.x} ${tile.z}`, tile]));
  for (const entry of log) if (entry.do === 'tile') tiles.set(`${entry.tile.x} ${entry.tile.z}`, entry.tile);
  return tiles.size > 0 ? [...tiles.values()] : undefined;
}

/** A state of a log with its tiles. One of an earlier server has them already. */
export function withMap(state: WorldSnapshot, before: SavedMap, log: readonly LogEntry[]): WorldSnapshot {
  if (state.map !== undefined) return state;
  const map = mapAfter(before, log);
  return map ? { ...state, map } : state;
}
