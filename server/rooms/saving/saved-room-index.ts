import type { RoomSummary } from '../../../shared/messages.ts';
import { StoreError } from '../../contracts/store-error.ts';
import { BlobDigests } from '../../store/blob-digests.ts';
import type { RoomAbout } from '../../store/room-content.ts';
import type { RoomSaves } from '../../store/store-thread.ts';
import type { ReopenedRoom } from '../../store/whole-room.ts';

/** Most replays that can be opened by their links. */
const mostReplays = 100;

/** Most characters of a room's id. */
const longestId = 64;

/**
 * Which rooms are kept, known without asking the store, so that looking for a room that does not exist costs nothing. A
 * store that other servers share is asked for rooms that are not known: they may have been made since.
 */
export class SavedRoomIndex {
  readonly store: RoomSaves;
  /** Of all rooms of the process. */
  readonly digests = new BlobDigests();
  readonly #rooms = new Map<string, RoomAbout>();
  readonly #replays = new Map<string, { room: string; moment: number }>();

  /** Whether other servers can open the rooms, too. */
  readonly isShared: boolean;
  /** Rooms that this process has open or is closing; each resolves once the last of it is stored. */
  readonly #closings = new Map<string, Promise<void>>();

  private constructor(store: RoomSaves, rooms: Iterable<[string, RoomAbout]>, isShared: boolean) {
    this.store = store;
    this.isShared = isShared;
    this.#rooms = new Map(rooms);
  }

  /** Removes rooms that are too many or too old, and reads which there are. */
  static async open(
    store: RoomSaves,
    { most, days, shared = false }: { most: number; days: number; shared?: boolean },
  ): Promise<SavedRoomIndex> {
    const rooms = await store.list();
    const oldest = Date.now() - days * 86_400_000;
    const kept: [string, RoomAbout][] = [];
    for (const [i, { id, about, touched }] of rooms.entries()) {
      const isLeft = touched >= oldest && rooms.length - i <= most;
      if (isLeft || !(await removed(store, id))) kept.push([id, about]);
    }
    // A blob that cannot be read keeps all others, which costs space alone.
    if (kept.length < rooms.length) await store.collect().catch(() => {});
    return new SavedRoomIndex(store, kept, shared);
  }

  /** @throws StoreError if a shared store cannot be asked */
  async has(id: string): Promise<boolean> {
    if (this.#rooms.has(id) || this.#replays.has(id)) return true;
    if (!this.isShared || id.length > longestId) return false;
    const found = await this.store.find(id);
    if (found !== undefined) this.#rooms.set(id, found.about);
    return found !== undefined;
  }

  /** From which moment of which room a replay shows what happened. Replays end with the process. */
  replayOf(id: string): { room: string; moment: number } | undefined {
    return this.#replays.get(id);
  }

  addReplay(id: string, room: string, moment: number): void {
    this.#replays.set(id, { room, moment });
    const [oldest] = this.#replays.keys();
    if (this.#replays.size > mostReplays) this.#replays.delete(oldest);
  }

  /** A known room as lists show it, while nobody is in it. */
  summary(id: string): RoomSummary | undefined {
    const replay = this.#replays.get(id);
    const about = this.#rooms.get(replay?.room ?? id);
    if (about === undefined) return undefined;
    const { name, access, world, seats, mode } = about.plan;
    return { id, name, access, world, players: 0, seats, spectators: 0, mode };
  }

  /** Adds a room that is open now. The result is to be called when everything of it is stored and it is closed. */
  opened(id: string, about: RoomAbout): () => void {
    this.add(id, about);
    let closed = () => {};
    const closing = new Promise<void>((resolve) => {
      closed = () => {
        if (this.#closings.get(id) === closing) this.#closings.delete(id);
        resolve();
      };
    });
    this.#closings.set(id, closing);
    return closed;
  }

  /**
   * What the store has of a room, to go on with. A room that is being closed here is waited for: its last state is not
   * stored yet.
   *
   * @throws StoreError if another server has the room, or it cannot be read
   */
  async reopen(id: string): Promise<ReopenedRoom | undefined> {
    await this.#closings.get(id);
    return this.store.reopen(id);
  }

  add(id: string, about: RoomAbout): void {
    this.#rooms.set(id, about);
  }

  async remove(id: string): Promise<void> {
    this.#rooms.delete(id);
    await this.store.remove(id);
  }
}

/** False for a room that another server has open. */
async function removed(store: RoomSaves, id: string): Promise<boolean> {
  try {
    await store.remove(id);
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.refusal.code === 'room-elsewhere') return false;
    throw error;
  }
}
