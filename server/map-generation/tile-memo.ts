import { createHash } from 'node:crypto';
import type { PlanTile } from './tile.ts';
import type { TileRequest } from './tile-filler.ts';

/** Tiles that are remembered: those of a few previews. A tile has 128 bytes. */
const mostTiles = 4_096;

/**
 * Remembers tiles that were filled in, by everything that they were filled in from: the same request always has the same
 * answer. So a room that was previewed has its first ground at once.
 */
export class TileMemo {
  readonly #fill: (request: TileRequest) => Promise<PlanTile>;
  readonly #most: number;
  /** By digest of the request, least recently used first. */
  readonly #tiles = new Map<string, Promise<PlanTile>>();

  constructor(fill: (request: TileRequest) => Promise<PlanTile>, most = mostTiles) {
    this.#fill = fill;
    this.#most = most;
  }

  /** The caller must not change the tile. Rejects as the filling does; then nothing is remembered. */
  fill(request: TileRequest): Promise<PlanTile> {
    const key = requestDigest(request);
    const known = this.#tiles.get(key);
    const tile = known ?? this.#fill(request);
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    if (known !== undefined) return tile;
    tile.catch(() => this.#tiles.delete(key));
    const [oldest] = this.#tiles.keys();
    if (this.#tiles.size > this.#most) this.#tiles.delete(oldest);
    return tile;
  }
}

/** SHA-256 of everything that a tile is filled in from, in base64. */
export function requestDigest({ roomSeed, tile, window, around, asked }: TileRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([roomSeed, tile.x, tile.z, asked]))
    .update(window.kinds)
    .update(window.materials)
    .update(around ?? '')
    .digest('base64');
}
