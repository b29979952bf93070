import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import { isOpenKind, planCellSize, planTile, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid, KnownPart } from '../../contracts/known-grid.ts';
import type { Tile } from '../../map-generation/tile.ts';
import type { PlacedTiles } from './placed-tiles.ts';

/** More than memory's editions of a part, so that a tile that was filled in is a change. */
const filledIn = 2 ** 40;

/**
 * What memory knows of the ground, and where it knows nothing, the generated map. What was really seen wins: bodies
 * collide with it, range scans and the players' map show it.
 */
export class MappedGround implements KnownGrid {
  readonly cellSize: number;
  readonly #memory: KnownGrid;
  readonly #map: Pick<PlacedTiles, 'kindAt' | 'tiles'>;

  constructor(memory: KnownGrid, map: Pick<PlacedTiles, 'kindAt' | 'tiles'>) {
    this.cellSize = memory.cellSize;
    this.#memory = memory;
    this.#map = map;
  }

  solidAt(cellX: number, cellZ: number): boolean {
    if (this.#memory.solidAt(cellX, cellZ)) return true;
    const known = this.#memory.cell?.(cellX, cellZ) ?? 'floor';
    return known === 'unknown' && this.#plannedAt(cellX, cellZ) === 'solid';
  }

  cell(cellX: number, cellZ: number): GroundKind {
    const known = this.#memory.cell?.(cellX, cellZ);
    if (known === undefined) return this.#memory.solidAt(cellX, cellZ) ? 'solid' : 'floor';
    return known === 'unknown' ? this.#plannedAt(cellX, cellZ) : known;
  }

  *parts(metres: number): Iterable<KnownPart> {
    const isTile = metres === planTile * planCellSize;
    const left = new Map<string, Tile>();
    if (isTile) for (const { x, z } of this.#map.tiles()) left.set(`${x} ${z}`, { x, z });
    for (const part of this.#memory.parts?.(metres) ?? []) {
      const isFilled = left.delete(`${part.x} ${part.z}`);
      yield isFilled ? { ...part, edition: part.edition + filledIn } : part;
    }
    for (const { x, z } of left.values()) yield { x, z, edition: filledIn };
  }

  #plannedAt(cellX: number, cellZ: number): GroundKind {
    const at = (cell: number) => Math.floor(((cell + 0.5) * this.cellSize) / planCellSize);
    const kind = this.#map.kindAt(at(cellX), at(cellZ));
    return kind === unknownKind ? 'unknown' : isOpenKind(kind) ? 'floor' : 'solid';
  }
}
