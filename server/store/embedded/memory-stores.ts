import type { BlobStore, Digest } from '../../contracts/blob-store.ts';
import type {
  Moment,
  NewCommit,
  NewSnapshot,
  OpenedRoom,
  RoomListing,
  RoomStore,
  SnapshotListing,
  StoredCommit,
} from '../../contracts/room-store.ts';
import { StoreError } from '../../contracts/store-error.ts';
import { digestOf } from './file-blob-store.ts';
import { OwnedRooms } from './owned-rooms.ts';

type Snapshot = SnapshotListing & { number: number; data: Uint8Array };
interface StoredRoom {
  listing: { -readonly [Field in keyof RoomListing]: RoomListing[Field] };
  number: number;
  state: { tick: number; data: Uint8Array } | undefined;
  snapshots: Snapshot[];
  commits: { epoch: number; number: number; tick: number; events: Uint8Array }[];
}

/** Rooms in the memory of the process. They end with it. */
export class MemoryRoomStore implements RoomStore {
  readonly #rooms = new Map<string, StoredRoom>();
  readonly #owned = new OwnedRooms();
  #snapshots = 0;
  #touches = 0;

  async create(id: string, about: string, first: NewSnapshot): Promise<void> {
    const there = this.#rooms.get(id);
    if (there !== undefined) {
      const isSame = there.listing.about === about && there.number === 0;
      if (isSame && there.snapshots.some((one) => isSameSnapshot(one, first))) return this.#owned.add(id);
      throw new StoreError({ code: 'store-failing', values: {} });
    }
    const created = Date.now();
    const listing = { id, about, epoch: 0, created, touched: created };
    const room = { listing, number: 0, state: undefined, snapshots: [], commits: [] };
    this.#touch(room);
    this.#add(room, first);
    this.#rooms.set(id, room);
    this.#owned.add(id);
  }

