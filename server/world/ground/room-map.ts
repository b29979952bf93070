import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { planCellSize, planTile, unknownKind } from '../../../shared/plan.ts';
import { type PlanManifest, planMaterials } from '../../../shared/plan-manifest.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';
import type { SharedMemory, WorldModel } from '../../contracts/world-model.ts';
import { GeneratedMap, type GeneratedMapOptions } from '../../map-generation/generated-map.ts';
import { metresTo, type PlanTile, type Tile, tileKey } from '../../map-generation/tile.ts';
import { openTiles } from '../../map-generation/tile-queue.ts';
import type { GivenPlan } from '../../map-generation/window.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import type { WorldEntity, WorldState } from '../world-state.ts';
import { beganGround, givenAgain } from './began-ground.ts';
import { givenGround, openPlaces } from './given-ground.ts';
import { GroundAround } from './ground-around.ts';
import { MappedGround } from './mapped-ground.ts';
import { PlacedTiles } from './placed-tiles.ts';
import { decodeTiles, encodeTiles } from './saved-tiles.ts';
import { type SeenCells, seenCells } from './seen-cells.ts';
import { type SeenMaterials, seenMaterials } from './seen-materials.ts';
import { TileFurniture } from './tile-furniture.ts';

export interface RoomMapOptions {
  plan: PlanManifest;
  seed: Pick<WorldSeed, 'entities' | 'spawns' | 'map' | 'sun'>;
  /** Memory's grid at the start of the room, and what its keyframes show cells to be made of. */
  heights: KnownGrid;
  cells?: SeenCells;
  materials?: SeenMaterials;
  roomSeed: number;
  asked?: GeneratedMapOptions['asked'];
  /** What the room's map began with, where the room goes on: {@link RoomMap.began} of then. */
  began?: WorldSeed['map'];
  /** Draws a tile; undefined where tiles come from a log alone. */
  fill: GeneratedMapOptions['fill'] | undefined;
  /** Called when a tile could not be filled in. */
  failed?(error: unknown): void;
}

/** What a world has that its map is made from. */
export interface MapSources {
  pack: { readonly manifest: Manifest };
  seed: RoomMapOptions['seed'];
  generator: Pick<WorldModel, 'fillTile'>;
  roomSeed: number;
  map?: Pick<RoomMapOptions, 'asked' | 'began' | 'failed'>;
}

/** The map of a world that asks for one and whose pack has a plan graph; else there is none. */
export function openMap(
  { pack, seed, generator, roomSeed, map }: MapSources,
  { heights, keyframes }: Pick<SharedMemory, 'heights' | 'keyframes'>,
): RoomMap | undefined {
  const { plan, view } = pack.manifest;
  if (!map || !plan) return undefined;
  const fill = generator.fillTile?.bind(generator);
  const cells = seenCells(keyframes, view);
  const materials = seenMaterials(keyframes, view, plan.materials);
  return new RoomMap({ plan, seed, heights, cells, materials, roomSeed, fill, ...map });
}

/** A player on the ground, with its velocity in metres a second. */
export interface Walker extends GroundPoint {
  readonly vx?: number;
  readonly vz?: number;
}

/** Ground is filled in at this distance from players, metres, so that it is there before anybody sees it. */
const reach = 32;
/** Seconds ahead of players at which ground is filled in alike, and at most so many metres ahead. */
const lookAhead = { seconds: 5, metres: 16 };
/** Calls of {@link RoomMap.tend} after a failure before the next try. */
const waitAfterFailure = 120;
/** Metres from every player from which tiles are not kept for filling in others: the world has those that are in it. */
const forgottenFrom = 160;
/** Calls of {@link RoomMap.tend} between two looks for tiles to forget. */
const forgetEvery = 120;

/**
 * The generated map of a room. Ground that nobody has seen is filled in around its players, a tile at a time, before they
 * come near. A tile that was filled in waits until the world takes it, between two ticks.
 */
