import type { Beginning } from '../../shared/beginning.ts';
import type { Manifest } from '../../shared/pack.ts';
import { planCellSize, planTile } from '../../shared/plan.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { blockTiles } from '../map-generation/tile-order.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { chance } from '../world/random.ts';

export interface BeginningSources {
  manifest: Manifest;
  /** Reads a world seed of the pack. */
  seed(name: string): Promise<WorldSeed>;
}

/** Separates these random numbers from others of the same room seed. */
const sunLots = 0x73756e;
const startLots = 0x737461;

export interface BeginningChoice {
  begin: Beginning;
  /** Name of the pack's world seed; not read for `nothing`. */
  world: string;
  roomSeed: number;
  /** Values of controls that the room begins with, by name, where they are not those of its pictures. */
  looks?: Readonly<Record<string, number>> | undefined;
}

/** The world seed that a room begins from. */
export async function beginningSeed(sources: BeginningSources, choice: BeginningChoice): Promise<WorldSeed> {
  const seed = await seedOf(sources, choice);
  const { looks = {} } = choice;
  return Object.keys(looks).length === 0 ? seed : { ...seed, asked: { ...seed.asked, ...looks } };
}

async function seedOf(
  { manifest, seed }: BeginningSources,
  { begin, world, roomSeed }: BeginningChoice,
): Promise<WorldSeed> {
  switch (begin) {
    case 'world':
    case 'endless':
      return seed(world);
    case 'picture':
      return onePicture(await seed(world));
    case 'nothing':
      return nothingSeen(manifest, roomSeed);
  }
}

/** The picture that shows most nearly what the first player sees first. Whoever comes stands where it was taken. */
function onePicture(whole: WorldSeed): WorldSeed {
  const { prepared: _, map: __, ...seed } = whole;
  const [start] = seed.spawns;
  const captured = seed.keyframes.filter(({ id }) => id >= 0);
  const [nearest] = captured.sort((a, b) => awayFrom(start, a) - awayFrom(start, b));
  const { x, z, yaw } = nearest.pose;
  return { ...seed, keyframes: [nearest], spawns: [{ x, z, yaw }], entities: [] };
}

/** Metres and radians, summed. */
function awayFrom(start: WorldSeed['spawns'][number], { pose }: Keyframe): number {
  const turn = pose.yaw - start.yaw;
  return (
    Math.hypot(pose.x - start.x, pose.z - start.z) + Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)))
  );
}

/**
 * The start is in the middle of a block of tiles that is filled in from nothing (tile-order.ts): at the corner of four
 * blocks, ten times as many tiles would have to be filled in before anybody sees anything.
 */
function nothingSeen(manifest: Manifest, roomSeed: number): WorldSeed {
  const middle = (blockTiles * planTile * planCellSize + planCellSize) / 2;
  const turn = (lots: number) => (chance(roomSeed, lots) * 2 - 1) * Math.PI;
  return {
    title: 'Out of nothing',
    source: `made up from seed ${roomSeed}`,
    spawns: [{ x: middle, z: middle, yaw: turn(startLots) }],
    entities: [],
    controls: Object.fromEntries(manifest.controls.map((control) => [control.name, control.default])),
    sun: turn(sunLots),
    keyframes: [],
  };
}
