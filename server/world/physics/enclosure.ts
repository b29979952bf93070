import type { KnownGrid } from '../../contracts/known-grid.ts';
import { isClear, type Surroundings } from './solids.ts';

/** Metres, along x or z, over which somebody has to be able to walk for a place not to be enclosed. */
export const roamReach = 3;
/** Metres from one looked-at point to the next; half that of room to spare is always found. */
const spacing = 0.1;
/** Radius, metres, with which gaps are tried: a gap of five 0.125 m cells lets a body of 0.3 m through. */
const passing = 0.26;
/** Metres within which a place is looked for, and the room that it has to have beside the body. */
const searchReach = 4;
const margin = 0.02;

/** Points around a place, in steps of `spacing`, the nearest first. */
const steps = Math.round(searchReach / spacing);
const offsets = Array.from({ length: (2 * steps + 1) ** 2 }, (_, index) => ({
  i: Math.floor(index / (2 * steps + 1)) - steps,
  j: (index % (2 * steps + 1)) - steps,
}))
  .filter(({ i, j }) => Math.hypot(i, j) <= steps)
  .sort((a, b) => Math.hypot(a.i, a.j) - Math.hypot(b.i, b.j));

/**
 * Whether all that somebody at (x, z) can walk to is less than roamReach wide and deep. Walls and
 * blocks shut in; doors do not, because they can be opened, and neither do bodies, because they can
 * be pushed.
 */
export function isEnclosed(surroundings: Surroundings, x: number, z: number): boolean {
  return new Ground(surroundings, x, z).isPocket(0, 0);
}

/** True where ground has been seen: what nobody has seen may be the inside of a wall. */
export function isGround(grid: KnownGrid, x: number, z: number): boolean {
  return (
    grid.cell === undefined ||
    grid.cell(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize)) === 'floor'
  );
}

/**
 * The nearest place within 4 m of (x, z) at which a disc stands on ground that was seen, touches
 * nothing and is not enclosed; undefined when there is none.
 */
export function nearestRoom(
  surroundings: Surroundings & { readonly grid: KnownGrid },
  x: number,
  z: number,
  radius: number,
): { x: number; z: number } | undefined {
  const ground = new Ground(surroundings, x, z);
  for (const { i, j } of offsets) {
    const place = { x: x + i * spacing, z: z + j * spacing };
    if (!isGround(surroundings.grid, place.x, place.z)) continue;
    if (!isClear(surroundings, place.x, place.z, radius + margin)) continue;
    if (!ground.isPocket(i, j)) return place;
  }
  return undefined;
}

/** What can be walked around (x, z), looked at point by point as far as it is needed. */
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

  /** Whether all that can be reached from a point is less than roamReach wide and deep. */
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
      // The farthest is looked at first: on open ground that is a straight way out.
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
