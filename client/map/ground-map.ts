import {
  type GroundKind,
  groundKinds,
  type MapNews,
  mapCellSize,
  tileCells,
  unpackCells,
} from '../../shared/geometry/ground-map.ts';
import { originKinds } from '../../shared/origin-map.ts';

/** A received tile; a change replaces the object. */
export interface GroundTile {
  /** Spans [x, x + 1] x [z, z + 1] tiles. */
  readonly x: number;
  readonly z: number;
  /** Indices into groundKinds, [tileCells x tileCells] in rows along x. */
  readonly cells: Uint8Array;
  /** Indices into originKinds, like `cells`; undefined if the page did not ask for them. */
  readonly origins: Uint8Array | undefined;
}

/** A square of the map: the kind of each cell, in rows along x from z0 on. Metres. */
export interface GroundSquare {
  readonly x0: number;
  readonly z0: number;
  readonly cellSize: number;
  readonly rows: readonly (readonly GroundKind[])[];
}

/** A page's copy of the room's ground map: the tiles received so far. */
export class GroundMap {
  readonly #tiles = new Map<string, GroundTile>();

  take({ tiles }: MapNews): void {
    for (const { x, z, cells, origins } of tiles) {
      this.#tiles.set(keyOf(x, z), {
        x,
        z,
        cells: unpackCells(cells),
        origins: origins === undefined ? undefined : unpackCells(origins, originKinds),
      });
    }
  }

  get tiles(): Iterable<GroundTile> {
    return this.#tiles.values();
  }

  /** Kind of ground at a position; metres. */
  kindAt(x: number, z: number): GroundKind {
    return this.#cell(Math.floor(x / mapCellSize), Math.floor(z / mapCellSize));
  }

  /** The square around a position, `side` metres a side. */
  around(x: number, z: number, side: number): GroundSquare {
    const firstX = Math.floor((x - side / 2) / mapCellSize);
    const firstZ = Math.floor((z - side / 2) / mapCellSize);
    const along = Array.from({ length: Math.round(side / mapCellSize) }, (_, index) => index);
    return {
      x0: firstX * mapCellSize,
      z0: firstZ * mapCellSize,
      cellSize: mapCellSize,
      rows: along.map((row) => along.map((column) => this.#cell(firstX + column, firstZ + row))),
    };
  }

  #cell(cellX: number, cellZ: number): GroundKind {
    const x = Math.floor(cellX / tileCells);
    const z = Math.floor(cellZ / tileCells);
    const tile = this.#tiles.get(keyOf(x, z));
    return groundKinds[tile?.cells[(cellZ - z * tileCells) * tileCells + cellX - x * tileCells] ?? 0];
  }
}

function keyOf(x: number, z: number): string {
  return `${x} ${z}`;
}
