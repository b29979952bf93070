import type { KnownGrid } from '../../contracts/known-grid.ts';
import { isClear, type Surroundings } from './solids.ts';

/** Extent along x or z, in metres, that walkable ground must have so that it is not an enclosure. */
export const roamReach = 3;
/** Distance between tested points, metres. Room with half of that to spare is always found. */
const spacing = 0.1;
/** Test radius for gaps, metres. A gap of five 0.125 m cells lets a body of 0.3 m through. */
const passing = 0.26;
/** Radius of the search, and the free margin around the body, metres. */
const searchReach = 4;
const margin = 0.02;

/** Points of a lattice with `spacing`, nearest first. */
const steps = Math.round(searchReach / spacing);
const offsets = Array.from({ length: (2 * steps + 1) ** 2 }, (_, index) => ({
  i: Math.floor(index / (2 * steps + 1)) - steps,
  j: (index % (2 * steps + 1)) - steps,
}))
  .filter(({ i, j }) => Math.hypot(i, j) <= steps)
  .sort((a, b) => Math.hypot(a.i, a.j) - Math.hypot(b.i, b.j));

/**
 * Whether the ground that is walkable from (x, z) is smaller than roamReach in x and z. Walls and blocks
 * enclose. Doors do not because they can be opened, and bodies do not because they can be pushed.
 */
export function isEnclosed(surroundings: Surroundings, x: number, z: number): boolean {
  return new Ground(surroundings, x, z).isPocket(0, 0);
}

/** Whether ground was seen here. Unseen cells may be the inside of a wall. */
export function isGround(grid: KnownGrid, x: number, z: number): boolean {
  return (
    grid.cell === undefined ||
    grid.cell(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize)) === 'floor'
  );
}

/**
 * The nearest position within 4 m of (x, z) at which a disc is on seen ground, touches nothing and is not
 * enclosed. Undefined if there is none.
 */
export function nearestRoom(
  surroundings: Surroundings & { readonly grid: KnownGrid },
  x: number,
  z: number,
  radius: number,
): { x: number; z: number } | undefined {
  const ground = new Ground(surroundings, x, z);
  for (const { i, j } of offsets) {
    const spot = { x: x + i * spacing, z: z + j * spacing };
    if (!isGround(surroundings.grid, spot.x, spot.z)) continue;
    if (!isClear(surroundings, spot.x, spot.z, radius + margin)) continue;
    if (!ground.isPocket(i, j)) return spot;
  }
  return undefined;
}

/** Walkable ground around (x, z), explored lazily. */
class Ground {
  readonly #still: Surroundings;
  readonly #x: number;
  readonly #z: number;
  readonly #passable = new Map<number, boolean>();
  readonly #pocket = new Map<number, boolean>();

  constructor({ grid, obstacles }: Surroundings, x: number, z: number) {
    this.#still = { grid, obstacles: obstacles.filter(({ kind }) => kind === 'block') };
    this.#x = x;
    this.#z = z;
  }

  /** Whether the ground that is reachable from a point is smaller than roamReach in x and z. */
  isPocket(i: number, j: number): boolean {
    const known = this.#pocket.get(keyOf(i, j));
    if (known !== undefined) return known;
    const seen = new Set([keyOf(i, j)]);
    const open = [{ i, j }];
    const least = { i, j };
    const most = { i, j };
    let pocket = true;
    for (let at = open.pop(); at !== undefined && pocket; at = open.pop()) {
      least.i = Math.min(least.i, at.i);
      least.j = Math.min(least.j, at.j);
      most.i = Math.max(most.i, at.i);
      most.j = Math.max(most.j, at.j);
      pocket = Math.max(most.i - least.i, most.j - least.j) * spacing < roamReach;
      const { i: atI, j: atJ } = at;
      const neighbours = [
        { i: atI - 1, j: atJ },
        { i: atI + 1, j: atJ },
        { i: atI, j: atJ - 1 },
        { i: atI, j: atJ + 1 },
      ];
      // Explores the farthest point first: on open ground that quickly leads out.
      neighbours.sort((a, b) => Math.hypot(a.i - i, a.j - j) - Math.hypot(b.i - i, b.j - j));
      for (const next of neighbours) {
        const key = keyOf(next.i, next.j);
        if (seen.has(key) || !this.#isPassable(next.i, next.j)) continue;
        seen.add(key);
        open.push(next);
      }
    }
    for (const key of seen) this.#pocket.set(key, pocket);
    return pocket;
  }

  #isPassable(i: number, j: number): boolean {
    const key = keyOf(i, j);
    const known = this.#passable.get(key);
    if (known !== undefined) return known;
    const passable = isClear(this.#still, this.#x + i * spacing, this.#z + j * spacing, passing);
    this.#passable.set(key, passable);
    return passable;
  }
}

function keyOf(i: number, j: number): number {
  return (i + 512) * 1024 + j + 512;
}
