import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
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
import { LockSession } from './lock-session.ts';
import { Queries, type Values } from './queries.ts';
import {
  commitRow,
  epochRow,
  keyRow,
  listingRow,
  madeRow,
  ownershipRow,
  roomRow,
  slotRow,
  snapshotRow,
  storeRow,
} from './rows.ts';
import { isAsCreated, isNewestCommit, newestIfSame, takeNew } from './same-change.ts';
import { statements } from './statements.ts';

/** A room that this process owns, as it is after the last change that is known to be done. */
interface Owned {
  readonly key: number;
  readonly token: number;
  epoch: number;
  number: number;
  writes: number;
  /** A rewinding failed, and may have been done all the same. */
  mayBeRewound: boolean;
  /** Nothing was changed by this store: an earlier one of this process may have stored what comes first. */
  isNew: boolean;
}

/**
 * Rooms in a PostgreSQL data base (14 or newer), which several servers may share. Every call is one transaction.
 *
 * One process owns a room. An advisory lock ({@link LockSession}) says who may begin to: it frees itself when its process
 * is gone. It cannot say that a process still owns a room, because one that was frozen does not know that its lock is
 * gone. So whoever begins to own a room increases its token, and every change is done under the token that its owner has
 * (a fencing token: Kleppmann, Designing Data-Intensive Applications, chapter 8). A former owner's change finds no row.
 *
 * A call whose answer was lost may have been done. The next change of its owner finds that and takes it back, or takes
 * its place.
 */
export class PostgresRoomStore implements RoomStore {
  /** Names this collection of rooms. Blobs of another one must not be mixed with those of this. */
  readonly id: string;
  readonly #queries: Queries;
  readonly #session: LockSession;
  readonly #maker = randomUUID();
  readonly #owned = new Map<string, Owned>();
  /** Rooms whose creation failed, and that may be there all the same. */
  readonly #mayBeMade = new Set<string>();
  #collections: number;

  private constructor(
    queries: Queries,
    session: LockSession,
    { id, collections }: z.output<typeof storeRow>,
  ) {
    this.#queries = queries;
    this.#session = session;
    this.id = id;
    this.#collections = collections;
  }

  /** @throws StoreError if there is no connection, or the tables are those of a newer server */
  static async open(url: string): Promise<PostgresRoomStore> {
    const queries = new Queries(url);
    let session: LockSession | undefined;
    try {
      await queries.prepare();
      session = await LockSession.open(url);
      // Read under the shared lock: from now on nobody removes blobs.
      const [store] = await queries.rows(storeRow, statements.store, []);
      return new PostgresRoomStore(queries, session, store);
    } catch (error) {
      await session?.close();
      await queries.close();
      throw error;
    }
  }

