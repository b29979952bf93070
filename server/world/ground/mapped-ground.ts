import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import type { OriginKind } from '../../../shared/origin-map.ts';
import { isOpenKind, planCellSize, planTile, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid, KnownPart } from '../../contracts/known-grid.ts';
import { type Tile, tileKey, tileOf } from '../../map-generation/tile.ts';
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
  readonly #exported: ReadonlySet<number>;
  readonly #map: Pick<PlacedTiles, 'kindAt' | 'tiles' | 'isGiven'>;

  /** @param exported Tiles that count as known before anything was generated, because the world came with them. */
  constructor(
    memory: KnownGrid,
    map: Pick<PlacedTiles, 'kindAt' | 'tiles' | 'isGiven'>,
    exported: Iterable<Tile> = [],
  ) {
    this.#exported = new Set([...exported].map(tileKey));
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

  /**
   * What the map made up stays dreamt, although views that are drawn from it fill memory's grid. Of tiles that a world was
   * exported with, nobody can tell any more what had been seen before, so what memory does not know of them counts as dreamt.
   */
  origin(cellX: number, cellZ: number): OriginKind {
    const [x, z] = [this.#planCell(cellX), this.#planCell(cellZ)];
    const isPlanned = this.#map.kindAt(x, z) !== unknownKind;
    if (isPlanned && !this.#map.isGiven(x, z)) return 'dreamt';
    const known = this.#memory.origin?.(cellX, cellZ) ?? 'none';
    if (known !== 'none' || this.cell(cellX, cellZ) === 'unknown') return known;
    return this.#exported.has(tileKey(tileOf(x, z))) ? 'dreamt' : 'remembered';
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
    const kind = this.#map.kindAt(this.#planCell(cellX), this.#planCell(cellZ));
    return kind === unknownKind ? 'unknown' : isOpenKind(kind) ? 'floor' : 'solid';
  }

  /** The map's cell in which the middle of a cell lies, along either axis. */
  #planCell(cell: number): number {
    return Math.floor(((cell + 0.5) * this.cellSize) / planCellSize);
  }
}
