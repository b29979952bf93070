import { planCellSize, planKind, solidKind, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { cellInTile, type PlanTile, type Tile, tileKey, tileOf } from '../../map-generation/tile.ts';
import type { GivenPlan } from '../../map-generation/window.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import type { SeenCells } from './seen-cells.ts';
import type { SeenMaterials } from './seen-materials.ts';

/** Share of a plan's cell that must be seen as solid, or as floor, for the cell to be so. */
const solidFrom = 0.35;
const floorFrom = 0.35;
/** Metres before a start that are open, unless something is known to stand there. */
const lookMetres = 6;

export interface GivenGround {
  /** What memory knows at the start of the room. It must not change afterwards. */
  grid: KnownGrid;
  entities: WorldSeed['entities'];
  spawns: WorldSeed['spawns'];
  /** What memory's pictures show of cells, at the start of the room: where the grid knows nothing, and materials. */
  cells?: SeenCells;
  materials?: SeenMaterials;
  /** Tiles of an earlier room, which the world was saved with. */
  tiles?: Iterable<Tile & PlanTile>;
}

/**
 * What is known of a room's ground before any of it is generated, in cells of a plan. Memory tells solid from open, and
 * materials by their colours, but no heights; doors, orbs and starts are those of the world seed; saved tiles are known
 * in full. A start, the cells around it and those that are looked at from there are open even if nobody has seen them: so
 * bodies have room before anything is generated, and whoever comes looks into the open.
 */
export function givenGround({
  grid,
  entities,
  spawns,
  cells,
  materials,
  tiles = [],
}: GivenGround): GivenPlan {
  const saved = new Map([...tiles].map(({ x, z, ...cells }) => [tileKey({ x, z }), cells]));
  const savedAt = (cellX: number, cellZ: number) => saved.get(tileKey(tileOf(cellX, cellZ)));
  const things = new Map<string, number>();
  const place = (x: number, z: number, kind: number) => things.set(nameOf(x, z), kind);
  const starts = new Set<string>();
  for (const start of spawns) {
    place(start.x, start.z, planKind.start);
    for (const { x, z } of openPlaces(start)) {
      const cell = [Math.floor(x / planCellSize), Math.floor(z / planCellSize)] as const;
      if (seenKind(grid, cells, ...cell) === solidKind) break;
      for (let dz = -planCellSize; dz <= planCellSize; dz += planCellSize) {
        for (let dx = -planCellSize; dx <= planCellSize; dx += planCellSize)
          starts.add(nameOf(x + dx, z + dz));
      }
    }
  }
  for (const { kind, x, z } of entities) {
    if (kind === 'orb') place(x, z, planKind.orb);
    if (kind === 'door') place(x, z, planKind.door);
  }
  const kindAt = (cellX: number, cellZ: number) => {
    const seen =
      savedAt(cellX, cellZ)?.kinds[cellInTile(cellX, cellZ)] ?? seenKind(grid, cells, cellX, cellZ);
    const kind = seen === unknownKind && starts.has(`${cellX} ${cellZ}`) ? planKind.floor : seen;
    return kind === planKind.floor ? (things.get(`${cellX} ${cellZ}`) ?? kind) : kind;
  };
  return {
    kindAt,
    materialAt(cellX, cellZ) {
      const saved = savedAt(cellX, cellZ);
      if (saved) return saved.materials[cellInTile(cellX, cellZ)];
      const kind = materials && kindAt(cellX, cellZ);
      if (kind === undefined || kind === unknownKind) return undefined;
      return materials?.at(cellX, cellZ, kind === solidKind);
    },
  };
}

/** Places, metres, on the way that is looked at from a start: those around which cells are open. */
export function openPlaces({ x, z, yaw }: WorldSeed['spawns'][number]): { x: number; z: number }[] {
  return Array.from({ length: Math.floor(lookMetres / planCellSize) + 1 }, (_, step) => ({
    x: x + step * planCellSize * Math.sin(yaw),
    z: z + step * planCellSize * Math.cos(yaw),
  }));
}

/** Name of the cell at a place, metres. */
function nameOf(x: number, z: number): string {
  return `${Math.floor(x / planCellSize)} ${Math.floor(z / planCellSize)}`;
}

/** Kind of a cell by what memory saw of it. A grid that cannot tell what it knows is taken to know everything. */
function seenKind(grid: KnownGrid, cells: SeenCells | undefined, cellX: number, cellZ: number): number {
  if (!grid.cell) return grid.solidAt(...centre(grid, cellX, cellZ)) ? solidKind : planKind.floor;
  const fine = Math.max(1, Math.round(planCellSize / grid.cellSize));
  let solid = 0;
  let floor = 0;
  for (let z = 0; z < fine; z++) {
    for (let x = 0; x < fine; x++) {
      const kind = grid.cell(cellX * fine + x, cellZ * fine + z);
      if (kind === 'solid') solid++;
      else if (kind === 'floor') floor++;
    }
  }
  if (solid >= solidFrom * fine * fine) return solidKind;
  if (floor >= floorFrom * fine * fine) return planKind.floor;
  const seen = cells?.at(cellX, cellZ);
  if (seen === undefined) return unknownKind;
  return seen === 'solid' ? solidKind : planKind.floor;
}

function centre({ cellSize }: KnownGrid, cellX: number, cellZ: number): [number, number] {
  const at = (cell: number) => Math.floor(((cell + 0.5) * planCellSize) / cellSize);
  return [at(cellX), at(cellZ)];
}
