import { planCellSize, planTile, unknownKind } from '../../../shared/plan.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';
import type { PlacedTiles } from './placed-tiles.ts';

/** Tiles along each side of what a camera gets to see of a map; it stands in the middle one. */
const tilesAround = 9;
/** Squares that are kept. */
const mostSquares = 16;

/** Squares of a map around cameras, made anew when tiles of them were filled in. */
export class GroundAround {
  readonly #map: Pick<PlacedTiles, 'kindAt' | 'materialAt' | 'isGiven' | 'edition'>;
  readonly #sun: number | undefined;
  /** By tile of the camera, least recently used first; `edition` of the map they were made of. */
  readonly #squares = new Map<string, { ground: PlannedGround; edition: number }>();

  /** @param sun Azimuth of the sun, radians as a yaw is; undefined = unknown. */
  constructor(
    map: Pick<PlacedTiles, 'kindAt' | 'materialAt' | 'isGiven' | 'edition'>,
    sun: number | undefined,
  ) {
    this.#map = map;
    this.#sun = sun;
  }

  /** The same object as long as nothing of it changes. */
  at({ x, z }: { x: number; z: number }): PlannedGround {
    const tile = { x: Math.floor(x / planCellSize / planTile), z: Math.floor(z / planCellSize / planTile) };
    const name = `${tile.x} ${tile.z}`;
    const known = this.#squares.get(name);
    if (known?.edition === this.#map.edition) return known.ground;
    const made = this.#make(tile);
    const ground = known && isSameGround(known.ground, made) ? known.ground : made;
    this.#squares.delete(name);
    this.#squares.set(name, { ground, edition: this.#map.edition });
    for (const oldest of this.#squares.keys())
      if (this.#squares.size > mostSquares) this.#squares.delete(oldest);
    return ground;
  }

  #make(middle: { x: number; z: number }): PlannedGround {
    const size = tilesAround * planTile;
    const first = (tile: number) => (tile - (tilesAround - 1) / 2) * planTile;
    const [x, z] = [first(middle.x), first(middle.z)];
    const kinds = new Uint8Array(new SharedArrayBuffer(size * size)).fill(unknownKind);
    const materials = new Uint8Array(new SharedArrayBuffer(size * size));
    const given = new Uint8Array(new SharedArrayBuffer(size * size));
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        kinds[row * size + column] = this.#map.kindAt(x + column, z + row);
        materials[row * size + column] = this.#map.materialAt(x + column, z + row) ?? 0;
        given[row * size + column] = this.#map.isGiven(x + column, z + row) ? 1 : 0;
      }
    }
    return { x, z, size, kinds, materials, given, sun: this.#sun };
  }
}

function isSameGround(a: PlannedGround, b: PlannedGround): boolean {
  const isSame = (left: Uint8Array, right: Uint8Array) => left.every((value, i) => value === right[i]);
  return isSame(a.kinds, b.kinds) && isSame(a.materials, b.materials);
}
