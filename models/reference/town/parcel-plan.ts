import { connectRooms, type Doorway } from '../doorways.ts';
import { FloorGrid, wallHeights } from '../floor-grid.ts';
import { Random } from '../random.ts';
import { firstLandmark, floorMaterials, wallMaterials } from '../rendering/materials.ts';
import { divideRoom, type Rectangle, standBlock } from '../room-division.ts';
import { type District, districtAt } from './district.ts';
import type { Parcel } from './parcel.ts';

/** What stands on a parcel. Cells of the grid are those of the parcel, moved by {@link margin}. */
export interface ParcelPlan {
  grid: FloorGrid;
  doorways: Doorway[];
  /** Cells with an orb, and cells where players start. */
  orbs: Cell[];
  starts: Cell[];
}

export interface Cell {
  x: number;
  z: number;
}

/** Cells of the grid around the parcel: what lies beyond it. */
export const margin = 1;

/** Seeds of planning, apart from those of lines and districts. */
const key = 5;
const { low, middle, high, highest } = wallHeights;
const hedge = wallMaterials.findIndex(({ name }) => name === 'hedge');
const brick = wallMaterials.findIndex(({ name }) => name === 'brick');
const lawn = floorMaterials.findIndex(({ name }) => name === 'lawn');
const cobbles = floorMaterials.findIndex(({ name }) => name === 'cobbles');
const plainWalls = Array.from({ length: firstLandmark }, (_, i) => i).filter((i) => i !== hedge);
const paved = floorMaterials.map((_, i) => i).filter((i) => i !== lawn);
/** Open cells for each orb and each start. */
const orbEvery = 45;
const startEvery = 110;

type ParcelKind = 'hall' | 'court' | 'garden' | 'square';

/** Deterministic: depends on the seed and the parcel alone. */
export function planParcel(seed: number, parcel: Parcel): ParcelPlan {
  return new ParcelPlanner(seed, parcel).plan();
}

class ParcelPlanner {
  readonly #parcel: Parcel;
  readonly #random: Random;
  readonly #district: District;
  readonly #grid: FloorGrid;
  /** In cells of the grid. */
  readonly #building: Rectangle;
  readonly #streetFloor: number;

