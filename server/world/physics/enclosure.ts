import { gapTo, isClear, type Solid, type Surroundings, solidOf } from '../../../shared/geometry/solids.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';

/** Extent along x or z, in metres, that walkable ground must have so that it is not an enclosure. */
export const roamReach = 3;
/**
 * Distance between the points at which passage is tested, metres. The points lie at multiples of it in the
 * world, not around the body. So the answer does not change while a body walks.
 */
const spacing = 1 / 16;
/**
 * Test radius for passage, metres. A point at which a body of 0.3 m fits has a tested point at most
 * `spacing` / sqrt(2) away that is passable, so every way that a body can walk is found. A gap of four
 * 0.125 m cells is too narrow for a body and is not passable.
 */
const passing = 0.252;
/** Radius of the search for room, metres. */
const searchReach = 4;
/** Distance between its candidates, and the free margin around the body, metres. */
const searchSpacing = 0.1;
const margin = 0.02;
/** Distance along x or z beyond which no block can matter: the search, the walk and the size of a block. */
const blockReach = searchReach + roamReach + 1;

/** Candidates around a body, in multiples of `searchSpacing`, nearest first. */
const steps = Math.round(searchReach / searchSpacing);
const offsets = Array.from({ length: (2 * steps + 1) ** 2 }, (_, index) => ({
  i: Math.floor(index / (2 * steps + 1)) - steps,
  j: (index % (2 * steps + 1)) - steps,
}))
  .filter(({ i, j }) => Math.hypot(i, j) <= steps)
  .sort((a, b) => Math.hypot(a.i, a.j) - Math.hypot(b.i, b.j));

/**
 * Whether the ground that is walkable from (x, z) is smaller than roamReach in x and z. Walls and blocks
 * enclose. Doors do not because they can be opened, and bodies do not because they can be pushed. A body that
 * is not enclosed cannot walk to a place where it is.
 */
export function isEnclosed(surroundings: Surroundings, x: number, z: number): boolean {
  return new Ground(surroundings, x, z).isPocket(x, z);
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
    const spot = { x: x + i * searchSpacing, z: z + j * searchSpacing };
    if (!isGround(surroundings.grid, spot.x, spot.z)) continue;
    if (!isClear(surroundings, spot.x, spot.z, radius + margin)) continue;
    if (!ground.isPocket(spot.x, spot.z)) return spot;
  }
  return undefined;
}

/** Walkable ground around (x, z), explored lazily. */
class Ground {
  readonly #walls: Surroundings;
  readonly #blocks: readonly Solid[];
  /** The tested point next to (x, z), in multiples of `spacing`. Keys count from it. */
  readonly #originI: number;
  readonly #originJ: number;
  readonly #passable = new Map<number, boolean>();
  readonly #pocket = new Map<number, boolean>();

  constructor({ grid, obstacles }: Surroundings, x: number, z: number) {
    this.#walls = { grid, obstacles: [] };
    this.#blocks = obstacles.flatMap((entity) => {
      const isNear = Math.max(Math.abs(entity.x - x), Math.abs(entity.z - z)) < blockReach;
      return entity.kind === 'block' && isNear ? (solidOf(entity) ?? []) : [];
    });
    this.#originI = Math.round(x / spacing);
    this.#originJ = Math.round(z / spacing);
  }

  /** Whether the ground that is reachable from (x, z) is smaller than roamReach in x and z. */
  isPocket(x: number, z: number): boolean {
    const i = Math.round(x / spacing) - this.#originI;
    const j = Math.round(z / spacing) - this.#originJ;
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
    const x = (this.#originI + i) * spacing;
    const z = (this.#originJ + j) * spacing;
    const passable =
      this.#blocks.every((block) => gapTo(block, x, z).distance >= passing) &&
      isClear(this.#walls, x, z, passing);
    this.#passable.set(key, passable);
    return passable;
  }
}

function keyOf(i: number, j: number): number {
  return (i + 512) * 1024 + j + 512;
}
