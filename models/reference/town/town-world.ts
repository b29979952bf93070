import { ballColour, halfExtents } from '../../../shared/entity.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { Random } from '../random.ts';
import { doorAt, openDirection, orbAt, type ReferenceWorld, randomTheme } from '../world.ts';
import type { Town, TownArea } from './town.ts';

/** Seeds of what a window shows besides its plan, apart from those of the plan. */
const key = 6;

/**
 * A square window of a town as a reference world, which the reference renderer draws: its corner is the origin, and
 * the ground around it is flat and empty. Theme and the side to which doors slide depend on seed and place alone.
 * @throws RangeError if no player starts in the window
 */
export function townWorld(town: Town, area: Omit<TownArea, 'depth'>): ReferenceWorld {
  const { x0, z0, width: size } = area;
  const { heights, wallMaterial, floorMaterial, ...things } = town.window({ ...area, depth: size });
  const [start] = things.starts;
  if (!start) throw new RangeError(`no player starts within ${size} m of ${x0}, ${z0}; take a larger window`);
  const solidAt = (x: number, z: number) =>
    x < 0 || z < 0 || x >= size || z >= size || heights[z * size + x] > 0;
  const doors = new Set(things.doorways.map(({ x, z }) => z * size + x));
  const closed: SolidGrid = { cellSize: 1, solidAt: (x, z) => solidAt(x, z) || doors.has(z * size + x) };
  return {
    seed: town.seed,
    size,
    cellSize: 1,
    solidAt,
    heights,
    wallMaterial,
    floorMaterial,
    doors: things.doorways.map((door) =>
      doorAt(door, Random.keyed(town.seed, key, door.x + x0, door.z + z0)),
    ),
    orbs: things.orbs.map(({ x, z }) => orbAt(x + 0.5, z + 0.5)),
    ball: {
      kind: 'ball',
      x: start.x + 0.5,
      y: halfExtents.ball[1],
      z: start.z + 0.5,
      yaw: 0,
      colour: ballColour,
      state: 0,
    },
    blocks: [],
    spawns: things.starts.map(({ x, z }) => ({
      x: x + 0.5,
      z: z + 0.5,
      yaw: openDirection(closed, x + 0.5, z + 0.5, size),
    })),
    theme: randomTheme(Random.keyed(town.seed, key)),
  };
}
