import {
  type GroundKind,
  groundKinds,
  type MapTile,
  mapCellSize,
  packCells,
  tileCells,
  tileSize,
} from '../../shared/geometry/ground-map.ts';
import { originKinds } from '../../shared/origin-map.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';

/** A tile with the number of its newest change. Changes are counted over the whole map. */
export interface SurveyedTile extends MapTile {
  readonly change: number;
}

/** Maintains the map of a grid, tile by tile. Only tiles with changes are read again. */
export class GroundSurvey {
  readonly #grid: KnownGrid;
  readonly #withOrigins: boolean;
  readonly #tiles = new Map<string, SurveyedTile>();
  readonly #editions = new Map<string, number>();
  #changes = 0;

  /** @param options `origins`: tiles say where what they show comes from. */
  constructor(grid: KnownGrid, options: { origins?: boolean } = {}) {
    this.#grid = grid;
    this.#withOrigins = options.origins === true && grid.origin !== undefined;
  }

  /** Updates the map. Returns every tile that shows anything. */
  update(): Iterable<SurveyedTile> {
    for (const { x, z, edition } of this.#grid.parts?.(tileSize) ?? []) {
      const key = `${x} ${z}`;
      if (this.#editions.get(key) === edition) continue;
      this.#editions.set(key, edition);
      const cells = readTile(this.#grid, x, z);
      const origins = this.#withOrigins ? { origins: readOrigins(this.#grid, x, z) } : {};
      const before = this.#tiles.get(key);
      if (before === undefined ? cells === blank : isSameTile(before, { cells, ...origins })) continue;
      this.#tiles.set(key, { x, z, cells, ...origins, change: ++this.#changes });
    }
    return this.#tiles.values();
  }
}

const blank = packCells(new Uint8Array(tileCells * tileCells));

type TileContent = Pick<MapTile, 'cells' | 'origins'>;

function isSameTile(a: TileContent, b: TileContent): boolean {
  return a.cells === b.cells && a.origins === b.origins;
}

function readTile(grid: KnownGrid, tileX: number, tileZ: number): string {
  return packTile(grid, tileX, tileZ, (...part) => groundKinds.indexOf(kindOf(grid, ...part)));
}

function readOrigins(grid: KnownGrid, tileX: number, tileZ: number): string {
  return packTile(grid, tileX, tileZ, (...part) => originOf(grid, ...part));
}

/** A square of the grid's own cells: the first, and how many along each side. */
type Part = [firstX: number, firstZ: number, count: number];

function packTile(grid: KnownGrid, tileX: number, tileZ: number, codeOf: (...part: Part) => number): string {
  const fine = Math.max(1, Math.round(mapCellSize / grid.cellSize));
  const cells = new Uint8Array(tileCells * tileCells);
  for (let row = 0; row < tileCells; row++) {
    for (let column = 0; column < tileCells; column++) {
      const firstX = (tileX * tileCells + column) * fine;
      const firstZ = (tileZ * tileCells + row) * fine;
      cells[row * tileCells + column] = codeOf(firstX, firstZ, fine);
    }
  }
  return packCells(cells);
}

/** The most frequent origin, as an index into originKinds, of those cells that have any; the later of equally frequent ones. */
function originOf(grid: KnownGrid, ...[firstX, firstZ, count]: Part): number {
  const counts = originKinds.map(() => 0);
  for (let cell = 0; cell < count * count; cell++) {
    const kind = grid.origin?.(firstX + (cell % count), firstZ + Math.floor(cell / count)) ?? 'none';
    if (kind !== 'none') counts[originKinds.indexOf(kind)]++;
  }
  const most = Math.max(...counts);
  return most === 0 ? 0 : counts.lastIndexOf(most);
}

function kindOf(grid: KnownGrid, ...[firstX, firstZ, count]: Part): GroundKind {
  let solid = 0;
  let floor = 0;
  for (let dz = 0; dz < count; dz++) {
    for (let dx = 0; dx < count; dx++) {
      const kind = grid.cell?.(firstX + dx, firstZ + dz);
      if (kind === 'solid') solid++;
      else if (kind === 'floor') floor++;
    }
  }
  // A wall is often seen from one side only, so a quarter of a cell is enough.
  if (solid * 4 >= count * count) return 'solid';
  return floor > 0 ? 'floor' : 'unknown';
}
