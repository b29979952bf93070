import { createHmac, randomInt } from 'node:crypto';
import { matchMaker } from '@colyseus/core';
import { RedisDriver } from '@colyseus/redis-driver';
import { Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';
import { ConfigError } from '../config/config.ts';
import { shownRedis } from '../config/process-options.ts';
import type { Log } from '../log.ts';
import { PatientPresence } from './patient-presence.ts';
import { type ProcessEntry, ProcessRoster, processEntrySchema } from './process-roster.ts';
import type { OtherProcess, ServerProcesses } from './server-processes.ts';
import { SharedListings } from './shared-listings.ts';

export interface RedisProcessesOptions {
  redis: string;
  address: string;
  url: string;
  secret: string;
  log: Log;
}

/** Hash of what each process writes about itself, by Colyseus' id of it. */
const entriesKey = 'worldroom:processes';
/** Channel of what a process says of itself at once. */
const entriesTopic = 'worldroom:processes';
/** Milliseconds between two beats. */
const interval = 1_000;
/** Milliseconds until a connection is given up, and the longest time between two attempts. */
const connectTimeout = 3_000;
const longestWait = 1_000;

const saidSchema = z.object({ id: z.string(), entry: processEntrySchema });

/** Processes that know of each other over Redis. */
export class RedisProcesses implements ServerProcesses {
  readonly presence: PatientPresence;
  readonly driver: SharedListings;
  readonly address: string;
  readonly instance: string;
  readonly #options: RedisProcessesOptions;
  readonly #redis: Redis;
  readonly #roster = new ProcessRoster();
  #entry: ProcessEntry;
  #capacity: () => number | undefined = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @throws ConfigError if there is no Redis at this address */
  static async open(options: RedisProcessesOptions): Promise<RedisProcesses> {
    await requireRedis(options.redis);
    return new RedisProcesses(options);
  }

  private constructor(options: RedisProcessesOptions) {
    this.#options = options;
    const { address, url } = options;
    this.address = address;
    this.instance = createHmac('sha256', this.key('instance')).digest('hex').slice(0, 32);
    this.#entry = { beat: randomInt(2 ** 40), url, address, isEnding: false };
    this.presence = new PatientPresence(this.#connect('messages'));
    this.#redis = this.#connect('rooms');
    this.driver = new SharedListings({
      shared: new RedisDriver(this.#redis),
      isConnected: () => this.#redis.status === 'ready',
      process: () => matchMaker.processId,
      failed: (err) => options.log.debug({ err }, 'a room was not listed'),
      close: () => this.#redis.disconnect(),
    });
    // Also after it was away, and may have lost everything.
    this.#redis.on('ready', () => this.#publish());
    // The roster does it for all processes alike, within seconds and without anybody who joins.
    matchMaker.setHealthChecksEnabled(false);
  }

  others(): OtherProcess[] {
    return this.#roster.alive;
  }

  isAlive(id: string): boolean {
    return id === matchMaker.processId || this.#roster.isAlive(id);
  }

  key(use: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(createHmac('sha256', this.#options.secret).update(`processes: ${use}`).digest());
  }

  async lost(id: string): Promise<void> {
    this.#roster.lose(id);
    await this.#forget(id);
  }

  async begin(capacity: () => number | undefined): Promise<void> {
    this.#capacity = capacity;
    await this.presence.subscribe(entriesTopic, (said) => this.#hear(said));
    await this.#beat();
    this.#wait();
  }

  async end(): Promise<void> {
    this.#entry = { ...this.#entry, isEnding: true };
    await this.#beat();
    await this.presence.publish(entriesTopic, { id: matchMaker.processId, entry: this.#entry });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#beating;
    if (this.#isConnected) await this.#redis.hdel(entriesKey, matchMaker.processId).catch(() => {});
  }

  get #isConnected(): boolean {
    return this.#redis.status === 'ready';
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#beat().then(() => {
        if (!this.#isClosed) this.#wait();
      });
    }, interval);
    this.#timer.unref();
  }

  /** Writes what this process is, and reads what the others are. */
  #beat(): Promise<void> {
    this.#beating = this.#beating.then(async () => {
      if (!this.#isConnected || this.#isClosed) return;
      const capacity = this.#capacity();
      this.#entry = {
        ...this.#entry,
        beat: this.#entry.beat + 1,
        ...(capacity !== undefined && { capacity }),
      };
      try {
        await this.#redis.hset(entriesKey, matchMaker.processId, JSON.stringify(this.#entry));
        await this.#look(await this.#redis.hgetall(entriesKey));
        await this.driver.restore();
      } catch (error) {
        this.#options.log.debug({ err: error }, 'the other processes were not asked');
      }
    });
    return this.#beating;
  }

  async #look(written: Record<string, string>): Promise<void> {
    const entries = new Map<string, ProcessEntry>();
    for (const [id, text] of Object.entries(written)) {
      const entry = processEntrySchema.safeParse(parsed(text));
      // A newer version may write otherwise: its rooms are left alone.
      if (entry.success && id !== matchMaker.processId) entries.set(id, entry.data);
    }
    const before = new Set(this.#roster.alive.map(({ id }) => id));
    for (const id of this.#roster.look(entries)) {
      if (before.has(id))
        this.#options.log.warn({ process: id }, 'a process is gone; its rooms can be opened here');
      await this.#forget(id);
    }
  }

  /** Takes the rooms of a process from the list. One that was not gone lists them again with its next beat. */
  async #forget(id: string): Promise<void> {
    if (!this.#isConnected) return;
    await this.driver.cleanup(id);
    await this.#redis.hdel(entriesKey, id);
    await matchMaker.stats.excludeProcess(id);
  }

  #hear(said: unknown): void {
    const { data } = saidSchema.safeParse(said);
    if (data !== undefined && data.id !== matchMaker.processId) this.#roster.hear(data.id, data.entry);
  }

  #publish(): void {
    const failed = (err: unknown) =>
      this.#options.log.warn({ err }, 'the rooms of this process were not listed');
    this.driver.publish().catch(failed);
  }

  #connect(use: string): Redis {
    const redis = new Redis(this.#options.redis, {
      connectTimeout,
      // Nothing fails while Redis is away: it is asked once it is back.
      maxRetriesPerRequest: null,
      retryStrategy: (attempt) => Math.min(longestWait, 50 * attempt),
    });
    let isAway = false;
    redis.on('error', (error) => {
      if (isAway) return;
      isAway = true;
      this.#options.log.warn(
        { use, reason: error.message },
        'Redis is away; rooms play on, the lobby lists own ones',
      );
    });
    redis.on('ready', () => {
      if (isAway) this.#options.log.info({ use }, 'Redis is back');
      isAway = false;
    });
    return redis;
  }
}

/** Refuses an address at which no Redis answers. Later, servers wait for one that is away. */
async function requireRedis(address: string): Promise<void> {
  const options: RedisOptions = {
    ...{ lazyConnect: true, connectTimeout, maxRetriesPerRequest: 0 },
    retryStrategy: () => null,
  };
  const redis = new Redis(address, options);
  let reason = 'It does not answer.';
  redis.on('error', (error) => {
    reason = error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const said =
      error instanceof Error && !/Connection is closed/.test(error.message) ? error.message : reason;
    throw new ConfigError(
      `--redis (${shownRedis(address)}): It cannot be used. ${said} See that Redis (6.2 or newer) answers at this address, and that user and password are right.`,
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
