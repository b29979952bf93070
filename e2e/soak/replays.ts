import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Random } from '../../models/reference/random.ts';
import { Generator } from '../../server/generation/generator.ts';
import { memoryHash } from '../../server/memory/memory-hash.ts';
import { RoomMemory } from '../../server/memory/room-memory.ts';
import { loadPack, type Pack } from '../../server/pack/pack.ts';
import { SqliteRoomStore } from '../../server/store/embedded/sqlite-room-store.ts';
import { unpacked } from '../../server/store/packed-data.ts';
import { logSchema, roomContentSchema } from '../../server/store/room-content.ts';
import { StoreThread } from '../../server/store/store-thread.ts';
import type { LogEntry } from '../../server/world/log/replay.ts';
import { Replay } from '../../server/world/log/replay.ts';
import { ReplayedWorld } from '../../server/world/log/replayed-world.ts';
import { modeNamed } from '../../server/world/modes/modes.ts';
import { stateHash } from '../../server/world/snapshots/state-hash.ts';
import { fastestReplay } from '../../shared/saves.ts';
import { quantile } from './figures.ts';
import { drawnEvery, frameHash, mode, playRecorded, roomId, roomSeed } from './recorded-play.ts';

const arena = resolve(import.meta.dirname, '../..', process.env.WORLDROOM_PACK ?? 'models/arena');
const world = 'bazaar';
/** Seeks to random ticks. */
const seeks = 40;
/** Seconds of the log that are repeated to measure the speed when nobody watches. */
const watchlessSeconds = 120;

export interface ReplayFigures {
  minutes: number;
  ticks: number;
  /** Ticks between two drawings of the four views. */
  drawn_every: number;
  /** Seconds that the play took. */
  played_within: number;
  keyframes: number;
  frames: number;
  /** Frames that the replay draws otherwise, or not at all. */
  other_frames: number;
  same_state: boolean;
  same_memory: boolean;
  /** Log seconds a second: with all views drawn again, and of a replay that nobody watches. */
  drawn_speed: number;
  watchless_speed: number;
  /** Seconds until a replay of everything is open: reading the store, building memory, reading the log. */
  opened_within: number;
  /** Milliseconds. */
  seek_p50: number;
  seek_most: number;
  /** Megabytes: logs, snapshots, blobs that are no keyframes, keyframes. */
  log_megabytes: number;
  snapshot_megabytes: number;
  other_blob_megabytes: number;
  keyframe_megabytes: number;
}

/**
 * Four play for some minutes of the simulated clock, and the log of it is replayed from its beginning, by a store on
 * disk, as a server does it.
 */
