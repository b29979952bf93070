import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Manifest } from '../../shared/pack.ts';
import type { BlobStore, Digest } from '../contracts/blob-store.ts';
import type {
  OpenedRoom,
  RoomListing,
  RoomStore,
  SnapshotKind,
  SnapshotListing,
  StoredCommit,
} from '../contracts/room-store.ts';
import { StoreError } from '../contracts/store-error.ts';
import { withMap } from '../world/log/logged-map.ts';
import type { LogEntry } from '../world/log/replay.ts';
import { collectBlobs } from './blob-collection.ts';
import { BlobDigests } from './blob-digests.ts';
import { readLog, writeLog } from './log-record.ts';
import { applyChanges } from './memory-changes.ts';
import { blobOf, digestsOf, loadMemory, type MemoryDigests, saveMemory } from './memory-record.ts';
import { packed, readData, unpacked } from './packed-data.ts';
import { packRoom, unpackRoom } from './room-archive.ts';
import {
  type LogRecord,
  type RoomAbout,
  type RoomContent,
  type RoomState,
  roomAboutSchema,
  roomContentSchema,
  roomFormat,
  roomStateSchema,
} from './room-content.ts';
import { RoomTurns } from './room-turns.ts';
import { encodeThumbnail } from './thumbnail-blob.ts';
import type { Commit, ReopenedRoom, RoomSummaryRecord, WholeRoom } from './whole-room.ts';

/**
 * Saves and loads rooms over the two stores: turns pictures into blobs and back, and everything else into text. The
 * calls of one room are done one after the other; others go on meanwhile.
 */
export class SavedRooms {
  readonly #rooms: RoomStore;
  readonly #blobs: BlobStore;
  readonly #manifest: Manifest;
  readonly #turns = new RoomTurns();

  constructor(rooms: RoomStore, blobs: BlobStore, manifest: Manifest) {
    this.#rooms = rooms;
    this.#blobs = blobs;
    this.#manifest = manifest;
  }