  async acquire(id: string): Promise<boolean> {
    if (!this.#rooms.has(id)) return false;
    this.#owned.add(id);
    return true;
  }

  async release(id: string): Promise<void> {
    this.#owned.delete(id);
  }

  async append(id: string, epoch: number, { tick, events, state }: NewCommit): Promise<void> {
    const room = this.#current(id, epoch);
    const last = room.commits.at(-1);
    const isLast = last?.epoch === epoch && last.number === room.number && last.tick === tick;
    if (isLast && isEqual(last.events, events) && isEqual(room.state?.data, state)) return;
    room.commits.push({ epoch, number: ++room.number, tick, events });
    room.state = { tick, data: state };
    this.#touch(room);
  }

  async snapshot(id: string, epoch: number, snapshot: NewSnapshot): Promise<SnapshotListing> {
    const room = this.#current(id, epoch);
    const { kind, name } = snapshot;
    const last = room.snapshots.at(-1);
    const isLast = last?.epoch === epoch && last.number === room.number;
    if (isLast && isSameSnapshot(last, snapshot)) return listed(last);
    if (kind === 'slot')
      room.snapshots = room.snapshots.filter((one) => one.kind !== kind || one.name !== name);
    return listed(this.#add(room, snapshot));
  }

  async rewind(id: string, snapshot: number): Promise<number> {
    const room = this.#rooms.get(id);
    const found = room?.snapshots.find((one) => one.id === snapshot);
    if (room === undefined || found === undefined) throw new StoreError({ code: 'no-such-slot', values: {} });
    this.#owned.require(id);
    room.listing.epoch++;
    Object.assign(room, { number: 0, state: undefined });
    this.#touch(room);
    this.#add(room, { ...found, kind: 'auto', name: '' });
    return room.listing.epoch;
  }

  async open(id: string, at?: Moment): Promise<OpenedRoom | undefined> {
    const room = this.#rooms.get(id);
    if (room === undefined) return undefined;
    const { epoch } = room.listing;
    const exact = at !== undefined && 'snapshot' in at;
    const latest = at !== undefined && 'tick' in at ? at.tick : Number.POSITIVE_INFINITY;
    const snapshot = exact
      ? room.snapshots.find((one) => one.id === at.snapshot)
      : room.snapshots
          .filter((one) => one.epoch === epoch && one.tick <= latest)
          .sort((a, b) => a.number - b.number || a.id - b.id)
          .at(-1);
    if (snapshot === undefined) return undefined;
    const commits = room.commits.filter(
      (commit) => commit.epoch === epoch && commit.number > snapshot.number && commit.tick <= latest,
    );
    return {
      listing: { ...room.listing },
      snapshot: { ...listed(snapshot), data: snapshot.data },
      commits: exact ? [] : commits.map(({ tick, events }) => ({ tick, events })),
      state: at === undefined && room.number > snapshot.number ? room.state : undefined,
    };
  }

  async log(id: string, snapshot: number): Promise<StoredCommit[]> {
    const room = this.#rooms.get(id);
    const from = room?.snapshots.find((one) => one.id === snapshot);
    if (room === undefined || from === undefined) return [];
    return room.commits
      .filter(({ epoch, number }) => epoch === from.epoch && number > from.number)
      .map(({ tick, events }) => ({ tick, events }));
  }

  async list(): Promise<RoomListing[]> {
    return [...this.#rooms.values()]
      .map(({ listing }) => ({ ...listing }))
      .sort((a, b) => a.touched - b.touched);
  }

  async find(id: string): Promise<RoomListing | undefined> {
    const room = this.#rooms.get(id);
    return room && { ...room.listing };
  }

  async slots(id: string): Promise<SnapshotListing[]> {
    return (this.#rooms.get(id)?.snapshots ?? []).map(listed);
  }

  async forget(id: string, snapshots: readonly number[]): Promise<void> {
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    this.#owned.require(id);
    const newest = room.snapshots.findLast(({ epoch }) => epoch === room.listing.epoch);
    room.snapshots = room.snapshots.filter((one) => one === newest || !snapshots.includes(one.id));
    room.commits = room.commits.filter(({ epoch, number }) =>
      room.snapshots.some((one) => one.epoch === epoch && one.number < number),
    );
  }

  async remove(id: string): Promise<void> {
    this.#rooms.delete(id);
    this.#owned.delete(id);
  }

  async alone<Result>(work: (check: () => Promise<void>) => Promise<Result>): Promise<Result | undefined> {
    return this.#owned.isEmpty ? work(async () => {}) : undefined;
  }

  async close(): Promise<void> {}

  /** Times of this clock grow with every call, so that the order of rooms is certain. */
  #touch({ listing }: StoredRoom): void {
    listing.touched = Math.max(Date.now(), this.#touches + 1);
    this.#touches = listing.touched;
  }

  #current(id: string, epoch: number): StoredRoom {
    const room = this.#rooms.get(id);
    if (room === undefined) throw new StoreError({ code: 'save-incomplete', values: { part: id } });
    this.#owned.require(id);
    if (room.listing.epoch !== epoch) throw new StoreError({ code: 'old-future', values: {} });
    return room;
  }

  #add(room: StoredRoom, { tick, kind, name, data }: NewSnapshot): Snapshot {
    const { epoch } = room.listing;
    const snapshot = {
      id: ++this.#snapshots,
      epoch,
      number: room.number,
      tick,
      kind,
      name,
      made: Date.now(),
      data,
    };
    room.snapshots.push(snapshot);
    return snapshot;
  }
}

function isSameSnapshot(one: NewSnapshot, other: NewSnapshot): boolean {
  const isAlike = one.tick === other.tick && one.kind === other.kind && one.name === other.name;
  return isAlike && isEqual(one.data, other.data);
}

function isEqual(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}

function listed({ number: _, data: __, ...listing }: Snapshot): SnapshotListing {
  return listing;
}

/** Blobs in the memory of the process. */
export class MemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<Digest, Uint8Array>();

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes.slice());
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    return this.#blobs.get(digest);
  }

  async *list(): AsyncIterable<Digest> {
    yield* this.#blobs.keys();
  }

  async remove(digest: Digest): Promise<void> {
    this.#blobs.delete(digest);
  }

  async close(): Promise<void> {}
}
