import { z } from 'zod';
import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { BlobStore, Digest } from '../contracts/blob-store.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { PictureSize } from '../contracts/picture.ts';
import { StoreError } from '../contracts/store-error.ts';
import { sampleKeyframe } from '../memory/keyframe-samples.ts';
import type { MemorySnapshot } from '../memory/memory-content.ts';
import { decodeHeights, encodeHeights } from './height-blob.ts';
import { decodePicture, encodePicture, type Planes } from './picture-blob.ts';
import { readAhead } from './read-ahead.ts';

export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256');
export const poseSchema: z.ZodType<Pose> = z.object({
  ...{ x: z.number(), y: z.number(), z: z.number(), yaw: z.number(), pitch: z.number() },
});
const count = z.int().min(0);

/** A room's memory by reference to its blobs. */
export const memoryRecordSchema = z.object({
  /** Oldest first. `slot` is the place in the coverage index. */
  keyframes: z.array(
    z.object({
      ...{ id: count, slot: count, pose: poseSchema, tick: count, author: z.string() },
      picture: digestSchema,
    }),
  ),
  free: z.array(count),
  evictable: z.array(count),
  nextId: count,
  authors: z.object({
    written: z.array(z.tuple([z.string(), z.object({ tick: count, pose: poseSchema })])),
    surveyed: z.array(z.tuple([z.string(), poseSchema])),
  }),
  sky: z.array(z.object({ unknown: count, picture: digestSchema })),
  heights: z.array(z.object({ key: count, edition: count, cells: digestSchema })),
});
export type MemoryRecord = z.output<typeof memoryRecordSchema>;

/** Pictures that are written at the same time. */
const writtenAtOnce = 4;

/** Digests of the blobs of a memory, in the order of its keyframes, plates and chunks; undefined where unknown. */
export interface MemoryDigests {
  keyframes: (Digest | undefined)[];
  sky: (Digest | undefined)[];
  heights: (Digest | undefined)[];
}

/** Stores everything of a memory that is not stored yet. */
export async function saveMemory(
  memory: Omit<MemorySnapshot, 'index'> & { index: { members: { slot: number }[]; free: number[] } },
  known: MemoryDigests,
  size: PictureSize,
  blobs: BlobStore,
): Promise<MemoryRecord> {
  const { keyframes, index, sky, heights, evictable, nextId, authors } = memory;
  const saved: MemoryRecord = {
    ...{ keyframes: [], free: index.free, evictable, nextId, authors },
    ...{ sky: [], heights: [] },
  };
  // The next pictures are encoded while the disk has the last ones.
  const pictures: (Digest | Promise<Digest>)[] = [];
  for (const [i, keyframe] of keyframes.entries()) {
    const picture = known.keyframes[i] ?? savePicture(keyframe, size, blobs);
    // A failure is thrown where it is awaited, which may be later.
    if (picture instanceof Promise) picture.catch(() => {});
    pictures.push(picture);
    if (i >= writtenAtOnce) await pictures[i - writtenAtOnce];
  }
  for (const [i, picture] of (await Promise.all(pictures)).entries()) {
    const { id, pose, tick, author } = keyframes[i];
    saved.keyframes.push({ id, slot: index.members[i].slot, pose, tick, author, picture });
  }
  for (const [i, plate] of sky.entries()) {
    const picture = known.sky[i] ?? (await savePicture(plate, size, blobs));
    saved.sky.push({ unknown: plate.unknown, picture });
  }
  const written = readAhead([...heights.entries()], async ([i, chunk]) => {
    return { chunk, cells: known.heights[i] ?? (await blobs.put(encodeHeights(chunk))) };
  });
  for await (const { chunk, cells } of written) {
    saved.heights.push({ key: chunk.key, edition: chunk.edition, cells });
  }
  return saved;
}

export function savePicture(planes: Planes, size: PictureSize, blobs: BlobStore): Promise<Digest> {
  return blobs.put(encodePicture(planes, size));
}

/** @throws StoreError if a blob is missing or damaged */
export async function loadMemory(
  record: MemoryRecord,
  view: Intrinsics,
  blobs: BlobStore,
): Promise<MemorySnapshot> {
  const keyframes: Keyframe[] = [];
  const members: MemorySnapshot['index']['members'] = [];
  const pictures = readAhead(record.keyframes, async (entry) => {
    return { entry, planes: await loadPicture(entry.picture, view, blobs) };
  });
  for await (const { entry, planes } of pictures) {
    const { id, slot, pose, tick, author } = entry;
    const keyframe = { id, pose, tick, author, ...planes };
    keyframes.push(keyframe);
    members.push({ slot, id, samples: sampleKeyframe(view, pose, keyframe.inverseDepth) });
  }
  const sky: MemorySnapshot['sky'] = [];
  for (const { unknown, picture } of record.sky) {
    const { rgb, inverseDepth } = await loadPicture(picture, view, blobs);
    sky.push({ rgb, inverseDepth, unknown });
  }
  const heights: MemorySnapshot['heights'] = [];
  const chunks = readAhead(record.heights, async (entry) => {
    return { entry, bytes: await blobOf(entry.cells, blobs) };
  });
  for await (const { entry, bytes } of chunks) {
    heights.push({ key: entry.key, edition: entry.edition, ...decodeHeights(bytes, entry.cells) });
  }
  const { free, evictable, nextId, authors } = record;
  return { keyframes, index: { members, free }, sky, heights, evictable, nextId, authors };
}

export function digestsOf(record: MemoryRecord): MemoryDigests {
  return {
    keyframes: record.keyframes.map(({ picture }) => picture),
    sky: record.sky.map(({ picture }) => picture),
    heights: record.heights.map(({ cells }) => cells),
  };
}

export async function loadPicture(digest: Digest, size: PictureSize, blobs: BlobStore): Promise<Planes> {
  return decodePicture(await blobOf(digest, blobs), size, digest);
}

/** @throws StoreError 'save-incomplete' if the blob is missing */
export async function blobOf(digest: Digest, blobs: BlobStore): Promise<Uint8Array> {
  const found = await blobs.get(digest);
  if (found === undefined) throw new StoreError({ code: 'save-incomplete', values: { part: digest } });
  return found;
}
