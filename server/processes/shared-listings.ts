import { setTimeout as pause } from 'node:timers/promises';
import { type IRoomCache, LocalDriver, type MatchMakerDriver, type SortOptions } from '@colyseus/core';

/** Milliseconds after which a question that is not answered is answered with what this process knows. */
const patience = 1_500;

type Conditions = Partial<IRoomCache>;
type Operations = Parameters<MatchMakerDriver['update']>[1];

export interface SharedListingsOptions {
  /** Lists the rooms of all processes. */
  shared: Required<Pick<MatchMakerDriver, 'cleanup'>> &
    Pick<MatchMakerDriver, 'query' | 'findOne' | 'findByIds' | 'persist' | 'remove'>;
  /** Whether `shared` can be reached now. */
  isConnected(): boolean;
  /** Colyseus' id of this process. */
  process(): string;
  /** Something was not written; the next {@link SharedListings.restore} does it. */
  failed(error: unknown): void;
  close(): void;
}

/**
 * Colyseus' list of rooms where several processes have some. This process knows its own by heart and never waits until
 * they are written, so that its rooms play on and are joined while the shared list is away.
 */
export class SharedListings implements MatchMakerDriver {
  readonly #options: SharedListingsOptions;
  readonly #own = new LocalDriver();

  constructor(options: SharedListingsOptions) {
    this.#options = options;
  }

  async has(id: string): Promise<boolean> {
    return (await this.findOne({ roomId: id })) !== undefined;
  }

  async query(conditions: Conditions, sort?: SortOptions): Promise<IRoomCache[]> {
    const own = () => this.#own.query(conditions, sort);
    return this.#ask(async () => this.#options.shared.query(conditions, sort), own);
  }

  async findOne(conditions: Conditions, sort?: SortOptions): Promise<IRoomCache> {
    const own = await this.#own.findOne(conditions, sort);
    if (conditions.roomId !== undefined && own !== undefined) return own;
    return this.#ask(
      () => this.#options.shared.findOne(conditions, sort),
      () => own,
    );
  }

  async findByIds(ids: string[]): Promise<Map<string, IRoomCache>> {
    const own = await this.#own.findByIds(ids);
    const others = ids.filter((id) => !own.has(id));
    if (others.length === 0) return own;
    const found = await this.#ask(
      () => this.#options.shared.findByIds(others),
      () => new Map<string, IRoomCache>(),
    );
    return new Map([...own, ...found]);
  }

  update(room: IRoomCache, operations: Operations): boolean {
    this.#own.update(room, operations);
    return this.persist(room);
  }

  persist(room: IRoomCache, create = false): boolean {
    if (create) void this.#own.insert(room);
    if (!this.#own.has(room.roomId)) return false;
    this.#write(async () => this.#options.shared.persist(room, create));
    return true;
  }

  remove(id: string): boolean {
    const removed = this.#own.remove(id);
    this.#write(() => this.#removeShared(id));
    return removed;
  }

  async cleanup(process: string): Promise<void> {
    const { shared, isConnected, failed } = this.#options;
    if (process === this.#options.process()) this.#own.clear();
    if (isConnected()) await shared.cleanup(process).catch(failed);
  }

  /** Lists own rooms that are not listed, or as another process's: it had this one for dead, and it was not. */
  async restore(): Promise<void> {
    const own = this.#own.rooms;
    if (own.length === 0 || !this.#options.isConnected()) return;
    const listed = await this.#options.shared.findByIds(own.map(({ roomId }) => roomId));
    for (const room of own) {
      if (listed.get(room.roomId)?.processId === room.processId || !this.#own.has(room.roomId)) continue;
      await this.#options.shared.persist(room, true);
    }
  }

  /** Brings the shared list up to date, after it was away. */
  async publish(): Promise<void> {
    const { shared, process } = this.#options;
    for (const { roomId } of await shared.query({ processId: process() })) {
      if (!this.#own.has(roomId)) await shared.remove(roomId);
    }
    for (const room of this.#own.rooms) await shared.persist(room, true);
  }

  clear(): void {
    this.#own.clear();
  }

  shutdown(): void {
    this.#options.close();
  }

  /** Another process may have opened the room meanwhile: then the listing is its own. */
  async #removeShared(id: string): Promise<void> {
    const { shared, process } = this.#options;
    const listed = await shared.findOne({ roomId: id });
    if (listed?.processId === process() && !this.#own.has(id)) await shared.remove(id);
  }

  #write(write: () => Promise<unknown>): void {
    const { isConnected, failed } = this.#options;
    if (isConnected()) write().catch(failed);
  }

  async #ask<Answer>(ask: () => Answer | Promise<Answer>, otherwise: () => Answer): Promise<Answer> {
    if (!this.#options.isConnected()) return otherwise();
    const end = new AbortController();
    try {
      const late = pause(patience, undefined, { signal: end.signal }).then(otherwise);
      late.catch(() => {});
      return await Promise.race([ask(), late]);
    } catch (error) {
      this.#options.failed(error);
      return otherwise();
    } finally {
      end.abort();
    }
  }
}
