import { ServerError } from '@colyseus/core';
import type { z } from 'zod';
import { reasonText } from '../../shared/notices/notice.ts';
import type { WorldSeed } from '../memory/world-seed.ts';
import { modeNamed } from '../world/modes/modes.ts';
import { World } from '../world/world.ts';
import type { WorldOptions } from '../world/world-options.ts';
import { brokenWorld, brokenWorldCode } from './broken-world.ts';
import type { roomPlanSchema } from './room-plan.ts';
import type { RoomPack, RoomServices } from './room-services.ts';

/** The world of a new room, at its beginning; the seed tells what it is called. */
export async function openRoomWorld(options: {
  /** The room's id. */
  room: string;
  plan: Pick<z.output<typeof roomPlanSchema>, 'world' | 'mode' | 'roomSeed'>;
  services: Pick<RoomServices, 'pack' | 'model' | 'createMemory'>;
  freed: WorldOptions['freed'];
}): Promise<{ world: World; seed: WorldSeed }> {
  const { room, plan, services, freed } = options;
  const { pack, model } = services;
  const seed = await readSeed(pack, plan.world);
  const world = new World({
    mode: modeNamed(plan.mode),
    pack,
    seed,
    generator: model,
    memory: services.createMemory(pack.manifest, seed),
    roomSeed: plan.roomSeed ?? Math.floor(Math.random() * 2 ** 31),
    room,
    freed,
  });
  return { world, seed };
}

/** Rejects for a broken seed with a ServerError for whoever opens the room: {@link brokenWorld} as its message. */
async function readSeed(pack: RoomPack, name: string): Promise<WorldSeed> {
  try {
    return await pack.seed(name);
  } catch (error) {
    const refusal = brokenWorld(name, pack.folder, error);
    throw refusal === undefined ? error : new ServerError(brokenWorldCode, reasonText(refusal));
  }
}
