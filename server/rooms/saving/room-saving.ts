import type { SnapshotKind, SnapshotListing } from '../../contracts/room-store.ts';
import { StoreError } from '../../contracts/store-error.ts';
import type { RoomAbout } from '../../store/room-content.ts';
import type { WholeRoom } from '../../store/whole-room.ts';
import type { HostRole } from '../members/host-role.ts';
import type { RoomContext } from '../room-context.ts';
import type { Spectating } from '../spectating.ts';
import { aboutRoom } from './about-room.ts';
import { LoggedStates } from './logged-states.ts';
import { membersRecord, type PeopleParts, restorePeople } from './members-record.ts';
import type { SavedRoomIndex } from './saved-room-index.ts';
import { expired } from './snapshot-ages.ts';

/**
 * Least milliseconds between two commits. A crash takes what was played since the last one: this time, a tick, and what
 * the store needs for a commit, which may take 700 ms before a second is lost.
 */
const commitEvery = 200;
/** Milliseconds between two snapshots of the whole room. */
const snapshotEvery = 180_000;
/** Milliseconds until a store that failed is tried again. */
const retryAfter = 5_000;
/** Milliseconds after which a store that has not answered is said to fail. It may be busy with a large snapshot. */
const lateAfter = 30_000;

interface Parts extends Omit<PeopleParts, 'roster' | 'absent' | 'hostRole'> {
  readonly hostRole: Pick<HostRole, 'host' | 'appoint'>;
  readonly spectating: Pick<Spectating, 'picture'>;
}

/**
 * Keeps a room in the store while it is played: what happened is committed several times a second, and the whole room every
 * three minutes. Copies are taken between two ticks; nothing waits for the store. While the store fails, or does not answer,
 * the room plays on, its host is told, and what happened waits. If another server has taken the room over, nothing more is
 * saved, and the room is told that it is lost.
 */
export class RoomSaving {
  readonly #context: RoomContext;
  readonly #parts: Parts;
  readonly #saves: SavedRoomIndex;
  readonly #about: RoomAbout;
  #epoch: number;
  /** The calls to the store, one after the other. */
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #committedAt = 0;
  #snapshotAt: number;
  readonly #states: LoggedStates;
  #failedAt: number | undefined;
  /** The host who knows that the store fails. */
  #told: string | undefined;
  /** The store has the room. */
  #isStored: boolean;
  /** What is to be saved after the next tick. */
  #asked: (() => void)[] = [];
  /** The room has its last state; what happens now is its end. */
  #frozen = false;
  readonly #closed: () => void;
  /** Another server has the room. */
  #isLost = false;

  constructor(context: RoomContext, parts: Parts, saves: SavedRoomIndex, about: RoomAbout) {
    this.#context = context;
    this.#parts = parts;
    this.#saves = saves;
    this.#about = about;
    this.#epoch = context.reopened?.epoch ?? 0;
    this.#snapshotAt = performance.now();
    const { manifest, state } = context.world;
    this.#states = new LoggedStates(manifest.view.rate, state.tick);
    context.events.on('advanced', () => this.#advanced());
    this.#isStored = context.reopened !== undefined;
    if (!this.#isStored) this.#begin().catch((error: unknown) => this.#failed(error));
    else this.#snapshotAt = Number.NEGATIVE_INFINITY;
    this.#closed = saves.opened(context.id, about);
  }

  /** Grows when the room is rewound. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Saves the moment after the next tick under a name, or for another reason. */
  keep(kind: SnapshotKind, name = ''): Promise<SnapshotListing> {
    return new Promise((resolve, reject) => {
      this.#asked.push(() => {
        this.#snapshot(kind, name, this.#commit()).then(resolve, reject);
      });
    });
  }

