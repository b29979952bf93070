import { type RoomAbout, roomFormat } from '../../store/room-content.ts';
import type { RoomContext } from '../room-context.ts';

/** What a new room is created with, for the store. */
export function aboutRoom(
  context: Pick<RoomContext, 'plan' | 'services' | 'seed' | 'roomSeed' | 'world'>,
): RoomAbout {
  const { plan, services, seed, roomSeed } = context;
  const { name, world, mode, seats, access, begin, plan: asked } = plan;
  const began = context.world.map?.began;
  const { title, source, spawns, entities, controls, sun } = seed;
  return {
    format: roomFormat,
    pack: services.pack.manifest.name,
    plan: {
      ...{ name, world, mode, seats, access },
      ...(begin && { begin }),
      ...(asked && { plan: asked }),
    },
    roomSeed,
    ...(began && { began }),
    seed: {
      title,
      source,
      spawns,
      entities,
      controls,
      ...(seed.asked && { asked: seed.asked }),
      ...(sun !== undefined && { sun }),
    },
  };
}
