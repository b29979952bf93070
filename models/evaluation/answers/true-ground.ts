import TinyQueue from 'tinyqueue';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/** Metres between places, and the radius of a body. */
const spacing = 0.1;
const radius = 0.28;
/** Steps to places around: straight, diagonal and like a knight of chess, so that lengths are within 3 %. */
const steps = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, 2],
  [2, 1],
].flatMap(([i, j]) => [
  [i, j],
  [-i, j],
  [i, -j],
  [-i, -j],
]);

/** Walls as the reference has them, and half a metre-wide blocks, for the true length of ways. */
export class TrueGround {
  readonly #world: ReferenceWorld;
  readonly #blocks: readonly GroundPoint[];
  readonly #open = new Map<number, boolean>();

  constructor(world: ReferenceWorld, blocks: readonly GroundPoint[]) {
    this.#world = world;
    this.#blocks = blocks;
  }

  /** Whether a body of the radius has room. */
  hasRoom({ x, z }: GroundPoint, slack = 0): boolean {
    const reach = radius - slack;
    for (let cellZ = Math.floor(z - reach); cellZ <= Math.floor(z + reach); cellZ++) {
      for (let cellX = Math.floor(x - reach); cellX <= Math.floor(x + reach); cellX++) {
        if (!this.#world.solidAt(cellX, cellZ)) continue;
        const dx = Math.max(cellX - x, 0, x - cellX - 1);
        const dz = Math.max(cellZ - z, 0, z - cellZ - 1);
        if (Math.hypot(dx, dz) < reach) return false;
      }
    }
    return this.#blocks.every((block) => {
      const dx = Math.max(Math.abs(x - block.x) - 0.4, 0);
      const dz = Math.max(Math.abs(z - block.z) - 0.4, 0);
      return Math.hypot(dx, dz) >= reach;
    });
  }

  /** Length in metres of the shortest way to within `arrived` metres of the goal, and on to it; undefined where none leads. */
  length(from: GroundPoint, goal: GroundPoint, arrived: number): number | undefined {
    const start = { i: Math.round(from.x / spacing), j: Math.round(from.z / spacing), metres: 0 };
    const queue = new TinyQueue([start], (a, b) => a.metres - b.metres);
    const best = new Map([[keyOf(start.i, start.j), 0]]);
    let shortest: number | undefined;
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      if (shortest !== undefined && place.metres > shortest) return shortest;
      if ((best.get(keyOf(place.i, place.j)) ?? 0) < place.metres) continue;
      const left = Math.hypot(place.i * spacing - goal.x, place.j * spacing - goal.z);
      if (left <= arrived) shortest = Math.min(shortest ?? Number.POSITIVE_INFINITY, place.metres + left);
      for (const [di, dj] of steps) {
        const [i, j] = [place.i + di, place.j + dj];
        const metres = place.metres + spacing * Math.hypot(di, dj);
        const key = keyOf(i, j);
        if (metres >= (best.get(key) ?? Number.POSITIVE_INFINITY) || !this.#isOpen(i, j)) continue;
        best.set(key, metres);
        queue.push({ i, j, metres });
      }
    }
    return shortest;
  }

  /** Metres along an axis of the world to the first true wall, or to the plane of a closed or open door's frame. */
  free({ x, z }: GroundPoint, dx: number, dz: number, frames: readonly GroundPoint[]): number {
    for (let metres = 0; metres < 40; metres += 0.01) {
      const [cellX, cellZ] = [Math.floor(x + dx * metres), Math.floor(z + dz * metres)];
      if (this.#world.solidAt(cellX, cellZ)) return metres;
      const frame = frames.find((one) => Math.floor(one.x) === cellX && Math.floor(one.z) === cellZ);
      if (frame && Math.abs(dx * (frame.x - x) + dz * (frame.z - z)) - 0.08 <= metres) return metres;
    }
    return 40;
  }

  #isOpen(i: number, j: number): boolean {
    const key = keyOf(i, j);
    let isOpen = this.#open.get(key);
    if (isOpen === undefined) {
      isOpen = this.hasRoom({ x: i * spacing, z: j * spacing });
      this.#open.set(key, isOpen);
    }
    return isOpen;
  }
}

function keyOf(i: number, j: number): number {
  return (i + 10_000) * 100_000 + j + 10_000;
}
