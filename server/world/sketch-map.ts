import type { SolidGrid } from '../../shared/range-scan.ts';

/** Metres a side of the map, and of one of its cells. */
const side = 32;
const cellSize = 0.5;

export interface SketchMap {
  /** Corner of the map's first cell, metres. */
  x0: number;
  z0: number;
  cellSize: number;
  /** Rows along x from z0 on, a character a cell: # solid, . ground, blank unknown. */
  rows: string[];
}

/** A grid that can tell ground from what nobody has seen; one that cannot is taken to be seen everywhere. */
export interface KnownGrid extends SolidGrid {
  cell?(cellX: number, cellZ: number): 'unknown' | 'floor' | 'solid';
}

/** What is known of the surroundings of (x, z), from above. */
export function sketchMap(grid: KnownGrid, x: number, z: number): SketchMap {
  const snap = (value: number) => Math.floor((value - side / 2) / cellSize) * cellSize;
  const x0 = snap(x);
  const z0 = snap(z);
  const fine = Math.max(1, Math.round(cellSize / grid.cellSize));
  const rows = Array.from({ length: side / cellSize }, (_, row) =>
    Array.from({ length: side / cellSize }, (_, column) => {
      const firstX = Math.floor((x0 + column * cellSize) / grid.cellSize + 1e-6);
      const firstZ = Math.floor((z0 + row * cellSize) / grid.cellSize + 1e-6);
      return symbolOf(grid, firstX, firstZ, fine);
    }).join(''),
  );
  return { x0, z0, cellSize, rows };
}

function symbolOf(grid: KnownGrid, firstX: number, firstZ: number, count: number): string {
  let solid = 0;
  let ground = 0;
  for (let dz = 0; dz < count; dz++) {
    for (let dx = 0; dx < count; dx++) {
      const kind = grid.cell?.(firstX + dx, firstZ + dz) ?? kindOf(grid, firstX + dx, firstZ + dz);
      if (kind === 'solid') solid++;
      else if (kind === 'floor') ground++;
    }
  }
  // A wall is often seen from one side: a quarter of a cell is enough.
  if (solid * 4 >= count * count) return '#';
  return ground > 0 ? '.' : ' ';
}

function kindOf(grid: SolidGrid, cellX: number, cellZ: number): 'floor' | 'solid' {
  return grid.solidAt(cellX, cellZ) ? 'solid' : 'floor';
}
