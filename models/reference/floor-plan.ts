import { connectRooms, type Doorway } from './doorways.ts';
import { FloorGrid, wallHeights } from './floor-grid.ts';
import type { Random } from './random.ts';
import { firstLandmark, floorMaterials, wallMaterials } from './rendering/materials.ts';
import { type DivisionStyle, divideRoom, type Rectangle, standBlock } from './room-division.ts';

/** Walls with heights, materials, and the gaps with doors. */
export interface FloorPlan {
  /** Metres, 0 = open; [size * size], index z * size + x. */
  heights: Float32Array;
  wallMaterial: Uint8Array;
  floorMaterial: Uint8Array;
  doorways: Doorway[];
}

const { low, middle, high, highest } = wallHeights;
const division: DivisionStyle = {
  smallest: 4,
  largest: 9,
  heights: [low, low, middle, high, high, highest],
  material: (random) => random.integer(firstLandmark),
};

/**
 * Rooms by recursive division; doorways join them into a spanning tree with a few loops; then free-standing
 * walls, pillars and landmarks that disconnect nothing.
 */
export function planFloor(size: number, random: Random): FloorPlan {
  return new FloorPlanner(size, random).plan();
}

class FloorPlanner {
  readonly #size: number;
  readonly #grid: FloorGrid;
  readonly #random: Random;
  #rooms: Rectangle[] = [];

  constructor(size: number, random: Random) {
    this.#size = size;
    this.#grid = new FloorGrid(size);
    this.#random = random;
  }

  plan(): FloorPlan {
    this.#buildOuterWall();
    const inside = { x0: 1, z0: 1, x1: this.#size - 1, z1: this.#size - 1 };
    this.#rooms = divideRoom(this.#grid, inside, this.#random, division);
    this.#paintRooms();
    const doorways = connectRooms(this.#grid, this.#random);
    this.#furnish();
    this.#closeCutOff();
    const { heights, wallMaterial, floorMaterial } = this.#grid;
    return { heights, wallMaterial, floorMaterial, doorways };
  }

  #buildOuterWall(): void {
    const size = this.#size;
    const materials = this.#random.shuffled(Array.from({ length: firstLandmark }, (_, i) => i));
    for (let i = 0; i < size; i++) {
      this.#grid.buildWall(i, 0, i % 6 < 2 ? highest : high, materials[0]);
      this.#grid.buildWall(i, size - 1, i % 6 < 2 ? highest : high, materials[1]);
      this.#grid.buildWall(0, i, i % 6 < 2 ? highest : high, materials[2]);
      this.#grid.buildWall(size - 1, i, i % 6 < 2 ? highest : high, materials[3]);
    }
  }

  /** Each room has its own floor and mostly its own walls. */
  #paintRooms(): void {
    const { heights, wallMaterial, floorMaterial } = this.#grid;
    const floors = this.#random.shuffled(floorMaterials.map((_, i) => i));
    const walls = this.#random.shuffled(Array.from({ length: firstLandmark }, (_, i) => i));
    this.#rooms.forEach((room, index) => {
      const floor = floors[index % floors.length];
      const wall = walls[index % walls.length];
      // A wall between two rooms gets the material of the room painted last, or its own one if neither is
      // bold.
      const bold = this.#random.next() < 0.6;
      for (let z = room.z0 - 1; z <= room.z1; z++) {
        for (let x = room.x0 - 1; x <= room.x1; x++) {
          const cell = z * this.#size + x;
          if (heights[cell] === 0 || x < room.x0 || z < room.z0) floorMaterial[cell] = floor;
          if (heights[cell] > 0 && bold) wallMaterial[cell] = wall;
        }
      }
    });
  }

  /** Places objects in rooms. None touches a wall, so none can disconnect anything. */
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
        if (draw < 0.35) {
          const height = random.pick([low, middle, high, highest]);
          standBlock(this.#grid, room, { width: 1, length: 1, height, material }, random);
        } else if (draw < 0.75) {
          const length = 2 + random.integer(3);
          const turned = random.next() < 0.5;
          const height = random.pick([low, low, middle, high]);
          const [wide, long] = turned ? [1, length] : [length, 1];
          standBlock(this.#grid, room, { width: wide, length: long, height, material }, random);
        } else standBlock(this.#grid, room, { width: 2, length: 2, height: low, material }, random);
      }
    }
    // Landmarks without a place become murals on the outer wall.
    for (const landmark of landmarks.slice(0, 2)) this.#muralOnOuterWall(landmark);
  }

  /** A tower of one or two cells, free-standing if the room allows it, otherwise part of its wall. */
  #placeLandmark(room: Rectangle, landmarks: number[]): void {
    const landmark = landmarks[landmarks.length - 1];
    const width = this.#random.next() < 0.4 ? 2 : 1;
    const tower = { width, length: 1, height: highest, material: landmark };
    if (standBlock(this.#grid, room, tower, this.#random)) landmarks.pop();
  }

  #muralOnOuterWall(material: number): void {
    const size = this.#size;
    const at = 2 + 2 * this.#random.integer(size / 2 - 3);
    const side = this.#random.integer(4);
    for (let i = 0; i < 2; i++) {
      const along = at + i;
      const x = side === 0 ? 0 : side === 1 ? size - 1 : along;
      const z = side === 2 ? 0 : side === 3 ? size - 1 : along;
      this.#grid.buildWall(x, z, highest, material);
    }
  }

  /** Fills cells that cannot be reached from the largest open region. */
  #closeCutOff(): void {
    const regions = this.#grid.regions();
    const counts = new Map<number, number>();
    for (const region of regions) if (region > 0) counts.set(region, (counts.get(region) ?? 0) + 1);
    const main = [...counts].sort((a, b) => b[1] - a[1])[0][0];
    for (const [cell, region] of regions.entries()) {
      if (region > 0 && region !== main) this.#grid.heights[cell] = middle;
    }
  }
}
