import { metresTo, type Tile, tileKey, tileMetres } from '../../../server/map-generation/tile.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';

/** Metres from a player within which pictures show a map; without it, they show what is not there for long. */
export const seenWithin = 20;
/** Metres ahead of a player at which a tile should be there. */
export const wantedAhead = 25;
/** Metres within which tiles are watched: a little farther than rooms fill them in. */
const watched = 40;

export interface TileLeadFigures {
  /** Tiles that came while they were watched. */
  tiles: number;
  /** Tiles that were not there when somebody came within {@link seenWithin} of them, and {@link wantedAhead}. */
  waited: number;
  late: number;
  /** Looks at which any tile was waited for. */
  looks_waited: number;
  looks: number;
  /** Metres from the nearest player to a tile when it came. */
  metres: { least: number; p5: number; median: number };
}

/** Watches how far ahead of players tiles come: distances are straight, so that no way there is shorter. */
export class TileLead {
  readonly #isThere: (tile: Tile) => boolean;
  readonly #there = new Set<number>();
  readonly #open = new Map<number, { waited: boolean; late: boolean }>();
  readonly #metres: number[] = [];
  #waited = 0;
  #late = 0;
  #looks = 0;
  #looksWaited = 0;

  constructor(isThere: (tile: Tile) => boolean) {
    this.#isThere = isThere;
  }

  /** Called once a tick. */
  look(places: readonly GroundPoint[]): void {
    this.#looks++;
    let isWaiting = false;
    for (const { tile, metres } of tilesAround(places)) {
      const key = tileKey(tile);
      if (this.#there.has(key)) continue;
      const open = this.#open.get(key);
      if (this.#isThere(tile)) {
        this.#there.add(key);
        this.#open.delete(key);
        if (open) this.#metres.push(metres);
        continue;
      }
      const now = open ?? { waited: false, late: false };
      this.#open.set(key, now);
      isWaiting ||= metres < seenWithin;
      if (!now.waited && metres < seenWithin) this.#waited++;
      if (!now.late && metres < wantedAhead) this.#late++;
      now.waited ||= metres < seenWithin;
      now.late ||= metres < wantedAhead;
    }
    if (isWaiting) this.#looksWaited++;
  }

  get figures(): TileLeadFigures {
    const sorted = this.#metres.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
    return {
      tiles: sorted.length,
      waited: this.#waited,
      late: this.#late,
      looks_waited: this.#looksWaited,
      looks: this.#looks,
      metres: { least: at(0), p5: at(0.05), median: at(0.5) },
    };
  }
}

/** Tiles within {@link watched} of any place, with the metres to the nearest place. */
function tilesAround(places: readonly GroundPoint[]): Iterable<{ tile: Tile; metres: number }> {
  const found = new Map<number, { tile: Tile; metres: number }>();
  const index = (metres: number) => Math.floor(metres / tileMetres);
  for (const place of places) {
    for (let z = index(place.z - watched); z <= index(place.z + watched); z++) {
      for (let x = index(place.x - watched); x <= index(place.x + watched); x++) {
        const tile = { x, z };
        const metres = metresTo(tile, place);
        const key = tileKey(tile);
        if (metres > watched || metres >= (found.get(key)?.metres ?? Number.POSITIVE_INFINITY)) continue;
        found.set(key, { tile, metres });
      }
    }
  }
  return found.values();
}
