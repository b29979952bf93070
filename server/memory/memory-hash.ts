import { createHash } from 'node:crypto';
import type { MemorySnapshot } from './memory-content.ts';

/**
 * The hash of everything that a memory holds, by which two memories are compared. `evidence: false` leaves out the
 * sums of the height grid, and compares the kinds of its cells alone.
 */
export function memoryHash(
  { keyframes, index, sky, heights, evictable, nextId, authors }: MemorySnapshot,
  { evidence = true } = {},
): string {
  const hash = createHash('sha256');
  const text = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`);
  const slots = index.members.map(({ slot, id }) => [id, slot]);
  text({ slots, free: index.free, evictable, nextId, authors });
  for (const { id, pose, tick, author, rgb, inverseDepth, fine } of keyframes) {
    text({ id, pose, tick, author, fine: fine && [fine.width, fine.height] });
    for (const plane of [rgb, inverseDepth, fine?.rgb]) if (plane) hash.update(bytesOf(plane));
  }
  for (const { rgb, inverseDepth, unknown } of sky) {
    text(unknown);
    for (const plane of [rgb, inverseDepth]) hash.update(bytesOf(plane));
  }
  for (const { key, kind, sums } of heights.toSorted((a, b) => a.key - b.key)) {
    // A chunk in which nothing is known is as good as none.
    if (!evidence && kind.every((cell) => cell === 0)) continue;
    text(key);
    hash.update(kind);
    const planes = [sums.seed.wall, sums.seed.ground, sums.drawn.wall, sums.drawn.ground];
    if (evidence) for (const plane of planes) hash.update(bytesOf(plane));
  }
  return hash.digest('hex');
}

/** The bytes behind numbers, without a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