export async function measureReplays(
  minutes: number,
  say: (line: string) => void = () => {},
  random = new Random(7),
): Promise<{ figures: ReplayFigures; errors: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'replays-'));
  const pack = await loadPack(arena);
  const silent = () => {};
  const logger = { info: silent, warn: silent, error: silent };
  const generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  let store = await StoreThread.open({ place: { kind: 'folder', folder }, manifest: pack.manifest });
  try {
    const seed = await pack.seed(world);
    const start = performance.now();
    const since = (from: number) => (performance.now() - from) / 1000;
    const played = await playRecorded({
      ...{ pack, seed, generator, store, minutes, random },
      minuteEnded: (minute) => say(`minute ${minute} was played after ${since(start).toFixed(0)} s`),
    });
    const played_within = since(start);
    await store.close();
    const sizes = await bytesOf(folder);
    store = await StoreThread.open({ place: { kind: 'folder', folder }, manifest: pack.manifest });
    const [first] = await store.slots(roomId);
    const opening = performance.now();
    const past = await store.replay(roomId, first.id);
    if (past === undefined) throw new Error('The log is gone.');
    const recorded = await RoomMemory.restore(pack.manifest, past.start.memory);
    const parts = { mode: modeNamed(mode), pack, seed, generator, roomSeed, room: roomId };
    const memory = recorded.fork();
    const begun = { world: past.start.world, memory: recorded, log: past.log };
    const replayed = await ReplayedWorld.of({ ...parts, memory }, begun);
    const opened_within = since(opening);
    say(`a replay is open after ${opened_within.toFixed(1)} s`);
    const { times, speed } = await measureSeeks(replayed, pack, random);
    say(`seeks take ${(Math.max(...times) / 1000).toFixed(2)} s at most`);
    const drawn = await drawAgain(begun, parts);
    const other = [...played.frames].filter(([frame, hash]) => drawn.frames.get(frame) !== hash);
    const figures: ReplayFigures = {
      ...{ minutes, ticks: played.ticks, drawn_every: drawnEvery, played_within },
      ...{ keyframes: played.keyframes, frames: played.frames.size, other_frames: other.length },
      same_state: drawn.state === played.state,
      same_memory: drawn.memory === played.memory,
      ...{ drawn_speed: (60 * minutes) / drawn.seconds, watchless_speed: speed, opened_within },
      ...{ seek_p50: quantile(times, 0.5), seek_most: Math.max(...times) },
      ...sizes,
    };
    const same = figures.same_state && figures.same_memory && other.length === 0;
    return { figures, errors: same ? [] : ['the replay of the log is not what was played'] };
  } finally {
    await store.close();
    await generator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of each seek, and the speed of a replay that nobody watches: log seconds a second. */
async function measureSeeks(replayed: ReplayedWorld, { manifest }: Pack, random: Random) {
  const { rate } = manifest.view;
  const times: number[] = [];
  replayed.speed = 0;
  await replayed.advance();
  for (let seek = 0; seek < seeks; seek++) {
    // The first one goes to the end, from the beginning.
    const share = seek === 0 ? 1 : random.next();
    replayed.seek(replayed.from + share * (replayed.to - replayed.from));
    const began = performance.now();
    await replayed.advance();
    times.push(performance.now() - began);
  }
  replayed.seek(replayed.from);
  await replayed.advance();
  replayed.speed = fastestReplay;
  const ticks = Math.min(watchlessSeconds * rate, replayed.to - replayed.from);
  const began = performance.now();
  while (replayed.state.tick < replayed.from + ticks) await replayed.advance();
  return { times, speed: ticks / rate / ((performance.now() - began) / 1000) };
}

async function drawAgain(
  { world, memory: recorded, log }: Parameters<typeof ReplayedWorld.of>[1],
  parts: Omit<ConstructorParameters<typeof Replay>[0], 'memory'> & { pack: Pack },
) {
  const memory = recorded.fork();
  const frames = new Map<string, string>();
  const replay = new Replay({
    ...{ ...parts, memory },
    deliver: (views) => {
      for (const view of views) frames.set(...frameHash(view, parts.pack));
    },
  });
  replay.world.restore(world);
  const began = performance.now();
  let part: LogEntry[] = [];
  for (const entry of log) {
    part.push(entry);
    // Parts end with ticks: a replay looks ahead in its part for keyframes.
    if (entry.do !== 'ticked' || part.length < 1000) continue;
    await replay.repeat(part);
    part = [];
  }
  await replay.repeat(part);
  return {
    frames,
    seconds: (performance.now() - began) / 1000,
    state: stateHash(replay.world.snapshot()),
    memory: memoryHash(memory.snapshot(), { evidence: false }),
  };
}

async function bytesOf(folder: string) {
  const store = new SqliteRoomStore(join(folder, 'rooms.db'));
  let [log, snapshots, blobs, keyframes] = [0, 0, 0, 0];
  const pictures = new Set<string>();
  try {
    const slots = await store.slots(roomId);
    for (const { events } of await store.log(roomId, slots[0].id)) {
      log += events.length;
      for (const entry of (await unpacked(events, logSchema, 'the log')).entries) {
        if (entry.do === 'memory' && entry.change.type === 'held') pictures.add(nameOf(entry.change.picture));
      }
    }
    for (const { id } of slots) {
      const data = (await store.open(roomId, { snapshot: id }))?.snapshot.data ?? new Uint8Array();
      snapshots += data.length;
      const { memory } = await unpacked(data, roomContentSchema, 'the snapshot');
      for (const { picture } of memory.keyframes) pictures.add(nameOf(picture));
    }
  } finally {
    await store.close();
  }
  for (const file of await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const { size } = await stat(join(file.parentPath, file.name));
    if (pictures.has(nameOf(file.name))) keyframes += size;
    else blobs += size;
  }
  return {
    ...{ log_megabytes: log / 1e6, snapshot_megabytes: snapshots / 1e6 },
    ...{ other_blob_megabytes: blobs / 1e6, keyframe_megabytes: keyframes / 1e6 },
  };
}

/** The last digits of a digest, which the name of its file ends with. */
const nameOf = (text: string) => text.slice(-32);
