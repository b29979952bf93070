import { connectRooms, type Doorway } from './doorways.ts';
import { FloorGrid, wallHeights } from './floor-grid.ts';
import type { Random } from './random.ts';
import { firstLandmark, floorMaterials, wallMaterials } from './rendering/materials.ts';

/** Walls with heights, materials, and the gaps with doors. */
export interface FloorPlan {
  /** Metres, 0 = open; [size * size], index z * size + x. */
  heights: Float32Array;
  wallMaterial: Uint8Array;
  floorMaterial: Uint8Array;
  doorways: Doorway[];
}

/** A rectangle of cells, x0 <= x < x1. */
interface Room {
  x0: number;
  z0: number;
  x1: number;
  z1: number;
}

const { low, middle, high, highest } = wallHeights;
const smallestRoom = 4;
const largestRoom = 9;

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
  readonly #rooms: Room[] = [];

  constructor(size: number, random: Random) {
    this.#size = size;
    this.#grid = new FloorGrid(size);
    this.#random = random;
  }

  plan(): FloorPlan {
    this.#buildOuterWall();
    this.#divide({ x0: 1, z0: 1, x1: this.#size - 1, z1: this.#size - 1 }, 0);
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
      for (let z = room.z0; z < room.z1; z++) this.#grid.buildWall(room.x0 + at, z, height, material);
      this.#divide({ ...room, x1: room.x0 + at }, depth + 1);
      this.#divide({ ...room, x0: room.x0 + at + 1 }, depth + 1);
    } else {
      for (let x = room.x0; x < room.x1; x++) this.#grid.buildWall(x, room.z0 + at, height, material);
      this.#divide({ ...room, z1: room.z0 + at }, depth + 1);
      this.#divide({ ...room, z0: room.z0 + at + 1 }, depth + 1);
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
        if (draw < 0.35) this.#stand(room, 1, 1, random.pick([low, middle, high, highest]), material);
        else if (draw < 0.75) {
          const length = 2 + random.integer(3);
          const turned = random.next() < 0.5;
          const height = random.pick([low, low, middle, high]);
          this.#stand(room, turned ? 1 : length, turned ? length : 1, height, material);
        } else this.#stand(room, 2, 2, low, material);
      }
    }
    // Landmarks without a place become murals on the outer wall.
    for (const landmark of landmarks.slice(0, 2)) this.#muralOnOuterWall(landmark);
  }

  /** A tower of one or two cells, free-standing if the room allows it, otherwise part of its wall. */
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
      this.#grid.buildWall(x, z, highest, material);
    }
  }

  /** Builds a block of cells if it and all cells around it are open; returns whether it did. */
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
        for (let x = x0 - 1; x <= x0 + width && clear; x++) clear = this.#grid.heightAt(x, z) === 0;
      }
      if (!clear) continue;
      for (let z = z0; z < z0 + length; z++)
        for (let x = x0; x < x0 + width; x++) this.#grid.buildWall(x, z, height, material);
      return true;
    }
    return false;
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
