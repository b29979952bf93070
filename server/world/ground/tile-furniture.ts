import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { planCellSize } from '../../../shared/plan.ts';
import { metresTo, type Tile, tileKey, tileMetres, tileOfKey } from '../../map-generation/tile.ts';
import type { WorldEntity, WorldState } from '../world-state.ts';
import type { PlacedTiles } from './placed-tiles.ts';
import { tileEntities } from './tile-entities.ts';

/** Metres from every player from which the doors and orbs of a tile are taken away, and within which they are there again. */
const awayFrom = 128;
const backWithin = 96;
/** Ticks between two looks for tiles that everybody has left, and for tiles that somebody comes near. */
const leaveEvery = 60;
const returnEvery = 12;
/** Metres from places of the world seed within which things stay: orbs may lie elsewhere than where they came. */
const keptAround = 64;

/**
 * Doors and orbs of tiles. They come when all around a tile is known, so that they depend on the map alone. When
 * everybody is far away they are taken away, and they come again with the next player who is near: a room would get
 * slower with every tile that was ever walked. Where somebody left a door open, or took an orb, they stay.
 */
export class TileFurniture {
  readonly #placed: PlacedTiles;
  /** Whether anything of a tile is not given. */
  readonly #isOpen: (tile: Tile) => boolean;
  readonly #kept: readonly GroundPoint[];
  /** Tiles whose things came; `#here` and `#away`: those of them that have things, and where they are. */
  readonly #furnished = new Set<number>();
  readonly #here = new Set<number>();
  readonly #away = new Set<number>();

  constructor(placed: PlacedTiles, isOpen: (tile: Tile) => boolean, kept: readonly GroundPoint[]) {
    this.#placed = placed;
    this.#isOpen = isOpen;
    this.#kept = kept;
  }

  /** Begins with the tiles that are placed, whose things are among `entities` if they are there. */
  restore(entities: Iterable<WorldEntity>): void {
    for (const set of [this.#furnished, this.#here, this.#away]) set.clear();
    const there = new Set<string>();
    for (const entity of entities) there.add(nameOf(entity));
    for (const { x, z } of this.#placed.tiles()) {
      const things = this.furnish({ x, z });
      if (things.length > 0 && !things.some((thing) => there.has(nameOf(thing))))
        this.#move({ x, z }, this.#away);
    }
  }

  /** The things of a tile, once, when it and all around it is known. */
  furnish(tile: Tile): WorldEntity[] {
    const key = tileKey(tile);
    if (this.#furnished.has(key) || this.#placed.tile(tile) === undefined) return [];
    if (!this.#placed.isComplete(tile, this.#isOpen)) return [];
    this.#furnished.add(key);
    const things = this.#thingsOf(tile);
    if (things.length > 0) this.#here.add(key);
    return things;
  }

  /** Called every tick: takes things away that everybody has left, and brings those back that somebody comes near. */
  tend(state: WorldState): void {
    const places = [...state.players.values()].map(({ body }) => body);
    if (places.length === 0) return;
    if (state.tick % returnEvery === 0) this.#bringBack(state, places);
    if (state.tick % leaveEvery === 0) this.#takeAway(state, places);
  }

  #bringBack(state: WorldState, places: readonly GroundPoint[]): void {
    if (this.#away.size === 0) return;
    const index = (metres: number) => Math.floor(metres / tileMetres);
    for (const place of places) {
      for (let z = index(place.z - backWithin); z <= index(place.z + backWithin); z++) {
        for (let x = index(place.x - backWithin); x <= index(place.x + backWithin); x++) {
          if (!this.#away.has(tileKey({ x, z })) || metresTo({ x, z }, place) > backWithin) continue;
          this.#move({ x, z }, this.#here);
          for (const thing of this.#thingsOf({ x, z }))
            state.entities.set(`${thing.kind}-${state.nextEntity++}`, thing);
        }
      }
    }
  }

  #takeAway(state: WorldState, places: readonly GroundPoint[]): void {
    const isFar = (tile: Tile) =>
      places.every((place) => metresTo(tile, place) > awayFrom) &&
      this.#kept.every((place) => metresTo(tile, place) > keptAround);
    const left = [...this.#here].map(tileOfKey).filter(isFar);
    if (left.length === 0) return;
    const untouched = new Map<string, string>();
    for (const [id, entity] of state.entities) if (isUntouched(entity)) untouched.set(nameOf(entity), id);
    for (const tile of left) {
      const ids = this.#thingsOf(tile).map((thing) => untouched.get(nameOf(thing)));
      if (!ids.every((id) => id !== undefined)) continue;
      for (const id of ids) state.entities.delete(id);
      this.#move(tile, this.#away);
    }
  }

  #move(tile: Tile, to: Set<number>): void {
    const key = tileKey(tile);
    for (const set of [this.#here, this.#away]) set.delete(key);
    to.add(key);
  }

  #thingsOf(tile: Tile): WorldEntity[] {
    const cells = this.#placed.tile(tile);
    return cells ? tileEntities({ ...tile, ...cells }, this.#placed) : [];
  }
}

/** A door or an orb as it came with its tile. */
function isUntouched(entity: WorldEntity): boolean {
  if (entity.kind === 'door') return entity.state === 0 && !entity.opening;
  return entity.kind === 'orb' && entity.returns === undefined;
}

/** Tells things apart that came with tiles: there is one in a cell at most. */
function nameOf(entity: WorldEntity): string {
  const { x, z } = entity.kind === 'door' ? entity.closed : entity.kind === 'ball' ? entity.body : entity;
  return `${entity.kind} ${Math.floor(x / planCellSize)} ${Math.floor(z / planCellSize)}`;
}
