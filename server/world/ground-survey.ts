import {
  type GroundKind,
  groundKinds,
  type MapTile,
  mapCellSize,
  packCells,
  tileCells,
  tileSize,
} from '../../shared/geometry/ground-map.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';

/** A tile with the number of its newest change. Changes are counted over the whole map. */
export interface SurveyedTile extends MapTile {
  readonly change: number;
}

/** Maintains the map of a grid, tile by tile. Only tiles with changes are read again. */
export class GroundSurvey {
  readonly #grid: KnownGrid;
  readonly #tiles = new Map<string, SurveyedTile>();
  readonly #editions = new Map<string, number>();
  #changes = 0;

  constructor(grid: KnownGrid) {
    this.#grid = grid;
  }

  /** Updates the map. Returns every tile that shows anything. */
  update(): Iterable<SurveyedTile> {
    for (const { x, z, edition } of this.#grid.parts?.(tileSize) ?? []) {
      const key = `${x} ${z}`;
      if (this.#editions.get(key) === edition) continue;
      this.#editions.set(key, edition);
      const cells = readTile(this.#grid, x, z);
      const before = this.#tiles.get(key);
      if (before?.cells === cells || (before === undefined && cells === blank)) continue;
      this.#tiles.set(key, { x, z, cells, change: ++this.#changes });
    }
    return this.#tiles.values();
  }
}

const blank = packCells(new Uint8Array(tileCells * tileCells));

function readTile(grid: KnownGrid, tileX: number, tileZ: number): string {
  const fine = Math.max(1, Math.round(mapCellSize / grid.cellSize));
  const cells = new Uint8Array(tileCells * tileCells);
  for (let row = 0; row < tileCells; row++) {
    for (let column = 0; column < tileCells; column++) {
      const firstX = (tileX * tileCells + column) * fine;
      const firstZ = (tileZ * tileCells + row) * fine;
      cells[row * tileCells + column] = groundKinds.indexOf(kindOf(grid, firstX, firstZ, fine));
    }
  }
  return packCells(cells);
}

function kindOf(grid: KnownGrid, firstX: number, firstZ: number, count: number): GroundKind {
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
