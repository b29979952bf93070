import type { SnapshotListing } from '../../contracts/room-store.ts';

const minute = 60_000;
/** Snapshots that were taken by themselves are all kept for so long, and then one in so long, and then none. */
const everyOne = 15 * minute;
const oneIn = 10 * minute;
const atAll = 12 * 60 * minute;

/** Ids of snapshots that are too old. Slots and futures that were taken back stay until somebody removes them. */
export function expired(snapshots: readonly SnapshotListing[], now: number): number[] {
  const old: number[] = [];
  let kept = Number.NEGATIVE_INFINITY;
  for (const { id, kind, made } of snapshots.toSorted((a, b) => a.made - b.made || a.id - b.id)) {
    if (kind !== 'auto') continue;
    const age = now - made;
    if (age <= everyOne) continue;
    if (age > atAll || made - kept < oneIn) old.push(id);
    else kept = made;
  }
  return old;
}
