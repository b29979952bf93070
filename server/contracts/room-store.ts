/**
 * A room in a store. It has a chain of epochs: a new one begins when the room is rewound. In each epoch there are
 * snapshots of the whole room, and commits, each with what happened since the one before and a small copy of the
 * room's state without memory. A store knows nothing of the content of either.
 */
export interface RoomListing {
  readonly id: string;
  /** What the room was created with, as text. */
  readonly about: string;
  readonly epoch: number;
  /** Milliseconds since the Unix epoch. */
  readonly created: number;
  readonly touched: number;
}

/** Why a snapshot was taken: by itself, for a named slot, or because the room was rewound to another one. */
export const snapshotKinds = ['auto', 'slot', 'rewound'] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

export interface SnapshotListing {
  /** Unique in its room. */
  readonly id: number;
  readonly epoch: number;
  readonly tick: number;
  readonly kind: SnapshotKind;
  /** Of a slot. Empty for others. */
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly made: number;
}

export interface NewSnapshot {
  readonly tick: number;
  readonly kind: SnapshotKind;
  readonly name: string;
  readonly data: Uint8Array;
}

/** What happened in about a second of play. */
export interface NewCommit {
  /** The last tick in it. */
  readonly tick: number;
  readonly events: Uint8Array;
  /** The room's state at its end. The store keeps the newest one alone. */
  readonly state: Uint8Array;
}

export type StoredCommit = Omit<NewCommit, 'state'>;

/** What a room is opened from: a snapshot, and the commits after it, oldest first. */
export interface OpenedRoom {
  readonly listing: RoomListing;
  readonly snapshot: SnapshotListing & { readonly data: Uint8Array };
  readonly commits: readonly StoredCommit[];
  /** The state of the newest commit. Undefined without commits, and if the room is opened at an earlier moment. */
  readonly state: { readonly tick: number; readonly data: Uint8Array } | undefined;
}

/** At which moment a room is opened: a snapshot by its id, or the end of a tick of the current epoch. */
export type Moment = { readonly snapshot: number } | { readonly tick: number };

/**
 * Where rooms are kept. When a call resolves, its effect outlives the process. A call that fails has changed nothing
 * that the next call of the same owner finds. An owner that began anew and does not know whether a call was done makes it
 * again, first of all: `create`, `append` and `snapshot` know what was stored last by its bytes, and store it once.
 *
 * A room has at most one owner: the store object that created or acquired it. Owners alone change a room. A store may be
 * shared by several processes; then an owner that was away for long, frozen or cut off, may lose a room to another
 * process. It finds out at its next change.
 *
 * @throws StoreError from every method; from those that change a room 'room-taken-over' if this store does not own it
 */
export interface RoomStore {
  /**
   * Adds a room with its first snapshot, at epoch 0, and owns it. Rejects if there is a room with this id, and with
   * 'store-cleaned' if another process removed blobs while this one was cut off.
   */
  create(id: string, about: string, first: NewSnapshot): Promise<void>;
  /**
   * Becomes the owner of a room; does nothing for the owner. False if there is no such room. Rejects with
   * 'room-elsewhere' while another process owns it.
   */
  acquire(id: string): Promise<boolean>;
  /** Owns a room no longer, so that another process may. Does nothing for others than the owner. */
  release(id: string): Promise<void>;
  /** Adds a commit to an epoch. Rejects with 'old-future' if the room has a later epoch. */
  append(id: string, epoch: number, commit: NewCommit): Promise<void>;
  /** Adds a snapshot of the moment of the newest commit. A slot replaces the slot of the same name. */
  snapshot(id: string, epoch: number, snapshot: NewSnapshot): Promise<SnapshotListing>;
  /** Begins a new epoch with a copy of this snapshot, and returns it. What was before stays. */
  rewind(id: string, snapshot: number): Promise<number>;
  /** The newest moment by default. Undefined if there is no such room or moment. */
  open(id: string, at?: Moment): Promise<OpenedRoom | undefined>;
  /** Commits after a snapshot, up to the end of its epoch, oldest first. */
  log(id: string, snapshot: number): Promise<StoredCommit[]>;
  /** All rooms, least recently touched first. */
  list(): Promise<RoomListing[]>;
  /** One room as in the list. Undefined if there is none. */
  find(id: string): Promise<RoomListing | undefined>;
  /** Snapshots of a room, oldest first. */
  slots(id: string): Promise<SnapshotListing[]>;
  /** Removes snapshots, and commits that no snapshot before them is left for. The first snapshot of the newest epoch stays. */
  forget(id: string, snapshots: readonly number[]): Promise<void>;
  /** Removes a room that nobody else owns. Does nothing if there is none. */
  remove(id: string): Promise<void>;
  /**
   * Does work that needs the store for itself, and returns its result. Undefined, and the work is not begun, if another
   * process uses the store or this one owns rooms. The work calls `check` before each change, which rejects once that is
   * no longer certain.
   */
  alone<Result>(work: (check: () => Promise<void>) => Promise<Result>): Promise<Result | undefined>;
  close(): Promise<void>;
}
