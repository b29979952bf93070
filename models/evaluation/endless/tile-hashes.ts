import { createHash } from 'node:crypto';
import { type PlanTile, type Tile, tileKey, tileOfKey } from '../../../server/map-generation/tile.ts';

/** Tiles that were seen, and what became of those that were seen again. */
export interface TileHashFigures {
  tiles: number;
  /** Tiles that came again, each time counted, and those of them that were the same to the bit. */
  again: number;
  same: number;
}

/** Remembers a hash of every tile at first sight, and compares it whenever the tile comes again. */
export class TileHashes {
  readonly #first = new Map<number, string>();
  #again = 0;
  #same = 0;

  seen(tile: Tile, { kinds, materials }: PlanTile): void {
    const hash = createHash('sha256').update(kinds).update(materials).digest('base64');
    const key = tileKey(tile);
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, hash);
    else {
      this.#again++;
      if (first === hash) this.#same++;
    }
  }

  /** Tiles in the order in which they were first seen. */
  tiles(): Tile[] {
    return [...this.#first.keys()].map(tileOfKey);
  }

  /** The same hashes, for tiles that come again elsewhere; counts begin anew. */
  copy(): TileHashes {
    const copy = new TileHashes();
    for (const [key, hash] of this.#first) copy.#first.set(key, hash);
    return copy;
  }

  get figures(): TileHashFigures {
    return { tiles: this.#first.size, again: this.#again, same: this.#same };
  }
}
