import { join } from 'node:path';
import { Generator } from '../../server/generation/generator.ts';
import { memoryHash } from '../../server/memory/memory-hash.ts';
import { RoomMemory } from '../../server/memory/room-memory.ts';
import { loadPack, type Pack } from '../../server/pack/pack.ts';
import { FileBlobStore } from '../../server/store/embedded/file-blob-store.ts';
import { SqliteRoomStore } from '../../server/store/embedded/sqlite-room-store.ts';
import { SavedRooms } from '../../server/store/saved-rooms.ts';
import type { ReopenedRoom } from '../../server/store/whole-room.ts';
import { type LogEntry, Replay } from '../../server/world/log/replay.ts';
import { modeNamed } from '../../server/world/modes/modes.ts';
import { stateHash } from '../../server/world/snapshots/state-hash.ts';
import { hasMap } from '../../shared/beginning.ts';

/** What a data folder has of a room. */
export interface SavedCheck {
  /** What the room is when it is opened again. */
  room: ReopenedRoom;
  /** Tick of the snapshot from which the log was replayed, and ticks that were replayed. */
  from: number;
  replayed: number;
  /** Whether the replay goes through all states that the log says, and ends in the state that the room opens with. */
  sameState: boolean;
  /** Whether it ends in the memory that the room opens with. */
  sameMemory: boolean;
  /** Bytes of everything but keyframes, and of keyframes. */
  logBytes: number;
}

/** Opens a data folder that no server has, as a server would, and replays the log of a room beside it. */
export class SavedFolder {
  readonly #folder: string;
  readonly #pack: Pack;
  readonly #generator: Generator;

  private constructor(folder: string, pack: Pack, generator: Generator) {
    this.#folder = folder;
    this.#pack = pack;
    this.#generator = generator;
  }

  static async open(folder: string, packFolder: string): Promise<SavedFolder> {
    const pack = await loadPack(packFolder);
    const silent = () => {};
    const logger = { info: silent, warn: silent, error: silent };
    const generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
    return new SavedFolder(folder, pack, generator);
  }

  /** Ticks a second. */
  get rate(): number {
    return this.#pack.manifest.view.rate;
  }

  /** @param pick Chooses one of the snapshots of the newest epoch to replay from: a number in [0, 1). */
  async check(id: string, pick: number): Promise<SavedCheck> {
    const store = new SqliteRoomStore(join(this.#folder, 'rooms.db'));
    const rooms = new SavedRooms(store, new FileBlobStore(join(this.#folder, 'blobs')), this.#pack.manifest);
    try {
      const room = await rooms.open(id);
      if (room === undefined) throw new Error(`The data folder has no room ${id}.`);
      const slots = (await rooms.slots(id)).filter(({ epoch }) => epoch === room.epoch);
      const slot = slots[Math.floor(pick * slots.length)];
      const commits = await store.log(id, slot.id);
      const found = await rooms.replay(id, slot.id);
      if (found === undefined) throw new Error(`The snapshot ${slot.id} is gone.`);
      const memory = await RoomMemory.restore(this.#pack.manifest, found.start.memory);
      const replay = new Replay({
        ...{ mode: modeNamed(room.about.plan.mode), pack: this.#pack, memory, room: id },
        seed: { ...room.about.seed, keyframes: found.start.memory.keyframes },
        generator: this.#generator,
        roomSeed: room.about.roomSeed,
        ...(hasMap(room.about.plan.begin) && { map: { began: room.about.began } }),
      });
      replay.world.restore(found.start.world);
      const loggedStatesAgree = await repeats(replay, found.log);
      const kinds = { evidence: false };
      return {
        room,
        from: slot.tick,
        replayed: replay.world.state.tick - slot.tick,
        sameState: loggedStatesAgree && stateHash(replay.world.snapshot()) === stateHash(room.world),
        sameMemory: memoryHash(memory.snapshot(), kinds) === memoryHash(room.memory, kinds),
        logBytes: commits.reduce((sum, { events }) => sum + events.length, 0),
      };
    } finally {
      await rooms.close();
    }
  }

  close(): Promise<void> {
    return this.#generator.close();
  }
}

/** Repeats a log. Whether the world had each state that the log says. */
async function repeats(replay: Replay, log: readonly LogEntry[]): Promise<boolean> {
  let agree = true;
  let part: LogEntry[] = [];
  for (const entry of log) {
    part.push(entry);
    if (entry.do !== 'state') continue;
    await replay.repeat(part);
    part = [];
    agree &&= stateHash(replay.world.stateOfLog()) === stateHash({ ...entry.world, map: undefined });
  }
  await replay.repeat(part);
  return agree;
}
