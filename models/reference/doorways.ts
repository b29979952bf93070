import { type FloorGrid, wallHeights } from './floor-grid.ts';
import type { Random } from './random.ts';

/** An open cell with a door, between two wall cells of the wall that runs along `along`. */
export interface Doorway {
  x: number;
  z: number;
  along: 'x' | 'z';
}

/** A wall cell that could become a doorway, and the two regions that it would join. */
interface Candidate extends Doorway {
  joins: [number, number];
}

export interface DoorwayStyle {
  /** Ways through beyond those that connect everything; two to four at random by default. */
  loops?: number;
  /** Share of ways through with a door. */
  doors?: number;
}

/** Opens walls so that all open cells are connected; returns the gaps with doors. */
export function connectRooms(grid: FloorGrid, random: Random, style: DoorwayStyle = {}): Doorway[] {
  return new RoomConnector(grid, random, style).connect();
}

class RoomConnector {
  readonly #doorways: Doorway[] = [];
  readonly #grid: FloorGrid;
  readonly #random: Random;
  readonly #style: DoorwayStyle;

  constructor(grid: FloorGrid, random: Random, style: DoorwayStyle) {
    this.#grid = grid;
    this.#random = random;
    this.#style = style;
  }

  /** A spanning tree of the regions, by random wall cells (Kruskal, 1956), and a few loops. */
  connect(): Doorway[] {
    const region = this.#grid.regions();
    const parent = new Map<number, number>();
    const root = (a: number): number => {
      const up = parent.get(a) ?? a;
      return up === a ? a : root(up);
    };
    const candidates = this.#random.shuffled(this.#candidates(region));
    const loops: typeof candidates = [];
    for (const candidate of candidates) {
      const [a, b] = candidate.joins.map(root);
      if (a === b) {
        loops.push(candidate);
        continue;
      }
      parent.set(a, b);
      this.#openDoorway(candidate);
    }
    let extra = this.#style.loops ?? 2 + this.#random.integer(3);
    for (const candidate of loops) {
      if (extra === 0) break;
      if (!this.#isCandidate(candidate.x, candidate.z, candidate.along)) continue;
      const nearest = Math.min(
        ...this.#doorways.map((d) => Math.hypot(d.x - candidate.x, d.z - candidate.z)),
        this.#grid.size,
      );
      if (nearest < 4) continue;
      this.#openDoorway(candidate);
      extra--;
    }
    return this.#doorways;
  }

  #candidates(region: Int16Array): Candidate[] {
    const { size } = this.#grid;
    const found: Candidate[] = [];
    for (let z = 1; z < size - 1; z++) {
      for (let x = 1; x < size - 1; x++) {
        const cell = z * size + x;
        if (this.#isCandidate(x, z, 'x')) {
          found.push({ x, z, along: 'x', joins: [region[cell - size], region[cell + size]] });
        } else if (this.#isCandidate(x, z, 'z')) {
          found.push({ x, z, along: 'z', joins: [region[cell - 1], region[cell + 1]] });
        }
      }
    }
    return found;
  }

  /** A wall cell with open floor on both sides and wall for two cells either way along it. */
  #isCandidate(x: number, z: number, along: 'x' | 'z'): boolean {
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    const wallAt = (i: number) => this.#grid.heightAt(x + ax * i, z + az * i) > 0;
    const openAt = (i: number) => this.#grid.heightAt(x + az * i, z + ax * i) === 0;
    return wallAt(0) && wallAt(-1) && wallAt(1) && openAt(-1) && openAt(1);
  }

  /** A sliding door (walls beside it must hide it when it is open), or a gap of one to three cells. */
  #openDoorway({ x, z, along }: Doorway): void {
    const { size, heights } = this.#grid;
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    heights[z * size + x] = 0;
    if (this.#random.next() < (this.#style.doors ?? 0.7)) {
      for (const side of [-1, 1]) {
        const cell = (z + az * side) * size + x + ax * side;
        heights[cell] = Math.max(heights[cell], wallHeights.high);
      }
      this.#doorways.push({ x, z, along });
      return;
    }
    const widen = this.#random.integer(3);
    for (let i = 1; i <= widen; i++) {
      const nx = x + ax * i;
      const nz = z + az * i;
      const nearDoor = this.#doorways.some((d) => Math.abs(d.x - nx) + Math.abs(d.z - nz) <= 2);
      if (nearDoor || !this.#isCandidateEnd(nx, nz, along)) break;
      heights[nz * size + nx] = 0;
    }
  }

  #isCandidateEnd(x: number, z: number, along: 'x' | 'z'): boolean {
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    const openAt = (i: number) => this.#grid.heightAt(x + az * i, z + ax * i) === 0;
    return (
      this.#grid.heightAt(x, z) > 0 && this.#grid.heightAt(x + ax, z + az) > 0 && openAt(-1) && openAt(1)
    );
  }
}