  /** Saves the room as it is and nothing afterwards. To be called between two ticks. May be called again. */
  async freeze(): Promise<void> {
    if (this.#frozen) return;
    const ends = [this.#isStored ? this.#commit() : undefined, this.#last()];
    this.#frozen = true;
    for (const end of await Promise.allSettled(ends)) if (end.status === 'rejected') this.#failed(end.reason);
  }

  /** Nothing comes after this snapshot, so that it is right also if its commit failed, or the room is not stored yet. */
  #last(): Promise<void> {
    const { id } = this.#context;
    const { memory, content } = this.#whole();
    const epoch = this.#epoch;
    const kind = { kind: 'auto' as const, name: '' };
    return this.#inTurn(async () => {
      const { store, digests } = this.#saves;
      if (!this.#isStored) digests.learn(memory, await store.create(id, this.#about, content));
      else digests.learn(memory, (await store.snapshot(id, epoch, kind, content)).digests);
    });
  }

  /** Saves the room for the last time, and leaves it to whichever server opens it next. */
  async close(): Promise<void> {
    await this.freeze();
    await this.settled();
    await this.#saves.store.release(this.#context.id).catch((error: unknown) => this.#failed(error));
    this.#closed();
  }

  /** The room was put back to a snapshot, which is the beginning of a new epoch. */
  rewound(epoch: number): void {
    this.#epoch = epoch;
    this.#context.pending?.begin();
    this.#snapshotAt = this.#committedAt = performance.now();
    this.#states.begin(this.#context.world.state.tick);
  }

  /** Resolves when everything that was begun is stored. */
  async settled(): Promise<void> {
    await this.#tail.catch(() => {});
  }

