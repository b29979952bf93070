import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../server/contracts/store-error.ts';
import { migrations } from '../../server/store/postgres/migrations.ts';
import { PostgresRoomStore } from '../../server/store/postgres/postgres-room-store.ts';
import { testRoomStore } from '../../server/store/store-suite.fixture.ts';
import { until } from '../until.ts';
import { PostgresServer } from './postgres-server.ts';

let postgres: PostgresServer;
let url: string;
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.database();
});

const bytes = (...values: number[]) => Uint8Array.from(values);
const shot = (tick: number) => ({ tick, kind: 'auto' as const, name: '', data: bytes(tick) });
const commit = (tick: number) => ({ tick, events: bytes(1, tick), state: bytes(2, tick) });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof StoreError ? error.refusal.code : error),
  );
const database = () => new URL(url).pathname.slice(1);
const query = (text: string, values: unknown[] = []) => postgres.query(database(), text, values);
const ticks = async (store: PostgresRoomStore, id = 'a') =>
  (await store.open(id))?.commits.map(({ tick }) => tick);
/** Ends the sessions of a store, or of all, as a network that breaks does. */
const cutOff = (name = '%') =>
  query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE $1`,
    [name],
  );

testRoomStore('PostgreSQL', {
  open: () => PostgresRoomStore.open(url),
  reopen: () => PostgresRoomStore.open(url),
  clean: async () => {},
});

describe('rooms in PostgreSQL', () => {
  let first: PostgresRoomStore;
  let second: PostgresRoomStore;
  beforeEach(async () => {
    const open = (name: string) => PostgresRoomStore.open(`${url}?application_name=${name}`);
    [first, second] = await Promise.all([open('first'), open('second')]);
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close()]);
  });

  test('have one owner, of all processes', async () => {
    await first.create('a', 'about', shot(0));
    expect((await second.list()).map(({ id }) => id)).toEqual(['a']);
    expect(await codeOf(second.acquire('a'))).toBe('room-elsewhere');
    expect(await codeOf(second.append('a', 0, commit(1)))).toBe('room-taken-over');
    expect(await codeOf(second.remove('a'))).toBe('room-elsewhere');
    await first.append('a', 0, commit(1));
    await first.release('a');
    expect(await second.acquire('a')).toBe(true);
    await second.append('a', 0, commit(2));
    expect(await codeOf(first.append('a', 0, commit(9)))).toBe('room-taken-over');
    expect(await codeOf(first.acquire('a'))).toBe('room-elsewhere');
    expect(await ticks(first)).toEqual([1, 2]);
  });

  test('go to one of many processes that ask for a room at once', async () => {
    await first.create('a', '', shot(0));
    await first.release('a');
    const stores = [first, second, await PostgresRoomStore.open(url), await PostgresRoomStore.open(url)];
    const answers = await Promise.all(stores.map((store) => codeOf(store.acquire('a'))));
    expect(answers.sort()).toEqual(['done', 'room-elsewhere', 'room-elsewhere', 'room-elsewhere']);
    await Promise.all(stores.slice(2).map((store) => store.close()));
  });

  test('outlast lost connections, and stay with their owner unless another one took them', async () => {
    await first.create('a', '', shot(0));
    await first.create('b', '', shot(0));
    await first.append('a', 0, commit(1));
    await cutOff();
    // The connections of both are gone; new ones are made, and the locks are taken again.
    await until('a commit', async () => (await codeOf(first.append('a', 0, commit(2)))) === 'done');
    const locks = async () => {
      const held = await query(`SELECT 1 FROM pg_locks JOIN worldroom.rooms ON objid::int8 = key
        WHERE locktype = 'advisory' AND granted AND rooms.id = 'a'`);
      return held.length > 0;
    };
    await until('the lock', locks);
    expect(await codeOf(second.acquire('a'))).toBe('room-elsewhere');
    expect(await ticks(first)).toEqual([1, 2]);
    await until('the second session', async () => (await codeOf(second.acquire('a'))) === 'room-elsewhere');
    // Another process takes the room while the first one has no session.
    // The first one comes back within milliseconds, so it is cut off until the second one is faster.
    await until('the second one is faster', async () => {
      await cutOff('first');
      return (await codeOf(second.acquire('b'))) === 'done';
    });
    expect(await codeOf(first.append('b', 0, commit(7)))).toBe('room-taken-over');
    expect(await codeOf(first.snapshot('b', 0, shot(7)))).toBe('room-taken-over');
    await second.append('b', 0, commit(8));
    expect(await ticks(first, 'b')).toEqual([8]);
  });

  test('have nothing twice and nothing half when the answers of calls were lost', async () => {
    await first.create('a', '', shot(0));
    await first.append('a', 0, commit(1));
    // PostgreSQL commits, and the client hears nothing of it.
    const lost = async (text: string) => query(text);
    // An append: commit 2 is there, and the owner does not know.
    await lost(`INSERT INTO worldroom.commits VALUES ('a', 0, 2, 2, '\\x01')`);
    await lost(`UPDATE worldroom.rooms SET number = 2, state_tick = 2, state = '\\x02' WHERE id = 'a'`);
    await first.append('a', 0, commit(3));
    expect(await ticks(first)).toEqual([1, 3]);
    await first.append('a', 0, commit(4));
    expect(await ticks(first)).toEqual([1, 3, 4]);
    // The same before a snapshot.
    await lost(`INSERT INTO worldroom.commits VALUES ('a', 0, 4, 5, '\\x01')`);
    await lost(`UPDATE worldroom.rooms SET number = 4 WHERE id = 'a'`);
    await first.snapshot('a', 0, shot(5));
    expect(await first.open('a')).toMatchObject({ snapshot: { tick: 5 }, commits: [], state: undefined });
    await first.append('a', 0, commit(6));
    expect(await ticks(first)).toEqual([6]);
  });

  test('have no epoch of a rewinding that failed and was done all the same', async () => {
    await first.create('a', '', shot(0));
    await first.append('a', 0, commit(1));
    const [{ id }] = await first.slots('a');
    // The statement is done when its connection is cut: a trigger at the end of the transaction waits.
    await query(`CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.epoch = 1 THEN PERFORM pg_sleep(30); END IF; RETURN NEW; END $$`);
    await query(`CREATE TRIGGER wait BEFORE INSERT ON worldroom.snapshots
      FOR EACH ROW EXECUTE FUNCTION wait()`);
    const rewinding = codeOf(first.rewind('a', id));
    await until('it waits', async () => {
      const waiting = await query(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
      return waiting.length > 0;
    });
    await cutOff();
    expect(await rewinding).toBe('store-failing');
    await query('DROP TRIGGER wait ON worldroom.snapshots');
    // As if it had been done before the connection broke.
    await query(`UPDATE worldroom.rooms SET epoch = 1, number = 0 WHERE id = 'a'`);
    await query(`INSERT INTO worldroom.snapshots (room, epoch, number, tick, kind, name, made, data)
      VALUES ('a', 1, 0, 0, 'auto', '', 0, '\\x00')`);
    await first.append('a', 0, commit(2));
    expect(await ticks(first)).toEqual([1, 2]);
    expect((await first.slots('a')).map(({ epoch }) => epoch)).toEqual([0]);
    expect(await first.rewind('a', id)).toBe(1);
  });

  test('are created again where it is not known whether they were', async () => {
    await query(`ALTER TABLE worldroom.snapshots RENAME TO away`);
    expect(await codeOf(first.create('a', 'x', shot(0)))).toBe('store-failing');
    await query(`ALTER TABLE worldroom.away RENAME TO snapshots`);
    // As if it had been done, and its answer lost.
    await first.create('b', 'y', shot(0));
    const [{ maker }] = await query(`SELECT maker FROM worldroom.rooms WHERE id = 'b'`);
    await query(
      `INSERT INTO worldroom.rooms (id, about, created, touched, maker) VALUES ('a', 'old', 0, 0, $1)`,
      [maker],
    );
    await first.create('a', 'new', shot(3));
    expect(await first.open('a')).toMatchObject({ listing: { about: 'new' }, snapshot: { tick: 3 } });
    // A room of somebody else, or one that is there for certain, is not replaced.
    expect(await codeOf(second.create('a', 'other', shot(0)))).toBe('store-failing');
    expect(await codeOf(second.create('a', 'other', shot(0)))).toBe('store-failing');
    expect(await first.open('a')).toMatchObject({ listing: { about: 'new' } });
  });

  test('are cleaned by a process that has the store for itself, from which nobody else writes on', async () => {
    await first.create('a', '', shot(0));
    await second.create('b', '', shot(0));
    await second.release('b');
    expect(await second.alone(async () => 'done')).toBeUndefined();
    await first.release('a');
    // The first one is there, and may store blobs.
    expect(await second.alone(async () => 'done')).toBeUndefined();
    await first.acquire('a');
    const cleaned = async (check: () => Promise<void>) => {
      await check();
      await cutOff('second');
      // It cannot know any more whether it is alone.
      return codeOf(check());
    };
    const seen = await until('the second one is faster', async () => {
      await cutOff('first');
      return second.alone(cleaned);
    });
    expect(seen).toBe('store-failing');
    // The first one knew of blobs that may be gone now.
    expect(await codeOf(first.append('a', 0, commit(1)))).toBe('room-taken-over');
    await until('a connection', async () => (await codeOf(first.list())) === 'done');
    expect(await codeOf(first.create('c', '', shot(0)))).toBe('store-cleaned');
    await until('the session', async () => (await codeOf(second.create('d', '', shot(0)))) === 'done');
  });
});

test('tables of a newer server are refused and left as they are; servers that start together make them once', async () => {
  const stores = await Promise.all([1, 2, 3].map(() => PostgresRoomStore.open(url)));
  expect(new Set(stores.map(({ id }) => id)).size).toBe(1);
  for (const store of stores) await store.close();
  await query('UPDATE worldroom.store SET version = $1', [migrations.length + 1]);
  await expect(PostgresRoomStore.open(url)).rejects.toMatchObject({ refusal: { code: 'save-newer' } });
  expect((await query('SELECT version FROM worldroom.store'))[0].version).toBe(migrations.length + 1);
});

test('a data base that is not there, and a wrong password, are told without the password', async () => {
  const wrong = url.replace(encodeURIComponent(postgres.password), 'hunter2');
  const failure = await PostgresRoomStore.open(wrong).catch((error: unknown) => error);
  if (!(failure instanceof StoreError)) throw failure;
  expect(failure.refusal.code).toBe('store-failing');
  expect(String(failure.cause)).toMatch(/password authentication failed/);
  expect(String(failure.cause)).not.toMatch(/hunter2/);
  const nowhere = await PostgresRoomStore.open('postgres://worldroom@localhost:1/none').catch(
    (error: unknown) => error,
  );
  expect(nowhere).toBeInstanceOf(StoreError);
  expect(String(nowhere instanceof Error && nowhere.cause)).toMatch(/ECONNREFUSED/);
});
