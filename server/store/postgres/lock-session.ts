import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import { leaseStatement, patience, sessionSettings } from './connection-settings.ts';
import { guarded, wordsOf } from './postgres-fault.ts';

/** Class of advisory locks: the tables of this data base, as an integer of 32 bits. */
const lockClass = `'worldroom.rooms'::regclass::oid::int8::bit(32)::int4`;
/** Keys of rooms begin at 1. This one is shared by all servers that use the store. */
const useKey = 0;
/** Milliseconds until a lost session is opened again. */
const soon = 100;
const answerSchema = z.tuple([z.object({ done: z.boolean() })]);

/**
 * The session that holds the advisory locks of a process: of the use of the store, and of the rooms that it owns. It is
 * a lease: this process asks something every 3 s, and PostgreSQL ends a session that has not asked for 15 s, by its own
 * clock. So the locks of a process that was killed, frozen, or cut off are free after 15 s, without a table of leases to
 * write and clocks to compare. A lost session is opened again; the locks that were wanted are taken again where they are
 * free. A lock only says who may begin to own a room. That nobody else writes is held by the token of the room.
 */
export class LockSession {
  readonly #url: string;
  readonly #wanted = new Set<number>();
  readonly #held = new Set<number>();
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #beating: Promise<void> = Promise.resolve();
  /** One query at a time. */
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
  }

  /** @throws StoreError if there is no connection */
  static async open(url: string): Promise<LockSession> {
    const session = new LockSession(url);
    try {
      await guarded(() => session.#connectWhenClean());
    } catch (error) {
      await session.close();
      throw error;
    }
    session.#schedule();
    return session;
  }

  /**
   * Takes the lock of a key, and keeps it over lost sessions where nobody else takes it. False if another process has it.
   *
   * @throws StoreError without a session
   */
  async lock(key: number): Promise<boolean> {
    const done = this.#held.has(key) || (await this.#try('pg_try_advisory_lock', key));
    if (done) this.want(key);
    if (done) this.#held.add(key);
    return done;
  }

  /** Keeps trying to have the lock. */
  want(key: number): void {
    this.#wanted.add(key);
  }

  /** Frees the lock of a key. If that fails, the session ends, and the lock with it. */
  async unlock(key: number): Promise<void> {
    this.#wanted.delete(key);
    if (!this.#held.delete(key)) return;
    await this.#try('pg_advisory_unlock', key).catch(() => this.#drop(this.#client));
  }

  /** Whether no other process uses the store, from now until `share`. */
  alone(): Promise<boolean> {
    return this.#try('pg_try_advisory_lock', useKey);
  }

  async share(): Promise<void> {
    await this.#try('pg_advisory_unlock', useKey).catch(() => this.#drop(this.#client));
  }

  /** @throws StoreError if no session answers */
  async check(): Promise<void> {
    await this.#query('SELECT true AS done');
  }

  /** The connection that there is now. Another one means that all locks were lost meanwhile. */
  get connection(): object | undefined {
    return this.#client;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#beating;
    const client = this.#client;
    this.#client = undefined;
    await Promise.race([client?.end().catch(() => {}), pause(patience.connect, undefined, { ref: false })]);
  }

  #schedule(delay: number = patience.heartbeat): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      // It is tried again at the next beat.
      this.#beating = this.#beat().catch(() => this.#drop(this.#client));
      void this.#beating.then(() => this.#schedule());
    }, delay);
    this.#timer.unref();
  }

  async #beat(): Promise<void> {
    await this.check();
    for (const key of this.#wanted) {
      if (!this.#held.has(key) && (await this.#try('pg_try_advisory_lock', key))) {
        if (this.#wanted.has(key)) this.#held.add(key);
        else await this.#try('pg_advisory_unlock', key);
      }
    }
  }

  /** Servers that start together do not fail because the first of them removes unused blobs. */
  async #connectWhenClean(): Promise<void> {
    for (let seconds = patience.cleaning / 1000; ; seconds--) {
      try {
        await this.#connect();
        return;
      } catch (error) {
        if (!(error instanceof BeingCleaned) || seconds <= 0) throw error;
        await pause(1000);
      }
    }
  }

  /** The session that there is, or a new one. */
  #connect(): Promise<Client> {
    if (this.#client !== undefined) return Promise.resolve(this.#client);
    this.#connecting ??= this.#openClient().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #openClient(): Promise<Client> {
    const client = new Client(sessionSettings(this.#url));
    // PostgreSQL ended the session, or the way to it broke.
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    try {
      await client.connect();
      await client.query(leaseStatement);
      const [{ done }] = answerSchema.parse(
        (await client.query(lockQuery('pg_try_advisory_lock_shared'), [useKey])).rows,
      );
      if (!done) throw new BeingCleaned();
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    if (this.#closed) {
      client.end().catch(() => {});
      throw new Error('the store is closed');
    }
    this.#client = client;
    return client;
  }

  #drop(client: Client | undefined): void {
    if (client === undefined || this.#client !== client) return;
    this.#client = undefined;
    this.#held.clear();
    client.end().catch(() => {});
    // The sooner the locks are taken again, the less others come between.
    this.#schedule(soon);
  }

  #try(call: 'pg_try_advisory_lock' | 'pg_advisory_unlock', key: number): Promise<boolean> {
    return this.#query(lockQuery(call), [key]);
  }

  #query(text: string, values: number[] = []): Promise<boolean> {
    const query = this.#tail.then(() => this.#ask(text, values));
    this.#tail = query.catch(() => {});
    return query;
  }

  #ask(text: string, values: number[]): Promise<boolean> {
    return guarded(async () => {
      const client = await this.#connect();
      try {
        const [{ done }] = answerSchema.parse((await client.query(text, values)).rows);
        return done;
      } catch (error) {
        // Whether it has the lock is not known: only the end of the session frees it for certain.
        this.#drop(client);
        throw new Error(wordsOf(error), { cause: error });
      }
    });
  }
}

function lockQuery(call: string): string {
  return `SELECT ${call}(${lockClass}, $1) AS done`;
}

class BeingCleaned extends Error {
  override message = 'another server removes unused pictures just now; try again in a minute';
}
