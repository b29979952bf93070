import { createTarDecoder, createTarPacker } from 'modern-tar';
import { z } from 'zod';
import type { Manifest } from '../../shared/pack.ts';
import type { BlobStore, Digest } from '../contracts/blob-store.ts';
import { nobody } from '../contracts/saved-members.ts';
import { StoreError } from '../contracts/store-error.ts';
import { digestOf } from './embedded/file-blob-store.ts';
import { MemoryBlobStore } from './embedded/memory-stores.ts';
import { blobOf, loadMemory } from './memory-record.ts';
import { packed, readData, unpacked } from './packed-data.ts';
import {
  type RoomAbout,
  type RoomContent,
  roomAboutSchema,
  roomContentSchema,
  roomFormat,
} from './room-content.ts';

/**
 * A room as one file: a tar archive with `room.json` (its format, what the room was created with, and the SHA-256 of
 * the next), `content.zst` (everything else, compressed text), and `blobs/<SHA-256>` for every picture and grid. People
 * stay behind: whoever opens it elsewhere begins with nobody in it.
 */
const names = { room: 'room.json', content: 'content.zst', blob: /^blobs\/([0-9a-f]{64})$/ } as const;
const headSchema = z.object({
  format: z.literal(roomFormat),
  about: roomAboutSchema,
  content: z.string(),
});

/** Limit of one file, and of an archive. A room with as many keyframes as a pack may have fits. */
const largestFile = 64 * 2 ** 20;
export const largestArchive = 1024 * 2 ** 20;

/** Packs a room, no faster than it is read. */
export function packRoom(
  about: RoomAbout,
  content: RoomContent,
  blobs: BlobStore,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, controller } = createTarPacker();
  const add = async (name: string, bytes: Uint8Array) => {
    const writer = controller.add({ name, size: bytes.length }).getWriter();
    await writer.write(Uint8Array.from(bytes));
    await writer.close();
  };
  const pack = async () => {
    const players: RoomContent['world']['state']['players'] = [];
    const { world } = content;
    const bodiless = { ...world, inputs: [], state: { ...world.state, players } };
    const data = await packed({ ...content, world: bodiless, members: nobody } satisfies RoomContent);
    const head = { format: roomFormat, about, content: digestOf(data) };
    await add(names.room, Buffer.from(JSON.stringify(head)));
    await add(names.content, data);
    for (const digest of blobsOf(content)) await add(`blobs/${digest}`, await blobOf(digest, blobs));
    controller.finalize();
  };
  pack().catch((error: unknown) => controller.error(error));
  return readable;
}

/** A room that was read from an archive, and everything that it refers to. */
export interface UnpackedRoom {
  about: RoomAbout;
  content: RoomContent;
  blobs: MemoryBlobStore;
}

/**
 * Reads and checks an archive as a whole: nothing of it is used before all of it was read, and its memory was built.
 *
 * @throws StoreError that says what is wrong
 */
export async function unpackRoom(
  archive: AsyncIterable<Uint8Array>,
  { name: pack, view }: Pick<Manifest, 'name' | 'view'>,
): Promise<UnpackedRoom> {
  const { head, data, blobs } = await readFiles(archive);
  if (head === undefined) throw new StoreError({ code: 'save-incomplete', values: { part: names.room } });
  const { about, content: digest } = readData(head, headSchema, names.room);
  if (about.pack !== pack) {
    throw new StoreError({ code: 'save-of-another-pack', values: { pack: about.pack, here: pack } });
  }
  if (data === undefined) throw new StoreError({ code: 'save-incomplete', values: { part: names.content } });
  if (digestOf(data) !== digest)
    throw new StoreError({ code: 'save-damaged', values: { part: names.content } });
  const content = await unpacked(data, roomContentSchema, names.content);
  if (content.world.match.mode !== about.plan.mode || content.world.roomSeed !== about.roomSeed) {
    throw new StoreError({ code: 'save-field', values: { part: names.content, field: 'world.match.mode' } });
  }
  for (const needed of blobsOf(content)) await blobOf(needed, blobs);
  await loadMemory(content.memory, view, blobs);
  return { about, content, blobs };
}

/** Every blob of a room, once. */
export function blobsOf({ memory, picture }: RoomContent): Set<Digest> {
  return new Set([
    ...memory.keyframes.map((one) => one.picture),
    ...memory.sky.map((one) => one.picture),
    ...memory.heights.map(({ cells }) => cells),
    ...(picture === undefined ? [] : [picture]),
  ]);
}

async function readFiles(archive: AsyncIterable<Uint8Array>) {
  const blobs = new MemoryBlobStore();
  let head: string | undefined;
  let data: Uint8Array | undefined;
  let total = 0;
  try {
    for await (const { header, body } of streamOf(archive).pipeThrough(createTarDecoder({ strict: true }))) {
      const { name, size } = header;
      total += size;
      const blob = names.blob.exec(name)?.[1];
      const isKnown = name === names.room || name === names.content || blob !== undefined;
      if (!isKnown || (header.type ?? 'file') !== 'file') throw unreadable(name);
      if (size > largestFile || total > largestArchive) {
        throw new StoreError({ code: 'save-too-large', values: { megabytes: largestArchive / 1e6 } });
      }
      const bytes = new Uint8Array(await new Response(body).arrayBuffer());
      if (name === names.room) head = Buffer.from(bytes).toString('utf8');
      else if (name === names.content) data = bytes;
      else if ((await blobs.put(bytes)) !== blob) {
        throw new StoreError({ code: 'save-damaged', values: { part: name } });
      }
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    // What is no tar at all fails at its first header; what ends early fails later.
    const refusal = head === undefined ? unreadable('the file') : incomplete();
    throw new StoreError(refusal.refusal, { cause: error });
  }
  return { head, data, blobs };
}

function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(Uint8Array.from(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function unreadable(part: string): StoreError {
  return new StoreError({ code: 'save-unreadable', values: { part: part.slice(0, 80) } });
}

function incomplete(): StoreError {
  return new StoreError({ code: 'save-incomplete', values: { part: 'the end of the file' } });
}