export class RoomMap {
  readonly ground: KnownGrid;
  /** What the map is made from, for a room that is to go on later; undefined if memory cannot tell what it knows. */
  readonly began: WorldSeed['map'];
  readonly #generated: GeneratedMap | undefined;
  readonly #placed: PlacedTiles;
  readonly #around: GroundAround;
  readonly #materials: number;
  readonly #failed: (error: unknown) => void;
  /** Tiles that are filled in and not placed. */
  readonly #ready = new Map<number, Tile & PlanTile>();
  /** Whether anything of a tile is not given. */
  readonly #isOpen: (tile: Tile) => boolean;
  readonly #furniture: TileFurniture;
  #busy = false;
  #waiting = 0;
  #calls = 0;
  #players: GroundPoint[] = [];
  /** Where players are, and where they will be soon. */
  #places: GroundPoint[] = [];
  /** Where players were when no tile was open; empty if tiles may be open. */
  #settled = '';

  constructor({ plan, seed, heights, fill, failed = () => {}, ...options }: RoomMapOptions) {
    const { entities, spawns, sun } = seed;
    // A fork, because memory's own grid changes with what players see.
    const grid = heights.fork?.() ?? heights;
    this.#materials = planMaterials(plan);
    const tiles = decodeTiles(seed.map ?? [], this.#materials);
    const { cells, materials } = options;
    const seen = givenGround({ grid, entities, spawns, tiles, cells, materials });
    this.began = options.began ?? beganGround(seen, grid, [...tiles, ...startTiles(spawns)]);
    // A room that goes on later has the same in the same form.
    const given = this.began ? givenAgain(this.began, this.#materials) : seen;
    this.#placed = new PlacedTiles(given);
    this.#isOpen = openness(given);
    this.#generated = fill && new GeneratedMap({ ...options, fill, given, materials: this.#materials });
    this.#generated?.restore(tiles);
    this.#placed.replace(tiles);
    this.#furniture = new TileFurniture(this.#placed, this.#isOpen, [
      ...spawns,
      ...entities.filter(({ kind }) => kind === 'orb'),
    ]);
    this.ground = new MappedGround(heights, this.#placed, options.began ? [] : tiles);
    this.#around = new GroundAround(this.#placed, sun);
    this.#failed = failed;
  }

  /** What a camera gets to see of the map. */
  groundAround(camera: GroundPoint): PlannedGround {
    return this.#around.at(camera);
  }

  /** What the world begins with: doors and orbs of tiles that it has are among `entities` if they are there. */
  begin(entities: Iterable<WorldEntity>): void {
    this.#furniture.restore(entities);
  }

  /** Takes doors and orbs out of the state that all players have left, and brings them back. Called every tick. */
  tendFurniture(state: WorldState): void {
    this.#furniture.tend(state);
  }

  /**
   * Fills in open tiles one after the other, those first that are nearest to where players are or will be soon: where a
   * block of tiles begins, dozens are needed for the next one. Called every tick.
   */
  tend(players: Iterable<Walker>): void {
    const walkers = [...players];
    this.#players = walkers.map(({ x, z }) => ({ x, z }));
    this.#places = [...this.#players, ...walkers.flatMap(placeAhead)];
    if (this.#generated === undefined) return;
    if (++this.#calls % forgetEvery === 0) this.#forget(this.#generated);
    if (this.#busy || this.#waiting-- > 0) return;
    const where = this.#places.map(({ x, z }) => `${Math.floor(x)} ${Math.floor(z)}`).join(',');
    if (where === this.#settled) return;
    const isOpen = this.#openTiles(this.#places, reach).length > 0;
    this.#settled = isOpen ? '' : where;
    if (isOpen) void this.#fillOpen(this.#generated);
  }

  /** Ends the filling in after its current tile. */
  close(): void {
    this.#places = [];
  }

  #forget(generated: GeneratedMap): void {
    const places = this.#players;
    if (places.length === 0) return;
    generated.forget((tile) => places.some((place) => metresTo(tile, place) < forgottenFrom));
  }

  /**
   * Fills in all open ground within so many metres of places; the next tick takes it. Stops early, but not within a tile,
   * when `signal` is aborted. Rejects as the filling does.
   */
  async fillAround(places: readonly GroundPoint[], metres: number, signal?: AbortSignal): Promise<void> {
    if (this.#generated === undefined) return;
    for (const tile of this.#openTiles(places, metres)) {
      if (signal?.aborted) return;
      const cells = await this.#generated.generate(tile);
      this.#ready.set(tileKey(tile), { ...tile, ...cells });
    }
  }

  #openTiles(places: readonly GroundPoint[], metres: number): Tile[] {
    const isOpen = (tile: Tile) =>
      !this.#ready.has(tileKey(tile)) && this.#placed.tile(tile) === undefined && this.#isOpen(tile);
    return openTiles({ isOpen }, places, metres);
  }

  /** Tiles that were filled in since the last call. */
  takeReady(): (Tile & PlanTile)[] {
    const ready = [...this.#ready.values()];
    this.#ready.clear();
    return ready;
  }

  /**
   * Makes a tile a part of the world.
   *
   * @returns Doors and orbs that come with it, and with tiles around it: those of a tile come when all around it is known.
   */
  place(tile: Tile & PlanTile): WorldEntity[] {
    this.#placed.place(tile);
    const entities: WorldEntity[] = [];
    for (let z = tile.z - 1; z <= tile.z + 1; z++) {
      for (let x = tile.x - 1; x <= tile.x + 1; x++) entities.push(...this.#furniture.furnish({ x, z }));
    }
    return entities;
  }

  /** All tiles of the world, for a seed or a snapshot of it; undefined if there are none. */
  saved(): WorldSeed['map'] {
    return encodeTiles(this.#placed.tiles());
  }

  /** Makes the tiles of a snapshot those of the world, whose doors and orbs are among `entities` if they are there. */
  restore(saved: WorldSeed['map'], entities: Iterable<WorldEntity>): void {
    this.#placed.replace(decodeTiles(saved ?? [], this.#materials));
    this.#ready.clear();
    this.#settled = '';
    this.#furniture.restore(entities);
  }

  /** Goes on without waiting for the next tick: players would come nearer to open ground than it is filled in. */
  async #fillOpen(generated: GeneratedMap): Promise<void> {
    this.#busy = true;
    try {
      for (let [tile] = this.#openTiles(this.#places, reach); tile; ) {
        const cells = await generated.generate(tile);
        this.#ready.set(tileKey(tile), { ...tile, ...cells });
        // Remembered tiles come at once; ticks of rooms have priority.
        await nextTurn();
        [tile] = this.#openTiles(this.#places, reach);
      }
    } catch (error) {
      this.#waiting = waitAfterFailure;
      this.#failed(error);
    } finally {
      this.#busy = false;
    }
  }
}

function placeAhead({ x, z, vx = 0, vz = 0 }: Walker): GroundPoint[] {
  const { seconds, metres } = lookAhead;
  const speed = Math.hypot(vx, vz);
  if (speed === 0) return [];
  const ahead = Math.min(seconds, metres / speed);
  return [{ x: x + vx * ahead, z: z + vz * ahead }];
}

/** Tiles in which cells lie that are open because of a start. */
function startTiles(spawns: WorldSeed['spawns']): Tile[] {
  const tile = (metres: number) => Math.floor(metres / planCellSize / planTile);
  const around = (metres: number) => [tile(metres - planCellSize), tile(metres + planCellSize)];
  return spawns
    .flatMap(openPlaces)
    .flatMap(({ x, z }) => around(x).flatMap((tileX) => around(z).map((tileZ) => ({ x: tileX, z: tileZ }))));
}

/** Whether anything of a tile is not given; what is given never changes. */
function openness(given: GivenPlan): (tile: Tile) => boolean {
  const found = new Map<number, boolean>();
  return (tile) => {
    const key = tileKey(tile);
    const open = found.get(key) ?? isPartlyUnknown(tile, given);
    found.set(key, open);
    return open;
  };
}

function isPartlyUnknown(tile: Tile, given: GivenPlan): boolean {
  for (let z = tile.z * planTile; z < (tile.z + 1) * planTile; z++) {
    for (let x = tile.x * planTile; x < (tile.x + 1) * planTile; x++) {
      if (given.kindAt(x, z) === unknownKind) return true;
    }
  }
  return false;
}