  #begin(): Promise<void> {
    const { id, pending } = this.#context;
    const room = this.#whole();
    pending?.begin();
    return this.#inTurn(async () => {
      const digests = await this.#saves.store.create(id, this.#about, room.content);
      this.#saves.digests.learn(room.memory, digests);
      this.#isStored = true;
      this.#worked();
    });
  }

  #advanced(): void {
    if (this.#frozen) return;
    for (const keep of this.#asked.splice(0)) keep();
    const now = performance.now();
    if (this.#failedAt !== undefined && now - this.#failedAt < retryAfter) return;
    // A store that is slower than the room gets larger commits, not more of them.
    if (this.#waiting > 0) {
      this.#wait(now);
      return;
    }
    if (now - this.#committedAt < commitEvery) return;
    this.#committedAt = now;
    if (!this.#isStored) return void this.#begin().catch((error: unknown) => this.#failed(error));
    const committed = this.#commit();
    committed.catch((error: unknown) => this.#failed(error));
    if (now - this.#snapshotAt < snapshotEvery && this.#context.pending?.hasGap !== true) return;
    this.#snapshotAt = now;
    this.#snapshot('auto', '', committed)
      .then(() => this.#thin())
      .catch((error: unknown) => this.#failed(error));
  }

  #wait(now: number): void {
    if (!this.#isStored || now - this.#committedAt < lateAfter) return;
    this.#failed(new Error(`the store has not answered for ${lateAfter / 1000} s`));
  }

  async #commit(): Promise<void> {
    const { id, world, pending } = this.#context;
    if (pending === undefined || this.#frozen) return;
    const entries = pending.take();
    // A log with a gap does not say which tiles of the map came.
    const state = pending.hasGap ? world.snapshot() : world.stateOfLog();
    entries.push(...this.#states.due(state));
    const commit = { entries, world: state, members: this.#members() };
    const epoch = this.#epoch;
    await this.#inTurn(async () => {
      try {
        const digests = await this.#saves.store.append(id, epoch, commit);
        let held = 0;
        for (const entry of entries) {
          if (entry.do !== 'memory' || entry.change.type !== 'held') continue;
          this.#saves.digests.keyframe(entry.change.keyframe, digests[held++]);
        }
        this.#worked();
      } catch (error) {
        const isLate = error instanceof StoreError && error.refusal.code === 'old-future';
        if (!isLate) pending.putBack(entries);
        throw error;
      }
    });
  }

  /** `committed` is the commit of the same moment. If it fails, what it had would come after the snapshot again. */
  #snapshot(kind: SnapshotKind, name = '', committed?: Promise<void>): Promise<SnapshotListing> {
    const { id } = this.#context;
    const { memory, content } = this.#whole();
    const epoch = this.#epoch;
    return this.#inTurn(async () => {
      await committed;
      const { listing, digests } = await this.#saves.store.snapshot(id, epoch, { kind, name }, content);
      this.#saves.digests.learn(memory, digests);
      return listing;
    });
  }

  #whole(): {
    memory: NonNullable<ReturnType<NonNullable<RoomContext['memory']['snapshot']>>>;
    content: WholeRoom;
  } {
    const { world } = this.#context;
    const memory = this.#context.memory.snapshot?.();
    if (memory === undefined) throw new Error('The memory of this room cannot be saved.');
    const digests = this.#saves.digests.of(memory);
    // What is stored already does not travel to the thread again.
    const heights = memory.heights.map((chunk, i) =>
      digests.heights[i] === undefined
        ? chunk
        : { key: chunk.key, edition: chunk.edition, kind: nothing, sums: noSums },
    );
    const index = { members: memory.index.members.map(({ slot }) => ({ slot })), free: memory.index.free };
    const shown = this.#parts.spectating.picture();
    const { view } = world.manifest;
    const content: WholeRoom = {
      world: world.snapshot(),
      members: this.#members(),
      memory: { ...memory, heights, index },
      digests,
      picture: shown && { width: view.width, height: view.height, rgb: shown.rgb },
    };
    return { memory, content };
  }

  #members() {
    const { roster, absent } = this.#context;
    return membersRecord({ ...this.#parts, roster, absent });
  }

  async #thin(): Promise<void> {
    const { id } = this.#context;
    const old = expired(await this.#saves.store.slots(id), Date.now());
    if (old.length > 0) await this.#inTurn(() => this.#saves.store.forget(id, old));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting++;
    const turn = this.#tail.then(work, work);
    this.#tail = turn.catch((error: unknown) => this.#letGo(error)).finally(() => this.#waiting--);
    return turn;
  }

  /** Gives the room up if another server has it. */
  #letGo(error: unknown): void {
    if (!(error instanceof StoreError) || error.refusal.code !== 'room-taken-over' || this.#isLost) return;
    this.#frozen = this.#isLost = true;
    this.#context.log.warn(
      'another server has taken this room over: it closes here, and nothing more is saved',
    );
    this.#context.events.emit('takenOver');
  }

  #worked(): void {
    if (this.#failedAt === undefined) return;
    this.#failedAt = undefined;
    this.#context.log.info('the room is saved again');
    const { host } = this.#parts.hostRole;
    if (host === this.#told) this.#context.tell(host, { code: 'saving-works', values: {} });
    this.#told = undefined;
  }

  #failed(error: unknown): void {
    if (this.#isLost) return;
    this.#failedAt = performance.now();
    this.#context.journal.fault('saving', error);
    const { host } = this.#parts.hostRole;
    if (host === '' || host === this.#told) return;
    this.#told = host;
    const full = error instanceof StoreError && error.refusal.code === 'store-full';
    this.#context.tell(host, {
      code: 'saving-fails',
      values: { why: full ? 'disk-full' : 'disk-failing' },
    });
  }
}

/** Begins to keep a room, where the server keeps rooms; a reopened one gets its people's rights back. */
export function openSaving(context: RoomContext, parts: Parts): RoomSaving | undefined {
  const { services, pending, reopened, roster, events } = context;
  if (reopened !== undefined) {
    restorePeople({ roster, admission: parts.admission }, reopened.members);
    events.on('tookBack', (member, former) => {
      if (context.absent.wasHost(former) && parts.hostRole.host === '') parts.hostRole.appoint(member);
    });
  }
  if (services.saves === undefined || pending === undefined) return undefined;
  return new RoomSaving(context, parts, services.saves, reopened?.about ?? aboutRoom(context));
}

const nothing = new Uint8Array(0);
const noSums = {
  seed: { wall: new Float32Array(0), ground: new Float32Array(0) },
  drawn: { wall: new Float32Array(0), ground: new Float32Array(0) },
};
