import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { beginningSeed } from '../../../server/rooms/beginning-seed.ts';
import { World } from '../../../server/world/world.ts';
import { onePicture } from './one-picture.ts';
import { walkOutwards } from './outward-walks.ts';
import { type TileTime, watchedModel } from './watched-model.ts';

/** What rooms begin with in which bots walk. */
export const walkedBeginnings = ['picture', 'nothing'] as const;
export type WalkedBeginning = (typeof walkedBeginnings)[number];

/** Metres around a start that are filled in before anybody walks, as rooms do. */
const startReach = 20;
/** Room seeds of these walks are not those of others. */
const firstSeed = 5_000;

/** What {@link measureShutIn} takes in full, and in a shorter run. */
export const shutInPlay = { full: { rooms: 4, ticks: 10_000 }, quick: { rooms: 1, ticks: 300 } } as const;

/** Bots that walk outwards in rooms with different beginnings. */
export interface ShutInFigures {
  rooms: number;
  bots: number;
  ticks: number;
  /** Searches for a way to ground farther out, and those that found none: the bot was shut in. */
  searches: number;
  shut_in: number;
  /** Farthest metres from the start, of the median bot and of the one that got least far. */
  median_metres: number;
  least_metres: number;
  tiles: number;
}

export interface ShutInOptions {
  /** Rooms of each beginning. */
  rooms: number;
  /** Ticks that each bot walks. */
  ticks: number;
  /** In each room; they walk in different directions. One by default. */
  bots?: number;
  beginnings?: readonly WalkedBeginning[];
  /** Room seeds from here on. */
  first?: number;
}

/** No pictures are drawn: bodies move and collide as in play, over tiles that the pack's plan graph fills in. */
export async function measureShutIn(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move' | 'fillTile'>,
  { rooms, ticks, bots = 1, beginnings = walkedBeginnings, first = firstSeed }: ShutInOptions,
): Promise<ShutInFigures> {
  const time: TileTime = { tiles: 0, milliseconds: 0 };
  const model = watchedModel(generator, time);
  const figures = { searches: 0, shut_in: 0 };
  const metres: number[] = [];
  for (let room = first; room < first + rooms; room++) {
    for (const begin of beginnings) {
      const seed = await walkedSeed(pack, begin, room);
      const memory = new RoomMemory(pack.manifest);
      const world = new World({ pack, seed, generator: model, memory, roomSeed: room, map: {} });
      const [start] = seed.spawns;
      await world.map?.fillAround([start], startReach);
      const walks = await walkOutwards(world, {
        ...{ start, bots, ticks, seed: room },
        ticked: () => model.filled(),
      });
      figures.searches += walks.searches;
      figures.shut_in += walks.shut_in;
      metres.push(...walks.metres);
      world.close();
    }
  }
  const sorted = metres.toSorted((a, b) => a - b);
  return {
    rooms: rooms * beginnings.length,
    bots: metres.length,
    ticks,
    ...figures,
    median_metres: sorted[Math.floor(sorted.length / 2)],
    least_metres: sorted[0],
    tiles: time.tiles,
  };
}

/** What a room begins with: one picture of a held-out town, or nothing. */
async function walkedSeed(pack: Pack, begin: WalkedBeginning, roomSeed: number) {
  const { manifest } = pack;
  if (begin === 'picture') return onePicture(roomSeed, manifest.view, manifest.motion.eyeHeight).worldSeed;
  const sources = { manifest, seed: (name: string) => pack.seed(name) };
  return beginningSeed(sources, { begin, world: '', roomSeed });
}