  constructor(seed: number, parcel: Parcel) {
    const { quarter, row, index, x0, z0, x1, z1, alley, street } = parcel;
    this.#parcel = parcel;
    this.#random = Random.keyed(seed, key, quarter, row, index);
    this.#district = districtAt(seed, (x0 + x1) / 2, (z0 + z1) / 2);
    this.#grid = new FloorGrid(Math.max(x1 - x0, z1 - z0) + 2 * margin + 1);
    this.#building = {
      x0: margin + alley,
      z0: margin + street,
      x1: margin + x1 - x0,
      z1: margin + z1 - z0,
    };
    this.#streetFloor = Random.keyed(seed, key, quarter).next() < 0.6 ? cobbles : paved[0];
  }

  plan(): ParcelPlan {
    this.#clearGround();
    const kind = this.#kind();
    const rooms = this.#build(kind);
    const { doors } = this.#district;
    const doorways = connectRooms(this.#grid, this.#random, {
      loops: Math.round(1 + 2 * this.#random.next() + 2 * doors),
      doors: kind === 'hall' ? 0.25 + 0.75 * doors : 0.5 * doors,
    });
    for (const room of rooms) this.#furnish(room, kind);
    this.#furnishStreets();
    const reached = this.#closeCutOff();
    const doorCells = new Set(doorways.map(({ x, z }) => z * this.#grid.size + x));
    const free = reached.filter(({ x, z }) => !doorCells.has(z * this.#grid.size + x) && this.#owns(x, z));
    const orbs = this.#scatter(free, free.length / orbEvery, []);
    const roomy = free.filter(({ x, z }) => this.#isRoomy(x, z));
    return { grid: this.#grid, doorways, orbs, starts: this.#scatter(roomy, free.length / startEvery, orbs) };
  }

  /** Opens streets, alleys and the ground beyond; everything else begins as walls. */
  #clearGround(): void {
    const { heights, floorMaterial, size } = this.#grid;
    const { x0, z0, x1, z1 } = this.#building;
    heights.fill(highest);
    floorMaterial.fill(this.#streetFloor);
    const last = this.#parcel.openEast ? x1 : x1 - 1;
    for (let z = margin; z <= z1; z++) {
      for (let x = margin; x <= last; x++) {
        if (x < x0 || z < z0 || x >= x1 || z >= z1) heights[z * size + x] = 0;
      }
    }
  }

  #kind(): ParcelKind {
    const { openness, greenery } = this.#district;
    const weights: [ParcelKind, number][] = [
      ['hall', 1.8 - 1.75 * openness],
      ['court', 0.1 + 0.8 * openness],
      ['garden', 0.1 + 1.6 * greenery ** 2],
      ['square', openness ** 2],
    ];
    let lot = this.#random.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [kind, weight] of weights) {
      lot -= weight;
      if (lot < 0) return kind;
    }
    return 'hall';
  }

  /** Walls and floors of the building; returns its rooms. */
  #build(kind: ParcelKind): Rectangle[] {
    const { x0, z0, x1, z1 } = this.#building;
    const random = this.#random;
    const inside = { x0: x0 + 1, z0: z0 + 1, x1: x1 - 1, z1: z1 - 1 };
    if (kind === 'square') {
      this.#open(this.#building);
      this.#pave(this.#building, random.pick(paved));
      return [this.#building];
    }
    const height = this.#wallHeight(kind);
    const material = this.#wallMaterial(kind);
    for (let z = z0; z < z1; z++) for (let x = x0; x < x1; x++) this.#grid.buildWall(x, z, height, material);
    this.#open(inside);
    if (kind === 'court') {
      this.#pave(inside, random.pick(paved));
      return [inside];
    }
    const { openness } = this.#district;
    const smallest = 3 + (random.next() < openness ? 1 : 0);
    const largest = kind === 'garden' ? 9 : Math.round(4 + 6 * openness);
    const heights =
      kind === 'garden'
        ? [low, low, middle]
        : [height, height, high, this.#district.tallness < 0.5 ? middle : highest];
    const inner = random.next() < 0.6 ? material : this.#wallMaterial(kind);
    const rooms = divideRoom(this.#grid, inside, random, {
      smallest,
      largest,
      heights,
      material: () => inner,
    });
    for (const room of rooms) this.#pave(room, kind === 'garden' ? lawn : random.pick(paved));
    return rooms;
  }

  #wallHeight(kind: ParcelKind): number {
    const { tallness } = this.#district;
    const lot = this.#random.next() + tallness;
    if (kind === 'garden') return lot < 1.1 ? low : middle;
    return lot < 0.6 ? middle : lot < 1.15 ? high : highest;
  }

  #wallMaterial(kind: ParcelKind): number {
    const random = this.#random;
    const { greenery } = this.#district;
    if (kind === 'garden' || random.next() < 0.25 * greenery) return hedge;
    return random.next() < 0.6 * (1 - greenery) ? brick : random.pick(plainWalls);
  }

  #open({ x0, z0, x1, z1 }: Rectangle): void {
    for (let z = z0; z < z1; z++)
      for (let x = x0; x < x1; x++) this.#grid.heights[z * this.#grid.size + x] = 0;
  }

  #pave({ x0, z0, x1, z1 }: Rectangle, material: number): void {
    for (let z = z0; z < z1; z++) {
      for (let x = x0; x < x1; x++) this.#grid.floorMaterial[z * this.#grid.size + x] = material;
    }
  }

  #furnish(room: Rectangle, kind: ParcelKind): void {
    const random = this.#random;
    const area = (room.x1 - room.x0) * (room.z1 - room.z0);
    const { openness } = this.#district;
    const towers = { hall: 0.06, garden: 0.1, court: 0.6, square: 0.7 }[kind];
    if (random.next() < towers) {
      const material = firstLandmark + random.integer(wallMaterials.length - firstLandmark);
      const width = random.next() < 0.4 ? 2 : 1;
      standBlock(this.#grid, room, { width, length: 1, height: highest, material }, random);
    }
    const attempts = Math.floor((area / 20) * (1.7 - 1.4 * openness));
    for (let i = 0; i < attempts; i++) {
      const material = this.#wallMaterial(kind);
      const turned = random.next() < 0.5;
      const length = 2 + random.integer(3);
      const shape = random.next();
      if (shape < 0.35) {
        const height = kind === 'garden' ? low : random.pick([middle, high, highest]);
        standBlock(this.#grid, room, { width: 1, length: 1, height, material }, random);
      } else if (shape < 0.75) {
        const [wide, long] = turned ? [1, length] : [length, 1];
        const height = random.pick(kind === 'garden' ? [low] : [low, low, middle]);
        standBlock(this.#grid, room, { width: wide, length: long, height, material }, random);
      } else standBlock(this.#grid, room, { width: 2, length: 2, height: low, material }, random);
    }
  }

  /** Pillars and low walls in the middle of a street or an avenue. */
  #furnishStreets(): void {
    const random = this.#random;
    const { x0, z0, x1, z1 } = this.#building;
    const streets: Rectangle[] = [{ x0: margin, z0: margin, x1, z1: z0 }];
    if (x0 - margin >= 3) streets.push({ x0: margin, z0: margin, x1: x0, z1 });
    for (const street of streets) {
      if (random.next() < 0.55 + 0.4 * this.#district.openness) continue;
      const height = random.pick([low, low, middle, highest]);
      const material = random.next() < 0.2 ? firstLandmark + random.integer(5) : this.#wallMaterial('hall');
      const wide = street.x1 - street.x0 > street.z1 - street.z0;
      const length = material < firstLandmark && height < high ? 1 + random.integer(3) : 1;
      const block = {
        width: wide ? length : 1,
        length: wide ? 1 : length,
        height: material < firstLandmark ? height : highest,
        material,
      };
      standBlock(this.#grid, street, block, random);
    }
  }

  /** Fills cells that cannot be reached from the street; returns all others. */
  #closeCutOff(): Cell[] {
    const { heights, size } = this.#grid;
    const regions = this.#grid.regions();
    const street = regions[margin * size + margin];
    const reached: Cell[] = [];
    for (const [cell, region] of regions.entries()) {
      if (region === street) reached.push({ x: cell % size, z: Math.floor(cell / size) });
      else if (region > 0 && this.#owns(cell % size, Math.floor(cell / size))) heights[cell] = middle;
    }
    return reached;
  }

  /** Whether a cell of the grid is one of the parcel. */
  #owns(x: number, z: number): boolean {
    return x >= margin && z >= margin && x < this.#building.x1 && z < this.#building.z1;
  }

  #isRoomy(x: number, z: number): boolean {
    for (let dz = -1; dz <= 1; dz++)
      for (let dx = -1; dx <= 1; dx++) {
        if (!this.#owns(x + dx, z + dz) || this.#grid.heightAt(x + dx, z + dz) > 0) return false;
      }
    return true;
  }

  /** Cells far from each other and from `taken`, about `wanted` of them. */
  #scatter(cells: readonly Cell[], wanted: number, taken: readonly Cell[]): Cell[] {
    const random = this.#random;
    const chosen: Cell[] = [];
    const count = Math.floor(wanted + random.next());
    for (let i = 0; i < count && cells.length > 0; i++) {
      const tries = Array.from({ length: 6 }, () => random.pick(cells));
      const distance = (cell: Cell) =>
        Math.min(99, ...[...chosen, ...taken].map((other) => Math.hypot(other.x - cell.x, other.z - cell.z)));
      const best = tries.reduce((a, b) => (distance(b) > distance(a) ? b : a));
      if (distance(best) >= 1) chosen.push(best);
    }
    return chosen;
  }
}
