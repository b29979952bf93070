import { modulo, type Tile, tileKey } from './tile.ts';

/**
 * The order in which tiles are filled in. Squares of blockTiles x blockTiles tiles ("blocks") are filled in in four
 * phases; blocks of one phase never touch each other. Within a block, tiles follow each other in rows. A tile is filled
 * in from those tiles around it that come before it. So what it becomes depends on a bounded set of tiles, and not on
 * the order in which places are visited.
 *
 * With blocks of one tile, a quarter of the tiles would be filled in from nothing, and walls would not go on between
 * them. Training knows windows in the same way (worldroom_training/plans/masks.py).
 */
export const blockTiles = 3;

/** Tiles after which the order repeats itself along each axis. */
export const orderPeriod = 2 * blockTiles;

/** 0 to 3. */
export function phaseOf({ x, z }: Tile): number {
  return modulo(Math.floor(x / blockTiles), 2) + 2 * modulo(Math.floor(z / blockTiles), 2);
}

/** Of two tiles that touch each other, the one with the lower number comes first. */
export function rankOf(tile: Tile): number {
  const row = modulo(tile.z, blockTiles) * blockTiles + modulo(tile.x, blockTiles);
  return phaseOf(tile) * blockTiles * blockTiles + row;
}

/** The tiles around a tile that are filled in before it, and that it is filled in from. */
export function earlierNeighbours(tile: Tile): Tile[] {
  const rank = rankOf(tile);
  const found: Tile[] = [];
  for (let dz = -1; dz <= 1; dz++) {
    for (let dx = -1; dx <= 1; dx++) {
      const neighbour = { x: tile.x + dx, z: tile.z + dz };
      if (rankOf(neighbour) < rank) found.push(neighbour);
    }
  }
  return found;
}

/** Whether a tile comes after another one. Of tiles with the same number, whose order does not matter, one does, too. */
export function isLater(tile: Tile, than: Tile): boolean {
  return rankOf(tile) - rankOf(than) > 0 || (rankOf(tile) === rankOf(than) && isBeyond(tile, than));
}

function isBeyond(tile: Tile, than: Tile): boolean {
  return tile.z > than.z || (tile.z === than.z && tile.x > than.x);
}

/** By place within {@link orderPeriod}: tiles that the tile there depends on, as steps from it. */
const closures = new Map<number, Tile[]>();

/** All tiles that a tile depends on, each after those that it depends on itself. */
export function dependenciesOf(tile: Tile): Tile[] {
  const place = modulo(tile.z, orderPeriod) * orderPeriod + modulo(tile.x, orderPeriod);
  const steps = closures.get(place) ?? closureOf(tile);
  closures.set(place, steps);
  return steps.map(({ x, z }) => ({ x: tile.x + x, z: tile.z + z }));
}

function closureOf(tile: Tile): Tile[] {
  const found = new Map<number, Tile>();
  const queue = [tile];
  for (const next of queue) {
    for (const earlier of earlierNeighbours(next)) {
      if (found.has(tileKey(earlier))) continue;
      found.set(tileKey(earlier), earlier);
      queue.push(earlier);
    }
  }
  return [...found.values()]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map(({ x, z }) => ({ x: x - tile.x, z: z - tile.z }));
}
