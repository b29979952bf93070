import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
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
import { OwnedRooms } from './owned-rooms.ts';
import { guarded } from './sqlite-fault.ts';
import {
  commitSchema,
  foundSchema,
  listingSchema,
  roomSchema,
  slotSchema,
  snapshotSchema,
  tables,
  version,
} from './sqlite-tables.ts';

/**
 * Rooms in one SQLite file with a write-ahead log. Every call is one transaction, which survives the end of the
 * process. After a power failure, the last seconds may be missing (synchronous = NORMAL). The file is locked for this
 * process alone. SQLite blocks its thread, so this belongs on a worker thread.
 */
export class SqliteRoomStore implements RoomStore {
  readonly #db: DatabaseSync;
  readonly #owned = new OwnedRooms();

  /** @throws StoreError if the file is in use, is not a data base of rooms, or is of a newer server */
  constructor(file: string) {
    this.#db = guarded(file, () => {
      mkdirSync(dirname(file), { recursive: true });
      return new DatabaseSync(file, { timeout: 1000 });
    });
    try {
      guarded(file, () => this.#prepare());
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  async create(id: string, about: string, first: NewSnapshot): Promise<void> {
    this.#transaction(() => {
      const room = this.#room(id);
      const isSame = room?.about === about && room.epoch === 0 && room.number === 0;
      if (isSame && this.#newest(room, first) !== undefined) return;
      const now = Date.now();
      this.#run(
        'INSERT INTO rooms (id, about, epoch, number, created, touched) VALUES (?, ?, 0, 0, ?, ?)',
        ...[id, about, now, now],
      );
      this.#insert(id, { epoch: 0, number: 0 }, first);
    });
    this.#owned.add(id);
  }

  async acquire(id: string): Promise<boolean> {
    const isThere = this.#transaction(() => this.#room(id) !== undefined);
    if (isThere) this.#owned.add(id);
    return isThere;
  }

  async release(id: string): Promise<void> {
    this.#owned.delete(id);
  }

  async append(id: string, epoch: number, { tick, events, state }: NewCommit): Promise<void> {
    this.#transaction(() => {
      const { number } = this.#current(id, epoch);
      const isStored = this.#all(
        foundSchema,
        `SELECT 1 FROM commits c JOIN rooms r ON r.id = c.room AND r.epoch = c.epoch AND r.number = c.number
         WHERE r.id = ? AND c.tick = ? AND c.events = ? AND r.state = ?`,
        ...[id, tick, events, state],
      );
      if (isStored.length > 0) return;
      const next = number + 1;
      this.#run('INSERT INTO commits VALUES (?, ?, ?, ?, ?)', id, epoch, next, tick, events);
      this.#run(
        'UPDATE rooms SET number = ?, touched = ?, stateTick = ?, state = ? WHERE id = ?',
        ...[next, Date.now(), tick, state, id],
      );
    });
  }

  async snapshot(id: string, epoch: number, snapshot: NewSnapshot): Promise<SnapshotListing> {
    return this.#transaction(() => {
      const room = this.#current(id, epoch);
      const stored = this.#newest(room, snapshot);
      if (stored !== undefined) return stored;
      if (snapshot.kind === 'slot') {
        this.#run("DELETE FROM snapshots WHERE room = ? AND kind = 'slot' AND name = ?", id, snapshot.name);
      }
      return this.#insert(id, room, snapshot);
    });
  }

  async rewind(id: string, snapshot: number): Promise<number> {
    return this.#transaction(() => {
      const room = this.#room(id);
      const [found] = this.#all(
        snapshotSchema,
        'SELECT * FROM snapshots WHERE room = ? AND id = ?',
        id,
        snapshot,
      );
      if (room === undefined || found === undefined) throw noSuchSlot();
      this.#owned.require(id);
      const epoch = room.epoch + 1;
      this.#run(
        'UPDATE rooms SET epoch = ?, number = 0, touched = ?, stateTick = NULL, state = NULL WHERE id = ?',
        ...[epoch, Date.now(), id],
      );
      this.#insert(id, { epoch, number: 0 }, { ...found, kind: 'auto', name: '' });
      return epoch;
    });
  }

  async open(id: string, at?: Moment): Promise<OpenedRoom | undefined> {
    return this.#transaction(() => {
      const room = this.#room(id);
      const snapshot = room && this.#snapshotAt(room, at);
      if (room === undefined || snapshot === undefined) return undefined;
      const commits =
        at !== undefined && 'snapshot' in at
          ? []
          : this.#all(
              commitSchema,
              'SELECT tick, events FROM commits WHERE room = ? AND epoch = ? AND number > ? AND tick <= ? ORDER BY number',
              ...[id, room.epoch, snapshot.number, at?.tick ?? Number.MAX_SAFE_INTEGER],
            );
      const { stateTick, state, number, ...listing } = room;
      const hasState = at === undefined && state !== null && stateTick !== null && number > snapshot.number;
      const { number: _, ...opened } = snapshot;
      return {
        listing,
        snapshot: opened,
        commits,
        state: hasState ? { tick: stateTick, data: state } : undefined,
      };
    });
  }

  async log(id: string, snapshot: number): Promise<StoredCommit[]> {
    return this.#transaction(() =>
      this.#all(
        commitSchema,
        `SELECT c.tick, c.events FROM commits c JOIN snapshots s ON s.room = c.room AND s.epoch = c.epoch
         WHERE c.room = ? AND s.id = ? AND c.number > s.number ORDER BY c.number`,
        ...[id, snapshot],
      ),
    );
  }

  async list(): Promise<RoomListing[]> {
    return this.#transaction(() =>
      this.#all(listingSchema, 'SELECT id, about, epoch, created, touched FROM rooms ORDER BY touched, id'),
    );
  }

  async find(id: string): Promise<RoomListing | undefined> {
    return this.#transaction(() =>
      this.#all(listingSchema, 'SELECT id, about, epoch, created, touched FROM rooms WHERE id = ?', id).at(0),
    );
  }

  async slots(id: string): Promise<SnapshotListing[]> {
    return this.#transaction(() =>
      this.#all(
        slotSchema,
        'SELECT id, epoch, tick, kind, name, made FROM snapshots WHERE room = ? ORDER BY id',
        id,
      ),
    );
  }

  async forget(id: string, snapshots: readonly number[]): Promise<void> {
    this.#transaction(() => {
      if (this.#room(id) === undefined) return;
      this.#owned.require(id);
      for (const snapshot of snapshots) {
        this.#run(
          `DELETE FROM snapshots WHERE room = ? AND id = ? AND id <> (
             SELECT max(s.id) FROM snapshots s JOIN rooms r ON r.id = s.room AND r.epoch = s.epoch
             WHERE s.room = ?)`,
          ...[id, snapshot, id],
        );
      }
      this.#run(
        `DELETE FROM commits WHERE room = ? AND number <= ifnull((
           SELECT min(number) FROM snapshots
           WHERE snapshots.room = commits.room AND snapshots.epoch = commits.epoch), 9e15)`,
        id,
      );
    });
  }

  async remove(id: string): Promise<void> {
    this.#transaction(() => this.#run('DELETE FROM rooms WHERE id = ?', id));
    this.#owned.delete(id);
  }

  async alone<Result>(work: (check: () => Promise<void>) => Promise<Result>): Promise<Result | undefined> {
    return this.#owned.isEmpty ? work(async () => {}) : undefined;
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #prepare(): void {
    // An exclusive lock that is taken at once, so that two servers never share a file.
    this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#db.exec('PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; COMMIT;');
    const [{ user_version: found }] = this.#all(z.object({ user_version: z.int() }), 'PRAGMA user_version');
    if (found > version) {
      throw new StoreError({ code: 'save-newer', values: { format: found, known: version } });
    }
    if (found === 0) this.#db.exec(`BEGIN; ${tables} COMMIT;`);
  }

  #room(id: string): z.output<typeof roomSchema> | undefined {
    return this.#all(roomSchema, 'SELECT * FROM rooms WHERE id = ?', id).at(0);
  }

  /** @throws StoreError if the room has a later epoch or does not exist */
  #current(id: string, epoch: number): z.output<typeof roomSchema> {
    const room = this.#room(id);
    if (room === undefined) throw new StoreError({ code: 'save-incomplete', values: { part: id } });
    this.#owned.require(id);
    if (room.epoch !== epoch) throw new StoreError({ code: 'old-future', values: {} });
    return room;
  }

  #snapshotAt(room: z.output<typeof roomSchema>, at: Moment | undefined) {
    const [found] =
      at !== undefined && 'snapshot' in at
        ? this.#all(snapshotSchema, 'SELECT * FROM snapshots WHERE room = ? AND id = ?', room.id, at.snapshot)
        : this.#all(
            snapshotSchema,
            'SELECT * FROM snapshots WHERE room = ? AND epoch = ? AND tick <= ? ORDER BY number DESC, id DESC LIMIT 1',
            ...[room.id, room.epoch, at?.tick ?? Number.MAX_SAFE_INTEGER],
          );
    return found;
  }

  /** The newest snapshot of a room, if it is this one. */
  #newest(room: z.output<typeof roomSchema>, { tick, kind, name, data }: NewSnapshot) {
    return this.#all(
      slotSchema,
      `SELECT id, epoch, tick, kind, name, made FROM snapshots WHERE id =
         (SELECT max(id) FROM snapshots WHERE room = ? AND epoch = ? AND number = ?)
       AND tick = ? AND kind = ? AND name = ? AND data = ?`,
      ...[room.id, room.epoch, room.number, tick, kind, name, data],
    ).at(0);
  }

  #insert(
    id: string,
    { epoch, number }: { epoch: number; number: number },
    { tick, kind, name, data }: NewSnapshot,
  ): SnapshotListing {
    const made = Date.now();
    const added = this.#run(
      'INSERT INTO snapshots (room, epoch, number, tick, kind, name, made, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, epoch, number, tick, kind, name, made, data],
    );
    return { id: Number(added.lastInsertRowid), epoch, tick, kind, name, made };
  }

  #all<Row>(schema: z.ZodType<Row>, query: string, ...values: SQLInputValue[]): Row[] {
    return z.array(schema).parse(this.#db.prepare(query).all(...values));
  }

  #run(query: string, ...values: SQLInputValue[]) {
    return this.#db.prepare(query).run(...values);
  }

  #transaction<Result>(work: () => Result): Result {
    return guarded('rooms', () => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#db.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }
}

function noSuchSlot(): StoreError {
  return new StoreError({ code: 'no-such-slot', values: {} });
}
