import type { Random } from './random.ts';
import { firstLandmark, floorMaterials, wallMaterials } from './rendering/materials.ts';

/** Where walls stand, how high they are, what everything is made of, and which gaps hold a door. */
export interface FloorPlan {
  /** Metres, 0 = open; [size * size], index z * size + x. */
  heights: Float32Array;
  wallMaterial: Uint8Array;
  floorMaterial: Uint8Array;
  /** Open cells between two wall cells of the wall that runs along `along`. */
  doorways: { x: number; z: number; along: 'x' | 'z' }[];
}

/** A rectangle of cells, x0 <= x < x1. */
interface Room {
  x0: number;
  z0: number;
  x1: number;
  z1: number;
}

const low = 1;
const middle = 1.8;
const high = 2.6;
const highest = 3.4;
const smallestRoom = 4;
const largestRoom = 9;

/**
 * Rooms by recursive division; doorways join them into a spanning tree with a few loops; then
 * free-standing walls, pillars and landmarks where they cut nothing off.
 */
export function planFloor(size: number, random: Random): FloorPlan {
  return new FloorPlanner(size, random).plan();
}

class FloorPlanner implements FloorPlan {
  readonly heights: Float32Array;
  readonly wallMaterial: Uint8Array;
  readonly floorMaterial: Uint8Array;
  readonly doorways: FloorPlan['doorways'] = [];
  readonly #size: number;
  readonly #random: Random;
  readonly #rooms: Room[] = [];

  constructor(size: number, random: Random) {
    this.#size = size;
    this.#random = random;
    this.heights = new Float32Array(size * size);
    this.wallMaterial = new Uint8Array(size * size);
    this.floorMaterial = new Uint8Array(size * size);
  }

  plan(): FloorPlan {
    this.#buildOuterWall();
    this.#divide({ x0: 1, z0: 1, x1: this.#size - 1, z1: this.#size - 1 }, 0);
    this.#paintRooms();
    this.#connectRooms();
    this.#furnish();
    this.#closeCutOff();
    return {
      heights: this.heights,
      wallMaterial: this.wallMaterial,
      floorMaterial: this.floorMaterial,
      doorways: this.doorways,
    };
  }

