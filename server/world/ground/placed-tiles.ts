import { unknownKind } from '../../../shared/plan.ts';
import { cellInTile, type PlanTile, type Tile, tileKey, tileOf } from '../../map-generation/tile.ts';
import type { GivenPlan } from '../../map-generation/window.ts';

/**
 * The tiles of a generated map that are part of a world. A tile becomes part of it between two ticks, so that a log can
 * say when; generation may be ahead.
 */
export class PlacedTiles {
  readonly given: GivenPlan;
  readonly #tiles = new Map<number, Tile & PlanTile>();
  #edition = 0;

  constructor(given: GivenPlan) {
    this.given = given;
  }

  /** Changes whenever a tile is placed or taken away. */
  get edition(): number {
    return this.#edition;
  }

  tile(tile: Tile): PlanTile | undefined {
    return this.#tiles.get(tileKey(tile));
  }

  /** In the order in which they were placed. */
  tiles(): Iterable<Tile & PlanTile> {
    return this.#tiles.values();
  }

  place(tile: Tile & PlanTile): void {
    this.#tiles.set(tileKey(tile), tile);
    this.#edition++;
  }

  /** Takes all tiles away, and places others. */
  replace(tiles: Iterable<Tile & PlanTile>): void {
    this.#tiles.clear();
    this.#edition++;
    for (const tile of tiles) this.place(tile);
  }

  /** Kind of a cell: that of its tile, what is given, or unknownKind. */
  kindAt(cellX: number, cellZ: number): number {
    const tile = this.tile(tileOf(cellX, cellZ));
    return tile?.kinds[cellInTile(cellX, cellZ)] ?? this.given.kindAt(cellX, cellZ);
  }

  /** Material of a cell, likewise; undefined = unknown. */
  materialAt(cellX: number, cellZ: number): number | undefined {
    const tile = this.tile(tileOf(cellX, cellZ));
    return tile?.materials[cellInTile(cellX, cellZ)] ?? this.given.materialAt(cellX, cellZ);
  }

  /** Whether nothing of a tile and of those around it is unknown. */
  isComplete({ x, z }: Tile, isOpen: (tile: Tile) => boolean): boolean {
    for (let dz = -1; dz <= 1; dz++) {
      for (let dx = -1; dx <= 1; dx++) {
        const tile = { x: x + dx, z: z + dz };
        if (this.tile(tile) === undefined && isOpen(tile)) return false;
      }
    }
    return true;
  }

  /** Whether a cell was known before anything was generated. */
  isGiven(cellX: number, cellZ: number): boolean {
    return this.given.kindAt(cellX, cellZ) !== unknownKind;
  }
}
