import type { BlobStore, Digest } from '../contracts/blob-store.ts';
import type { StoredCommit } from '../contracts/room-store.ts';
import type { LogEntry } from '../world/log/replay.ts';
import type { BlobDigests } from './blob-digests.ts';
import { loadPicture, savePicture } from './memory-record.ts';
import { unpacked } from './packed-data.ts';
import { type LogRecord, logSchema } from './room-content.ts';

type View = Parameters<typeof loadPicture>[1];

/** What the log of a commit holds: pictures as blobs, everything else as it is. Also the digests of the pictures, in order. */
export async function writeLog(
  entries: readonly LogEntry[],
  view: View,
  blobs: BlobStore,
): Promise<{ log: LogRecord['entries']; digests: Digest[] }> {
  const digests: Digest[] = [];
  const log: LogRecord['entries'] = [];
  for (const entry of entries) {
    if (entry.do !== 'memory') log.push(entry);
    else if (entry.change.type === 'held') {
      const { id, pose, tick, author } = entry.change.keyframe;
      const picture = await savePicture(entry.change.keyframe, view, blobs);
      digests.push(picture);
      log.push({ do: 'memory', change: { type: 'held', id, pose, tick, author, picture } });
    } else log.push({ do: 'memory', change: entry.change });
  }
  return { log, digests };
}

/** The entries of these commits, with their pictures. `digests` learns what the pictures are stored as. */
export async function readLog(
  commits: readonly StoredCommit[],
  view: View,
  blobs: BlobStore,
  digests?: BlobDigests,
): Promise<LogEntry[]> {
  const log: LogEntry[] = [];
  for (const { events } of commits) {
    for (const entry of (await unpacked(events, logSchema, 'the log')).entries) {
      if (entry.do !== 'memory') log.push(entry);
      else if (entry.change.type !== 'held') log.push({ do: 'memory', change: entry.change });
      else {
        const { type, picture, ...posed } = entry.change;
        const planes = await loadPicture(picture, view, blobs);
        digests?.keyframe(planes, picture);
        log.push({ do: 'memory', change: { type, keyframe: { ...posed, ...planes } } });
      }
    }
  }
  return log;
}
