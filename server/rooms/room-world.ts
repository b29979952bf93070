import { ServerError } from '@colyseus/core';
import type { z } from 'zod';
import { hasMap, largestRoomSeed } from '../../shared/beginning.ts';
import { reasonText } from '../../shared/notices/notice.ts';
import type { SharedMemory } from '../contracts/world-model.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { ReopenedRoom } from '../store/whole-room.ts';
import { RecordedWorld } from '../world/log/recorded-world.ts';
import { ReplayedWorld } from '../world/log/replayed-world.ts';
import { modeNamed } from '../world/modes/modes.ts';
import { World } from '../world/world.ts';
import type { WorldOptions } from '../world/world-options.ts';
import { beginningSeed } from './beginning-seed.ts';
import { brokenWorld, brokenWorldCode } from './broken-world.ts';
import type { roomPlanSchema } from './room-plan.ts';
import type { RoomPack, RoomServices } from './room-services.ts';
import { PendingLog } from './saving/pending-log.ts';
import type { Past } from './saving/saved-plan.ts';

/** The world of a room with what it was made from. */
export interface RoomWorld {
  world: World;
  memory: SharedMemory;
  seed: WorldSeed;
  roomSeed: number;
  /** What happens in it, for the store. Undefined for a room that is not kept. */
  pending: PendingLog | undefined;
}

/** The world of a new room, at its beginning; the seed tells what it is called. */
export async function openRoomWorld(options: {
  /** The room's id. */
  room: string;
  plan: Pick<z.output<typeof roomPlanSchema>, 'world' | 'mode' | 'roomSeed' | 'begin' | 'plan' | 'looks'>;
  services: Pick<RoomServices, 'pack' | 'model' | 'createMemory' | 'saves'>;
  freed: WorldOptions['freed'];
  /** Told of ground that could not be filled in. */
  mapFailed(error: unknown): void;
  /** What the store has of the room, where it goes on. */
  reopened: ReopenedRoom | undefined;
  /** What is to happen again, in a room that shows the past. */
  past: Past | undefined;
}): Promise<RoomWorld> {
  const { room, plan, services, freed, mapFailed, reopened, past } = options;
  const { pack, model } = services;
  const saved = past?.start ?? reopened;
  const roomSeed = saved?.about.roomSeed ?? plan.roomSeed ?? Math.floor(Math.random() * largestRoomSeed);
  const seed = saved ? await savedSeed(pack, saved) : await newSeed(pack, plan, roomSeed);
  const memory = services.createMemory(pack.manifest, seed);
  const parts: WorldOptions = {
    mode: modeNamed(saved?.world.match.mode ?? plan.mode),
    ...{ pack, seed, generator: model, memory, roomSeed, room, freed },
    ...(hasMap(plan.begin) && {
      map: { asked: plan.plan, began: saved?.about.began, failed: mapFailed },
    }),
  };
  if (past !== undefined) {
    const recorded = await RoomMemory.restore(pack.manifest, past.start.memory);
    const world = await ReplayedWorld.of(
      { ...parts, memory: recorded.fork() },
      { world: past.start.world, memory: recorded, log: past.log },
    );
    return { world, memory, seed, roomSeed, pending: undefined };
  }
  if (services.saves === undefined || memory.snapshot === undefined) {
    const world = new World(parts);
    await fillStarts(world, mapFailed);
    return { world, memory, seed, roomSeed, pending: undefined };
  }
  const pending = new PendingLog();
  const world = new RecordedWorld(parts, pending.record);
  if (reopened !== undefined) world.restore(reopened.world);
  else await fillStarts(world, mapFailed);
  memory.journal = pending.journal;
  return { world, memory, seed, roomSeed, pending };
}

/** The world seed of a saved room, whose memory is what the room's has become. */
async function savedSeed(
  { manifest }: Pick<RoomPack, 'manifest'>,
  { about, memory: snapshot, world: { map } }: ReopenedRoom,
): Promise<WorldSeed> {
  const memory = await RoomMemory.restore(manifest, snapshot);
  // It is this room's alone, and needs no copy.
  const prepared = { fork: (budget?: MemoryBudget) => memory.use(budget) };
  return { ...about.seed, ...(map && { map }), keyframes: snapshot.keyframes, prepared };
}

/** Metres around a start that are filled in before the room opens: to there, pictures show no haze. */
const startReach = 20;
/** Milliseconds that a room waits for its ground. What is not there by then comes while people play. */
const longestFilling = 30_000;

/** Nobody is to see ground before it is there: what a picture shows is remembered. */
async function fillStarts(world: World, failed: (error: unknown) => void): Promise<void> {
  const [start] = world.spawns;
  await world.map?.fillAround([start], startReach, AbortSignal.timeout(longestFilling)).catch(failed);
}

/** Rejects for a broken seed with a ServerError for whoever opens the room: {@link brokenWorld} as its message. */
async function newSeed(
  pack: RoomPack,
  { world, begin = 'world', looks }: Pick<z.output<typeof roomPlanSchema>, 'world' | 'begin' | 'looks'>,
  roomSeed: number,
): Promise<WorldSeed> {
  try {
    return await beginningSeed(pack, { begin, world, roomSeed, looks });
  } catch (error) {
    const refusal = brokenWorld(world, pack.folder, error);
    throw refusal === undefined ? error : new ServerError(brokenWorldCode, reasonText(refusal));
  }
}
