import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { OutwardWalker } from '../endless/outward-walker.ts';
import { type WatchedModel, watchedModel } from '../endless/watched-model.ts';
import { openedRoom } from './opened-room.ts';

/** Metres from a goal at which it counts as reached, and ticks for a metre after which a walk goes on to the next goal. */
const near = 4;
const ticksAMetre = 20;
/** Metres within which the ground is filled in before anybody walks, which is the same for both. */
const startGround = 40;

export interface TwoWalksFigures {
  /** Rooms that were walked through twice. */
  rooms: number;
  /** Tiles that both walks filled in, those of them far from the start, and how many of all are the same to the bit. */
  tiles: number;
  far: number;
  same: number;
}

export interface TwoWalksOptions {
  roomSeeds: readonly number[];
  /** Metres of each leg: both walks end at the same place, around opposite corners. */
  leg: number;
  /** Networks of their own for each walk: nothing that one remembers is there for the other. */
  start: () => Promise<Pick<Generator, 'generate' | 'move' | 'fillTile' | 'close'>>;
}

/** Walks to the same place in two ways, in rooms of the same seed, and compares the maps. */
export async function measureTwoWalks(
  pack: Pack,
  { roomSeeds, leg, start }: TwoWalksOptions,
): Promise<TwoWalksFigures> {
  const figures = { rooms: roomSeeds.length, tiles: 0, far: 0, same: 0 };
  for (const roomSeed of roomSeeds) {
    const walks: Walked[] = [];
    for (const isFirstAlong of [true, false]) {
      const generator = await start();
      try {
        walks.push(await walk(pack, watchedModel(generator), { roomSeed, leg, isFirstAlong }));
      } finally {
        await generator.close();
      }
    }
    const [one, other] = walks;
    for (const [place, tile] of one.tiles) {
      const again = other.tiles.get(place);
      if (again === undefined) continue;
      figures.tiles++;
      if (again.text === tile.text) figures.same++;
      if (Math.hypot(tile.x - one.start.x, tile.z - one.start.z) > startGround) figures.far++;
    }
  }
  return figures;
}

interface Walked {
  start: GroundPoint;
  /** By place: the corner in metres, and what the tile has, as a saved room has it. */
  tiles: Map<string, GroundPoint & { text: string }>;
}

async function walk(
  pack: Pack,
  model: WatchedModel,
  { roomSeed, leg, isFirstAlong }: { roomSeed: number; leg: number; isFirstAlong: boolean },
): Promise<Walked> {
  const world = await openedRoom(pack, model, { roomSeed });
  const [start] = world.spawns;
  world.join('walker', 'walker');
  world.setDrawn('walker', false);
  const end = { x: start.x + leg, z: start.z + leg };
  const corner = isFirstAlong ? { x: end.x, z: start.z } : { x: start.x, z: end.z };
  for (const goal of [corner, end]) await walkTo(world, model, goal, leg);
  const tiles = (world.toSeed().map ?? []).map(({ x, z, kinds, materials }) => {
    return [`${x} ${z}`, { x: x * 8, z: z * 8, text: `${kinds} ${materials}` }] as const;
  });
  world.close();
  return { start, tiles: new Map(tiles) };
}

async function walkTo(world: World, model: WatchedModel, goal: GroundPoint, metres: number): Promise<void> {
  const walker = new OutwardWalker(world, goal);
  const player = (): Player => {
    const found = world.state.players.get('walker');
    if (!found) throw new Error('the walker left');
    return found;
  };
  for (let tick = 0; tick < ticksAMetre * metres; tick++) {
    const { body, acknowledged } = player();
    if (Math.hypot(body.x - goal.x, body.z - goal.z) < near) return;
    world.setInput('walker', { sequence: acknowledged + 1, action: walker.act(player(), tick) });
    await world.advance();
    await model.filled();
  }
}
