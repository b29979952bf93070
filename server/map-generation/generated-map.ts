import { planControls, untoldControl } from '../../shared/plan.ts';
import { surroundingsOf } from './surroundings.ts';
import { cellInTile, type PlanTile, type Tile, tileKey, tileOf, tileOfKey } from './tile.ts';
import type { TileRequest } from './tile-filler.ts';
import { dependenciesOf, earlierNeighbours } from './tile-order.ts';
import { type GivenPlan, windowOf } from './window.ts';

export interface GeneratedMapOptions {
  roomSeed: number;
  /** What the world seed shows. It must not change: the map would depend on the order of visits. */
  given: GivenPlan;
  /** Number of the pack's materials. */
  materials: number;
  /** Controls that are told; the others are left open. */
  asked?: Readonly<Partial<Record<(typeof planControls)[number]['name'], number>>>;
  /** Draws a tile; tile-filler.ts in a thread. */
  fill: (request: TileRequest) => Promise<PlanTile>;
}

/**
 * The plan of a room's ground without edges. What a tile becomes depends on the room seed, on what is given and on
 * its place, and not on who comes first and from where.
 */
export class GeneratedMap {
  readonly #options: GeneratedMapOptions;
  readonly #asked: readonly number[];
  /** Tiles that are filled in, and those that are being filled in. */
  readonly #tiles = new Map<number, PlanTile>();
  readonly #pending = new Map<number, Promise<PlanTile>>();

  constructor(options: GeneratedMapOptions) {
    this.#options = options;
    this.#asked = planControls.map(({ name }) => options.asked?.[name] ?? untoldControl);
  }

  /** Number of tiles that are filled in. */
  get size(): number {
    return this.#tiles.size;
  }

  /** A tile that is filled in already. */
  tile(tile: Tile): PlanTile | undefined {
    return this.#tiles.get(tileKey(tile));
  }

  /** Kind of a cell: what is given, what was filled in, or unknownKind. */
  kindAt(cellX: number, cellZ: number): number {
    const tile = this.tile(tileOf(cellX, cellZ));
    return tile?.kinds[cellInTile(cellX, cellZ)] ?? this.#options.given.kindAt(cellX, cellZ);
  }

  /** Material of a cell, as {@link GeneratedMap.kindAt}. */
  materialAt(cellX: number, cellZ: number): number | undefined {
    const tile = this.tile(tileOf(cellX, cellZ));
    return tile?.materials[cellInTile(cellX, cellZ)] ?? this.#options.given.materialAt(cellX, cellZ);
  }

  /** Fills in a tile, and before it those that it depends on. Each is filled in once. */
  generate(tile: Tile): Promise<PlanTile> {
    const key = tileKey(tile);
    const known = this.#tiles.get(key);
    if (known) return Promise.resolve(known);
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const started = this.#fill(tile).finally(() => this.#pending.delete(key));
    this.#pending.set(key, started);
    return started;
  }

  async #fill(tile: Tile): Promise<PlanTile> {
    const { roomSeed, given, materials, fill } = this.#options;
    const neighbours = new Map<number, PlanTile>();
    for (const earlier of dependenciesOf(tile)) {
      neighbours.set(tileKey(earlier), await this.generate(earlier));
    }
    // Other tiles may be there by chance of the visits: they are not looked at.
    const known = (other: Tile) => neighbours.get(tileKey(other));
    const isBefore = new Set(earlierNeighbours(tile).map(tileKey));
    const window = windowOf(
      tile,
      given,
      (other) => (isBefore.has(tileKey(other)) ? known(other) : undefined),
      materials,
    );
    const around = surroundingsOf(tile, given, known);
    const filled = await fill({ roomSeed, tile, window, around, asked: this.#asked });
    this.#tiles.set(tileKey(tile), filled);
    return filled;
  }

  /** Forgets tiles that are not to be kept. They are filled in again when they are needed, and are the same then. */
  forget(isKept: (tile: Tile) => boolean): void {
    for (const key of this.#tiles.keys()) if (!isKept(tileOfKey(key))) this.#tiles.delete(key);
  }

  /** Tiles that are filled in; {@link GeneratedMap.restore} is the inverse. */
  *tiles(): Iterable<Tile & PlanTile> {
    for (const [key, tile] of this.#tiles) yield { ...tileOfKey(key), ...tile };
  }

  restore(tiles: Iterable<Tile & PlanTile>): void {
    for (const { x, z, kinds, materials } of tiles) this.#tiles.set(tileKey({ x, z }), { kinds, materials });
  }
}