  #buildOuterWall(): void {
    const size = this.#size;
    const materials = this.#random.shuffled(Array.from({ length: firstLandmark }, (_, i) => i));
    for (let i = 0; i < size; i++) {
      this.#wall(i, 0, i % 6 < 2 ? highest : high, materials[0]);
      this.#wall(i, size - 1, i % 6 < 2 ? highest : high, materials[1]);
      this.#wall(0, i, i % 6 < 2 ? highest : high, materials[2]);
      this.#wall(size - 1, i, i % 6 < 2 ? highest : high, materials[3]);
    }
  }

  #divide(room: Room, depth: number): void {
    const random = this.#random;
    const width = room.x1 - room.x0;
    const length = room.z1 - room.z0;
    const canX = width >= 2 * smallestRoom + 1;
    const canZ = length >= 2 * smallestRoom + 1;
    const large = width > largestRoom || length > largestRoom;
    if ((!canX && !canZ) || (!large && random.next() < 0.55 + 0.12 * depth)) {
      this.#rooms.push(room);
      return;
    }
    const acrossX = canX && (!canZ || width > length || (width === length && random.next() < 0.5));
    const span = acrossX ? width : length;
    const at = smallestRoom + random.integer(span - 2 * smallestRoom);
    const height = random.pick([low, low, middle, high, high, highest]);
    const material = random.integer(firstLandmark);
    if (acrossX) {
      for (let z = room.z0; z < room.z1; z++) this.#wall(room.x0 + at, z, height, material);
      this.#divide({ ...room, x1: room.x0 + at }, depth + 1);
      this.#divide({ ...room, x0: room.x0 + at + 1 }, depth + 1);
    } else {
      for (let x = room.x0; x < room.x1; x++) this.#wall(x, room.z0 + at, height, material);
      this.#divide({ ...room, z1: room.z0 + at }, depth + 1);
      this.#divide({ ...room, z0: room.z0 + at + 1 }, depth + 1);
    }
  }

  /** Each room has a floor of its own and mostly walls of its own. */
  #paintRooms(): void {
    const floors = this.#random.shuffled(floorMaterials.map((_, i) => i));
    const walls = this.#random.shuffled(Array.from({ length: firstLandmark }, (_, i) => i));
    this.#rooms.forEach((room, index) => {
      const floor = floors[index % floors.length];
      const wall = walls[index % walls.length];
      // A wall between two rooms takes the look of the one painted last; its own where neither is bold.
      const bold = this.#random.next() < 0.6;
      for (let z = room.z0 - 1; z <= room.z1; z++) {
        for (let x = room.x0 - 1; x <= room.x1; x++) {
          const cell = z * this.#size + x;
          if (this.heights[cell] === 0 || x < room.x0 || z < room.z0) this.floorMaterial[cell] = floor;
          if (this.heights[cell] > 0 && bold) this.wallMaterial[cell] = wall;
        }
      }
    });
  }

  #connectRooms(): void {
    const label = this.#label();
    const parent = new Map<number, number>();
    const root = (a: number): number => {
      const up = parent.get(a) ?? a;
      return up === a ? a : root(up);
    };
    const candidates = this.#random.shuffled(this.#doorwayCandidates(label));
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
    let extra = 2 + this.#random.integer(3);
    for (const candidate of loops) {
      if (extra === 0) break;
      if (!this.#isDoorwayCandidate(candidate.x, candidate.z, candidate.along)) continue;
      const nearest = Math.min(
        ...this.doorways.map((d) => Math.hypot(d.x - candidate.x, d.z - candidate.z)),
        this.#size,
      );
      if (nearest < 4) continue;
      this.#openDoorway(candidate);
      extra--;
    }
  }

  #doorwayCandidates(label: Int16Array) {
    const size = this.#size;
    const found: { x: number; z: number; along: 'x' | 'z'; joins: [number, number] }[] = [];
    for (let z = 1; z < size - 1; z++) {
      for (let x = 1; x < size - 1; x++) {
        const cell = z * size + x;
        if (this.#isDoorwayCandidate(x, z, 'x')) {
          found.push({ x, z, along: 'x', joins: [label[cell - size], label[cell + size]] });
        } else if (this.#isDoorwayCandidate(x, z, 'z')) {
          found.push({ x, z, along: 'z', joins: [label[cell - 1], label[cell + 1]] });
        }
      }
    }
    return found;
  }

  /** A wall cell with open floor on both sides and wall for two cells either way along it. */
  #isDoorwayCandidate(x: number, z: number, along: 'x' | 'z'): boolean {
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    const wallAt = (i: number) => this.#at(x + ax * i, z + az * i) > 0;
    const openAt = (i: number) => this.#at(x + az * i, z + ax * i) === 0;
    return wallAt(0) && wallAt(-1) && wallAt(1) && openAt(-1) && openAt(1);
  }

  /** A sliding door (walls beside it must hide it), or a gap of one to three cells. */
  #openDoorway({ x, z, along }: { x: number; z: number; along: 'x' | 'z' }): void {
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    this.heights[z * this.#size + x] = 0;
    if (this.#random.next() < 0.7) {
      for (const side of [-1, 1]) {
        const cell = (z + az * side) * this.#size + x + ax * side;
        this.heights[cell] = Math.max(this.heights[cell], high);
      }
      this.doorways.push({ x, z, along });
      return;
    }
    const widen = this.#random.integer(3);
    for (let i = 1; i <= widen; i++) {
      const nx = x + ax * i;
      const nz = z + az * i;
      const nearDoor = this.doorways.some((d) => Math.abs(d.x - nx) + Math.abs(d.z - nz) <= 2);
      if (nearDoor || !this.#isDoorwayCandidateEnd(nx, nz, along)) break;
      this.heights[nz * this.#size + nx] = 0;
    }
  }

  #isDoorwayCandidateEnd(x: number, z: number, along: 'x' | 'z'): boolean {
    const [ax, az] = along === 'x' ? [1, 0] : [0, 1];
    const openAt = (i: number) => this.#at(x + az * i, z + ax * i) === 0;
    return this.#at(x, z) > 0 && this.#at(x + ax, z + az) > 0 && openAt(-1) && openAt(1);
  }

  /** Things that stand in rooms: none touches a wall, so none can cut anything off. */
  #furnish(): void {
    const random = this.#random;
    const landmarks = random.shuffled(
      Array.from({ length: wallMaterials.length - firstLandmark }, (_, i) => firstLandmark + i),
    );
    for (const room of random.shuffled(this.#rooms)) {
      const area = (room.x1 - room.x0) * (room.z1 - room.z0);
      if (landmarks.length > 0 && random.next() < 0.75) this.#placeLandmark(room, landmarks);
      const attempts = Math.floor(area / 18);
      for (let i = 0; i < attempts; i++) {
        const draw = random.next();
        const material = random.integer(firstLandmark);
        if (draw < 0.35) this.#stand(room, 1, 1, random.pick([low, middle, high, highest]), material);
        else if (draw < 0.75) {
          const length = 2 + random.integer(3);
          const turned = random.next() < 0.5;
          const height = random.pick([low, low, middle, high]);
          this.#stand(room, turned ? 1 : length, turned ? length : 1, height, material);
        } else this.#stand(room, 2, 2, low, material);
      }
    }
    // Landmarks that found no room become murals on the outer wall.
    for (const landmark of landmarks.slice(0, 2)) this.#muralOnOuterWall(landmark);
  }

  /** A tower of one or two cells, free-standing where the room allows it, else part of its wall. */
  #placeLandmark(room: Room, landmarks: number[]): void {
    const landmark = landmarks[landmarks.length - 1];
    const width = this.#random.next() < 0.4 ? 2 : 1;
    if (this.#stand(room, width, 1, highest, landmark)) landmarks.pop();
  }

  #muralOnOuterWall(material: number): void {
    const size = this.#size;
    const at = 2 + 2 * this.#random.integer(size / 2 - 3);
    const side = this.#random.integer(4);
    for (let i = 0; i < 2; i++) {
      const along = at + i;
      const x = side === 0 ? 0 : side === 1 ? size - 1 : along;
      const z = side === 2 ? 0 : side === 3 ? size - 1 : along;
      this.#wall(x, z, highest, material);
    }
  }

  /** Puts up a block of cells if it and all cells around it are open; true if it did. */
  #stand(room: Room, width: number, length: number, height: number, material: number): boolean {
    const random = this.#random;
    for (let attempt = 0; attempt < 12; attempt++) {
      const freeX = room.x1 - room.x0 - width - 2;
      const freeZ = room.z1 - room.z0 - length - 2;
      if (freeX < 0 || freeZ < 0) return false;
      const x0 = room.x0 + 1 + random.integer(freeX + 1);
      const z0 = room.z0 + 1 + random.integer(freeZ + 1);
      let clear = true;
      for (let z = z0 - 1; z <= z0 + length && clear; z++) {
        for (let x = x0 - 1; x <= x0 + width && clear; x++) clear = this.#at(x, z) === 0;
      }
      if (!clear) continue;
      for (let z = z0; z < z0 + length; z++)
        for (let x = x0; x < x0 + width; x++) this.#wall(x, z, height, material);
      return true;
    }
    return false;
  }

  /** Fills what the largest open region cannot reach. */
  #closeCutOff(): void {
    const label = this.#label();
    const counts = new Map<number, number>();
    for (const l of label) if (l > 0) counts.set(l, (counts.get(l) ?? 0) + 1);
    const main = [...counts].sort((a, b) => b[1] - a[1])[0][0];
    for (let i = 0; i < label.length; i++) if (label[i] > 0 && label[i] !== main) this.heights[i] = middle;
  }

  /** Connected open regions, numbered from 1; 0 = wall. */
  #label(): Int16Array {
    const size = this.#size;
    const label = new Int16Array(size * size);
    let next = 0;
    for (let start = 0; start < size * size; start++) {
      if (this.heights[start] > 0 || label[start] > 0) continue;
      next++;
      const stack = [start];
      label[start] = next;
      while (stack.length > 0) {
        const cell = stack.pop() as number;
        for (const neighbour of [cell - 1, cell + 1, cell - size, cell + size]) {
          if (this.heights[neighbour] > 0 || label[neighbour] > 0) continue;
          label[neighbour] = next;
          stack.push(neighbour);
        }
      }
    }
    return label;
  }

  #at(x: number, z: number): number {
    if (x < 0 || z < 0 || x >= this.#size || z >= this.#size) return highest;
    return this.heights[z * this.#size + x];
  }

  #wall(x: number, z: number, height: number, material: number): void {
    this.heights[z * this.#size + x] = height;
    this.wallMaterial[z * this.#size + x] = material;
  }
}