  /** Adds a new room. */
  create(id: string, about: RoomAbout, room: WholeRoom): Promise<MemoryDigests> {
    return this.#turns.take(id, async () => {
      const content = await this.#save(room);
      const data = await packed(content);
      const first = { tick: room.world.state.tick, kind: 'auto' as const, name: '', data };
      await this.#rooms.create(id, JSON.stringify(about), first);
      return digestsOf(content.memory);
    });
  }

  /** Returns the digests of the keyframes that were held meanwhile, in their order. */
  append(id: string, epoch: number, { entries, world, members }: Commit): Promise<Digest[]> {
    return this.#turns.take(id, async () => {
      const { log, digests } = await writeLog(entries, this.#manifest.view, this.#blobs);
      await this.#rooms.append(id, epoch, {
        tick: world.state.tick,
        events: await packed({ format: roomFormat, entries: log } satisfies LogRecord),
        state: await packed({ format: roomFormat, world, members } satisfies RoomState),
      });
      return digests;
    });
  }

  /** Adds a snapshot of the moment of the newest commit. */
  snapshot(
    id: string,
    epoch: number,
    { kind, name }: { kind: SnapshotKind; name: string },
    room: WholeRoom,
  ): Promise<{ listing: SnapshotListing; digests: MemoryDigests }> {
    return this.#turns.take(id, async () => {
      const content = await this.#save(room);
      const data = await packed(content);
      const { tick } = room.world.state;
      const listing = await this.#rooms.snapshot(id, epoch, { tick, kind, name, data });
      return { listing, digests: digestsOf(content.memory) };
    });
  }

  /** Owns a room again whose owner was an earlier store of this process. False if there is no such room. */
  acquire(id: string): Promise<boolean> {
    return this.#turns.take(id, () => this.#rooms.acquire(id));
  }

  /**
   * A room at its newest moment, to go on with: this server owns it from now on. Undefined if there is none.
   *
   * @throws StoreError 'room-elsewhere' while another server of the store has it
   */
  async reopen(id: string): Promise<ReopenedRoom | undefined> {
    if (!(await this.#turns.take(id, () => this.#rooms.acquire(id)))) return undefined;
    try {
      const opened = await this.open(id);
      if (opened === undefined) await this.release(id);
      return opened;
    } catch (error) {
      await this.release(id).catch(() => {});
      throw error;
    }
  }

  /** The room is closed here: another server of the store may open it. */
  release(id: string): Promise<void> {
    return this.#turns.take(id, () => this.#rooms.release(id));
  }

  /** A room at its newest moment, or at a snapshot of it. Undefined if there is none. */
  open(id: string, at?: { snapshot: number }): Promise<ReopenedRoom | undefined> {
    return this.#turns.take(id, async () => {
      const found = await this.#rooms.open(id, at);
      if (found === undefined) return undefined;
      const { start, digests } = await this.#start(found);
      if (found.state === undefined) return start;
      const { world, members } = await unpacked(found.state.data, roomStateSchema, 'the state');
      const log = await this.#read(found.commits, digests);
      const memory = await applyChanges(this.#manifest, start.memory, log);
      return {
        ...start,
        world: withMap(world, start.world.map, log),
        members,
        memory,
        digests: digests.of(memory),
      };
    });
  }

  /** A room at a snapshot, and everything that happened since, for a replay. */
  replay(id: string, snapshot: number): Promise<{ start: ReopenedRoom; log: LogEntry[] } | undefined> {
    return this.#turns.take(id, async () => {
      const found = await this.#rooms.open(id, { snapshot });
      if (found === undefined) return undefined;
      const { start } = await this.#start(found);
      return { start, log: await this.#read(await this.#rooms.log(id, snapshot)) };
    });
  }

  /** Begins a new epoch with this snapshot, and returns the room at it. What was before stays. */
  rewind(id: string, snapshot: number): Promise<number> {
    return this.#turns.take(id, () => this.#rooms.rewind(id, snapshot));
  }

  /** Adds a room that begins at this snapshot of another. Bodies wait for the same people. */
  branch(id: string, snapshot: number, branch: string): Promise<RoomAbout> {
    return this.#turns.take(id, async () => {
      const found = await this.#rooms.open(id, { snapshot });
      if (found === undefined) throw new StoreError({ code: 'no-such-slot', values: {} });
      const { tick } = found.snapshot;
      const about = { ...this.#readAbout(found.listing.about, id), branch: { room: id, tick } };
      const content = await unpacked(found.snapshot.data, roomContentSchema, 'the snapshot');
      // It has invites of its own.
      await this.#begin(branch, about, { ...content, members: { ...content.members, edition: 0 } });
      return about;
    });
  }

  /** Writes an archive of a room's newest snapshot to a file. False if there is no such room. */
  export(id: string, file: string): Promise<boolean> {
    return this.#turns.take(id, async () => {
      const slots = await this.#rooms.slots(id);
      const found = await this.#rooms.open(id, { snapshot: slots.at(-1)?.id ?? 0 });
      if (found === undefined) return false;
      const about = this.#readAbout(found.listing.about, id);
      const content = await unpacked(found.snapshot.data, roomContentSchema, 'the snapshot');
      await pipeline(packRoom(about, content, this.#blobs), createWriteStream(file));
      return true;
    });
  }

  /** Adds a room from an archive, once all of it is checked. */
  async import(file: string, id: string): Promise<RoomAbout> {
    const { about, content, blobs } = await unpackRoom(createReadStream(file), this.#manifest);
    for await (const digest of blobs.list()) await this.#blobs.put(await blobOf(digest, blobs));
    await this.#begin(id, about, content);
    return about;
  }

  async list(): Promise<RoomSummaryRecord[]> {
    return (await this.#rooms.list()).flatMap((listing) => this.#readable(listing) ?? []);
  }

  /** One room as in the list. Undefined if there is none. */
  async find(id: string): Promise<RoomSummaryRecord | undefined> {
    const found = await this.#rooms.find(id);
    return found && this.#readable(found);
  }

  slots(id: string): Promise<SnapshotListing[]> {
    return this.#rooms.slots(id);
  }

  /** The WebP picture of a snapshot. Undefined if it has none. */
  async picture(id: string, snapshot: number): Promise<Uint8Array | undefined> {
    const found = await this.#rooms.open(id, { snapshot });
    if (found === undefined) return undefined;
    const { picture } = await unpacked(found.snapshot.data, roomContentSchema, 'the snapshot');
    return picture === undefined ? undefined : this.#blobs.get(picture);
  }

  forget(id: string, snapshots: readonly number[]): Promise<void> {
    return this.#turns.take(id, () => this.#rooms.forget(id, snapshots));
  }

  remove(id: string): Promise<void> {
    return this.#turns.take(id, () => this.#rooms.remove(id));
  }

  /** Removes blobs that no room needs; {@link collectBlobs}. To be called before any room is opened. */
  collect(): Promise<number> {
    return collectBlobs(this.#rooms, this.#blobs);
  }

  /** Resolves when everything that was asked for before is done. */
  async close(): Promise<void> {
    await this.#turns.done();
    await this.#rooms.close();
    await this.#blobs.close();
  }

  async #begin(id: string, about: RoomAbout, content: RoomContent): Promise<void> {
    const first = {
      tick: content.world.state.tick,
      kind: 'auto' as const,
      name: '',
      data: await packed(content),
    };
    await this.#rooms.create(id, JSON.stringify(about), first);
    // Nobody is in it yet: it belongs to the server that opens it.
    await this.#rooms.release(id);
  }

  async #save({ world, members, memory, digests, picture }: WholeRoom): Promise<RoomContent> {
    const record = await saveMemory(memory, digests, this.#manifest.view, this.#blobs);
    const shown = picture && (await this.#blobs.put(await encodeThumbnail(picture)));
    return { format: roomFormat, world, members, memory: record, ...(shown && { picture: shown }) };
  }

  async #start({ listing, snapshot }: OpenedRoom): Promise<{ start: ReopenedRoom; digests: BlobDigests }> {
    const about = this.#readAbout(listing.about, listing.id);
    const content = await unpacked(snapshot.data, roomContentSchema, 'the snapshot');
    const memory = await loadMemory(content.memory, this.#manifest.view, this.#blobs);
    const known = digestsOf(content.memory);
    const digests = new BlobDigests();
    digests.learn(memory, known);
    const { world, members } = content;
    return { start: { about, epoch: listing.epoch, world, members, memory, digests: known }, digests };
  }

  #read(commits: readonly StoredCommit[], digests?: BlobDigests): Promise<LogEntry[]> {
    return readLog(commits, this.#manifest.view, this.#blobs, digests);
  }

  /** Undefined for a room of another pack or a newer server: it stays where it is. */
  #readable({ about, ...rest }: RoomListing): RoomSummaryRecord | undefined {
    try {
      return { ...rest, about: this.#readAbout(about, rest.id) };
    } catch {
      return undefined;
    }
  }

  /** @throws StoreError if the room is of another pack */
  #readAbout(text: string, part: string): RoomAbout {
    const about = readData(text, roomAboutSchema, part);
    const { name } = this.#manifest;
    if (about.pack === name) return about;
    throw new StoreError({ code: 'save-of-another-pack', values: { pack: about.pack, here: name } });
  }
}
