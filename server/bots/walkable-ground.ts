import TinyQueue from 'tinyqueue';
import type { Entity } from '../../shared/entity.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { isClear } from '../../shared/geometry/solids.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';

/** Metres between places of the lattice that ways lead over. */
export const placeSpacing = 0.5;
/** Radius that has to be free of walls, metres: that of a body, less a little, because places lie on a lattice. */
const passing = 0.28;
/** Most places that a search looks at. */
const mostPlaces = 3000;

const neighbours = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const;

interface Place {
  i: number;
  j: number;
  /** Metres of way to it, and least metres of the whole way over it. */
  walked: number;
  whole: number;
  from: Place | undefined;
}

/** Ways over ground that is not known to be solid, over places half a metre apart. */
export class WalkableGround {
  readonly #grid: KnownGrid;
  /** Whether a body has room at a place, by its number. */
  readonly #open = new Map<number, boolean>();

  constructor(grid: KnownGrid) {
    this.#grid = grid;
  }

  /** Forgets what was found, because more may be known of the ground by now. */
  refresh(): void {
    this.#open.clear();
  }

  /** Whether a body has room at the place of the lattice that is nearest. */
  hasRoom({ x, z }: GroundPoint): boolean {
    return this.#isOpen(numberOf(x), numberOf(z));
  }

  /**
   * The shortest way to a goal (A*, Hart et al., 1968), without the start; to the place nearest to the goal where none leads
   * there, or where the search gets long. `obstacles` are gone around.
   */
  way(from: GroundPoint, goal: GroundPoint, obstacles: readonly Entity[] = []): GroundPoint[] {
    const left = (i: number, j: number) => Math.hypot(i * placeSpacing - goal.x, j * placeSpacing - goal.z);
    let best: { place: Place; left: number } | undefined;
    this.#search(from, obstacles, left, (place) => {
      const distance = left(place.i, place.j);
      if (best === undefined || distance < best.left) best = { place, left: distance };
      return distance < placeSpacing;
    });
    const way: GroundPoint[] = [];
    for (let place: Place | undefined = best?.place; place?.from; place = place.from) {
      way.unshift({ x: place.i * placeSpacing, z: place.j * placeSpacing });
    }
    return way;
  }

  /**
   * Lengths of the ways from a place to all others of at most so many metres; infinite where there is none. `obstacles` are
   * gone around.
   */
  distancesFrom(
    from: GroundPoint,
    within: number,
    obstacles: readonly Entity[] = [],
  ): (to: GroundPoint) => number {
    const metres = new Map<number, number>();
    this.#search(
      from,
      obstacles,
      () => 0,
      ({ i, j, walked }) => {
        if (walked > within) return true;
        metres.set(keyOf(i, j), walked);
        return false;
      },
    );
    return ({ x, z }) => metres.get(keyOf(numberOf(x), numberOf(z))) ?? Number.POSITIVE_INFINITY;
  }

  /** Looks at places, those first over which the way may be shortest, until `isEnough`. `left`: least metres from a place on. */
  #search(
    from: GroundPoint,
    obstacles: readonly Entity[],
    left: (i: number, j: number) => number,
    isEnough: (place: Place) => boolean,
  ): void {
    const [i, j] = [numberOf(from.x), numberOf(from.z)];
    const first: Place = { i, j, walked: 0, whole: left(i, j), from: undefined };
    const open = new TinyQueue([first], (a, b) => a.whole - b.whole);
    const walked = new Map([[keyOf(i, j), 0]]);
    const isOpen = (i: number, j: number) =>
      this.#isOpen(i, j) &&
      (obstacles.length === 0 ||
        isClear({ grid: nothing, obstacles }, i * placeSpacing, j * placeSpacing, passing));
    for (let looked = 0; looked < mostPlaces; looked++) {
      const place = open.pop();
      if (place === undefined) return;
      if ((walked.get(keyOf(place.i, place.j)) ?? 0) < place.walked) continue;
      if (isEnough(place)) return;
      for (const [di, dj] of neighbours) {
        const [i, j] = [place.i + di, place.j + dj];
        const there = place.walked + placeSpacing * Math.hypot(di, dj);
        const key = keyOf(i, j);
        if (there >= (walked.get(key) ?? Number.POSITIVE_INFINITY) || !isOpen(i, j)) continue;
        // A body does not fit through where two corners meet.
        if (di !== 0 && dj !== 0 && !(isOpen(place.i + di, place.j) && isOpen(place.i, place.j + dj)))
          continue;
        walked.set(key, there);
        open.push({ i, j, walked: there, whole: there + left(i, j), from: place });
      }
    }
  }

  #isOpen(i: number, j: number): boolean {
    const key = keyOf(i, j);
    let isOpen = this.#open.get(key);
    if (isOpen === undefined) {
      isOpen = isClear({ grid: this.#grid, obstacles: [] }, i * placeSpacing, j * placeSpacing, passing);
      this.#open.set(key, isOpen);
    }
    return isOpen;
  }
}

const nothing = { cellSize: 1, solidAt: () => false };

function numberOf(metres: number): number {
  return Math.round(metres / placeSpacing);
}

/** One number for a place; places lie within a million of the origin. */
function keyOf(i: number, j: number): number {
  return (i + 2 ** 20) * 2 ** 21 + j + 2 ** 20;
}
