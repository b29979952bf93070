import type { GeneratedView } from '../../../server/contracts/view.ts';
import { tileMetres } from '../../../server/map-generation/tile.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { RoomPack, RoomServices } from '../../../server/rooms/room-services.ts';
import { openRoomWorld } from '../../../server/rooms/room-world.ts';
import { defaultMode } from '../../../server/world/modes/modes.ts';
import type { World } from '../../../server/world/world.ts';
import type { PlanRequest } from '../../../shared/beginning.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { planTile } from '../../../shared/plan.ts';
import type { SquarePlan } from '../map/map-figures.ts';

/** Tiles along each side of the ground that is read around a place, which stands in the middle one. */
const readTiles = 5;
export const readCells = readTiles * planTile;

export interface RoomChoice {
  roomSeed: number;
  plan?: PlanRequest;
  looks?: Readonly<Record<string, number>>;
}

/** A room that begins with nothing, opened as the engine opens rooms, with the ground around its start. */
export async function openedRoom(
  pack: RoomPack,
  model: RoomServices['model'],
  { roomSeed, plan, looks }: RoomChoice,
): Promise<World> {
  const { world } = await openRoomWorld({
    room: `opened-${roomSeed}`,
    plan: { world: '', mode: defaultMode.name, begin: 'nothing', roomSeed, plan, looks },
    services: { pack, model, createMemory: (manifest) => new RoomMemory(manifest), saves: undefined },
    freed: undefined,
    mapFailed: (error) => {
      throw error;
    },
    reopened: undefined,
    past: undefined,
  });
  await fillGround(world, world.spawns[0]);
  return world;
}

/** Fills in the ground around a place that {@link playedPlan} reads. */
export async function fillGround(world: World, place: { x: number; z: number }): Promise<void> {
  const first = (metres: number) =>
    (Math.floor(metres / tileMetres) - (readTiles - 1) / 2 + 0.5) * tileMetres;
  const middles = Array.from({ length: readTiles ** 2 }, (_, i) => ({
    x: first(place.x) + (i % readTiles) * tileMetres,
    z: first(place.z) + Math.floor(i / readTiles) * tileMetres,
  }));
  await world.map?.fillAround(middles, 0);
  await world.advance();
}

/** The map around a place, as bodies collide with it and pictures show it, and which of its cells were given. */
export function playedPlan(
  world: World,
  place: { x: number; z: number },
): SquarePlan & { given: Uint8Array } {
  const ground = world.map?.groundAround(place);
  if (!ground) throw new Error('a room without a map has no plan to read');
  const first = (ground.size - readCells) / 2;
  const read = (plane: Uint8Array) => {
    const cells = new Uint8Array(readCells ** 2);
    for (let z = 0; z < readCells; z++) {
      const from = (first + z) * ground.size + first;
      cells.set(plane.subarray(from, from + readCells), z * readCells);
    }
    return cells;
  };
  return {
    size: readCells,
    kinds: read(ground.kinds),
    materials: read(ground.materials),
    given: read(ground.given),
  };
}

/** Pictures of cameras at these poses. */
export async function picturesOf(world: World, poses: readonly Pose[]): Promise<GeneratedView[]> {
  for (const [i, pose] of poses.entries()) world.setCamera(`look-${i}`, pose);
  const views = await world.draw();
  for (const i of poses.keys()) world.setCamera(`look-${i}`, undefined);
  return views;
}