  async create(id: string, about: string, { tick, kind, name, data }: NewSnapshot): Promise<void> {
    if (this.#owned.has(id)) throw taken(id);
    if (this.#mayBeMade.has(id)) await this.#queries.do(statements.uncreate, [id, this.#maker]);
    this.#mayBeMade.add(id);
    const values = [id, about, this.#maker, this.#collections, tick, kind, name, data];
    const [made] = await this.#queries.rows(madeRow, statements.create, values);
    this.#mayBeMade.delete(id);
    if (made === undefined) throw new StoreError({ code: 'store-cleaned', values: {} });
    if (made.key === null) {
      if (!(await isAsCreated(this.#queries, id, about, { tick, kind, name, data }))) throw taken(id);
      await this.acquire(id);
      return;
    }
    this.#owned.set(id, { ...made, writes: 0, mayBeRewound: false, isNew: false });
    // Without a session the lock is taken later. Until then the token alone keeps others from writing.
    this.#session.want(made.key);
    await this.#session.lock(made.key).catch(() => {});
  }

  async acquire(id: string): Promise<boolean> {
    if (this.#owned.has(id)) return true;
    const [room] = await this.#queries.rows(keyRow, statements.key, [id]);
    if (room === undefined) return false;
    if (!(await this.#session.lock(room.key))) throw new StoreError({ code: 'room-elsewhere', values: {} });
    try {
      const [taken] = await this.#queries.rows(ownershipRow, statements.takeOver, [id]);
      if (taken === undefined) await this.#session.unlock(room.key);
      else this.#owned.set(id, { ...taken, writes: 0, mayBeRewound: false, isNew: true });
      return taken !== undefined;
    } catch (error) {
      await this.#session.unlock(room.key);
      throw error;
    }
  }

  async release(id: string): Promise<void> {
    const room = this.#owned.get(id);
    this.#owned.delete(id);
    if (room !== undefined) await this.#session.unlock(room.key);
  }

  async append(id: string, epoch: number, { tick, events, state }: NewCommit): Promise<void> {
    const room = await this.#current(id, epoch);
    if (takeNew(room) && (await isNewestCommit(this.#queries, id, room, { tick, events }))) return;
    const number = room.number + 1;
    await this.#change(id, room, epochRow, statements.append, [epoch, number, tick, events, state]);
    room.number = number;
  }

  async snapshot(
    id: string,
    epoch: number,
    { tick, kind, name, data }: NewSnapshot,
  ): Promise<SnapshotListing> {
    const room = await this.#current(id, epoch);
    const stored = takeNew(room) && (await newestIfSame(this.#queries, id, room, { tick, kind, name, data }));
    if (stored) return stored;
    return this.#change(id, room, slotRow, statements.snapshot, [epoch, room.number, tick, kind, name, data]);
  }

  async rewind(id: string, snapshot: number): Promise<number> {
    const found = await this.#queries.rows(snapshotRow, statements.snapshotById, [id, snapshot]);
    if (found.length === 0) throw new StoreError({ code: 'no-such-slot', values: {} });
    const room = await this.#room(id);
    await this.#takeBack(id, room);
    room.mayBeRewound = true;
    const { epoch } = await this.#change(id, room, epochRow, statements.rewind, [snapshot, room.epoch + 1]);
    Object.assign(room, { epoch, number: 0, mayBeRewound: false });
    return epoch;
  }

  async open(id: string, at?: Moment): Promise<OpenedRoom | undefined> {
    return this.#queries.moment(async (read) => {
      const [room] = await read(roomRow, statements.room, [id]);
      if (room === undefined) return undefined;
      const latest = at !== undefined && 'tick' in at ? at.tick : Number.MAX_SAFE_INTEGER;
      const isExact = at !== undefined && 'snapshot' in at;
      const [found] = isExact
        ? await read(snapshotRow, statements.snapshotById, [id, at.snapshot])
        : await read(snapshotRow, statements.newestSnapshot, [id, room.epoch, latest]);
      if (found === undefined) return undefined;
      const { number: _, ...snapshot } = found;
      const since = [id, room.epoch, found.number, latest];
      const commits = isExact ? [] : await read(commitRow, statements.commits, since);
      const { number, state_tick: tick, state: data, ...listing } = room;
      const hasState = at === undefined && tick !== null && data !== null && number > found.number;
      return { listing, snapshot, commits, state: hasState ? { tick, data } : undefined };
    });
  }

  log(id: string, snapshot: number): Promise<StoredCommit[]> {
    return this.#queries.rows(commitRow, statements.log, [id, snapshot]);
  }

  list(): Promise<RoomListing[]> {
    return this.#queries.rows(listingRow, statements.list, []);
  }

  async find(id: string): Promise<RoomListing | undefined> {
    return (await this.#queries.rows(listingRow, statements.find, [id])).at(0);
  }

  slots(id: string): Promise<SnapshotListing[]> {
    return this.#queries.rows(slotRow, statements.slots, [id]);
  }

  async forget(id: string, snapshots: readonly number[]): Promise<void> {
    if (!this.#owned.has(id) && (await this.find(id)) === undefined) return;
    const room = await this.#room(id);
    await this.#takeBack(id, room);
    await this.#change(id, room, epochRow, statements.forget, [snapshots]);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.acquire(id))) return;
    const { token } = await this.#room(id);
    try {
      await this.#queries.do(statements.remove, [id, token]);
    } finally {
      await this.release(id);
    }
  }

  async alone<Result>(work: (check: () => Promise<void>) => Promise<Result>): Promise<Result | undefined> {
    if (this.#owned.size > 0 || !(await this.#session.alone())) return undefined;
    const { connection } = this.#session;
    try {
      const store = await this.#queries.rows(storeRow, statements.clean, []);
      this.#collections = store[0].collections;
      return await work(async () => {
        await this.#session.check();
        if (this.#session.connection === connection) return;
        throw new StoreError(
          { code: 'store-failing', values: {} },
          { cause: new Error('the lock was lost') },
        );
      });
    } finally {
      await this.#session.share();
    }
  }

  async close(): Promise<void> {
    this.#owned.clear();
    await this.#session.close();
    await this.#queries.close();
  }

  /** @throws StoreError if the room does not exist, or is not this store's */
  async #room(id: string): Promise<Owned> {
    const room = this.#owned.get(id);
    if (room !== undefined) return room;
    if ((await this.find(id)) === undefined) throw missing(id);
    throw new StoreError({ code: 'room-taken-over', values: {} });
  }

  async #current(id: string, epoch: number): Promise<Owned> {
    const room = await this.#room(id);
    if (room.epoch !== epoch) throw new StoreError({ code: 'old-future', values: {} });
    await this.#takeBack(id, room);
    return room;
  }

  /** Undoes a rewinding that failed and may have been done all the same. */
  async #takeBack(id: string, room: Owned): Promise<void> {
    if (!room.mayBeRewound) return;
    const values = [id, room.token, ++room.writes, room.epoch, room.number];
    await this.#queries.do(statements.unrewind, values);
    room.mayBeRewound = false;
  }

  /** Does one change as the owner. `values` follow id, token and number of the change. */
  async #change<Row>(
    id: string,
    room: Owned,
    schema: z.ZodType<Row>,
    statement: string,
    values: Values,
  ): Promise<Row> {
    const given = [id, room.token, ++room.writes, ...values];
    const [row] = await this.#queries.rows(schema, statement, given);
    if (row !== undefined) return row;
    const [found] = await this.#queries.rows(ownershipRow, statements.ownership, [id]);
    if (found?.token === room.token) {
      const cause = new Error(
        `${id}: epoch ${found.epoch}, number ${found.number}, where ${room.epoch}, ${room.number} was`,
      );
      throw new StoreError({ code: 'store-failing', values: {} }, { cause });
    }
    await this.release(id);
    throw found === undefined ? missing(id) : new StoreError({ code: 'room-taken-over', values: {} });
  }
}

function taken(id: string): StoreError {
  const cause = new Error(`There is a room ${id} already.`);
  return new StoreError({ code: 'store-failing', values: {} }, { cause });
}

function missing(id: string): StoreError {
  return new StoreError({ code: 'save-incomplete', values: { part: id } });
}
