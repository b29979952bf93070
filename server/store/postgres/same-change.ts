import type { NewCommit, NewSnapshot, SnapshotListing } from '../../contracts/room-store.ts';
import type { Queries } from './queries.ts';
import { commitRow, roomRow, slotRow, snapshotRow } from './rows.ts';
import { statements } from './statements.ts';

/**
 * What an owner that began anew may send again, because it does not know whether an earlier store of its process stored
 * it: the first change alone, which is compared with what was stored last.
 */

/** Whether this is the first change of a room after it was acquired. */
export function takeNew(room: { isNew: boolean }): boolean {
  const { isNew } = room;
  room.isNew = false;
  return isNew;
}

/** Whether a room is as `create` with this has left it. */
export async function isAsCreated(
  queries: Queries,
  id: string,
  about: string,
  first: NewSnapshot,
): Promise<boolean> {
  const [room] = await queries.rows(roomRow, statements.room, [id]);
  if (room === undefined || room.about !== about || room.epoch !== 0 || room.number !== 0) return false;
  return (await newestIfSame(queries, id, room, first)) !== undefined;
}

export async function isNewestCommit(
  queries: Queries,
  id: string,
  { epoch, number }: { epoch: number; number: number },
  { tick, events }: Pick<NewCommit, 'tick' | 'events'>,
): Promise<boolean> {
  const [newest] = await queries.rows(commitRow, statements.newestCommit, [id, epoch, number]);
  return newest !== undefined && newest.tick === tick && isSame(newest.events, events);
}

/** The newest snapshot of the moment of the newest commit, if it is this one. */
export async function newestIfSame(
  queries: Queries,
  id: string,
  { epoch, number }: { epoch: number; number: number },
  { tick, kind, name, data }: NewSnapshot,
): Promise<SnapshotListing | undefined> {
  const [newest] = await queries.rows(snapshotRow, statements.newestSnapshot, [id, epoch, tick]);
  if (newest === undefined || newest.number !== number || newest.tick !== tick) return undefined;
  if (newest.kind !== kind || newest.name !== name || !isSame(newest.data, data)) return undefined;
  return slotRow.parse(newest);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
