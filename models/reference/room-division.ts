import type { FloorGrid } from './floor-grid.ts';
import type { Random } from './random.ts';

/** A rectangle of cells, x0 <= x < x1 and z0 <= z < z1. */
export interface Rectangle {
  x0: number;
  z0: number;
  x1: number;
  z1: number;
}

/** Sizes of rooms, in cells, and walls between them. */
export interface DivisionStyle {
  smallest: number;
  largest: number;
  /** Heights to choose from, metres. */
  heights: readonly number[];
  material: (random: Random) => number;
}

/** Divides a rectangle into rooms recursively, and builds the walls between them; returns the rooms. */
export function divideRoom(
  grid: FloorGrid,
  room: Rectangle,
  random: Random,
  style: DivisionStyle,
  depth = 0,
): Rectangle[] {
  const { smallest, largest } = style;
  const width = room.x1 - room.x0;
  const length = room.z1 - room.z0;
  const canX = width >= 2 * smallest + 1;
  const canZ = length >= 2 * smallest + 1;
  const large = width > largest || length > largest;
  if ((!canX && !canZ) || (!large && random.next() < 0.55 + 0.12 * depth)) return [room];
  const acrossX = canX && (!canZ || width > length || (width === length && random.next() < 0.5));
  const span = acrossX ? width : length;
  const at = smallest + random.integer(span - 2 * smallest);
  const height = random.pick(style.heights);
  const material = style.material(random);
  if (acrossX) {
    for (let z = room.z0; z < room.z1; z++) grid.buildWall(room.x0 + at, z, height, material);
    return [
      ...divideRoom(grid, { ...room, x1: room.x0 + at }, random, style, depth + 1),
      ...divideRoom(grid, { ...room, x0: room.x0 + at + 1 }, random, style, depth + 1),
    ];
  }
  for (let x = room.x0; x < room.x1; x++) grid.buildWall(x, room.z0 + at, height, material);
  return [
    ...divideRoom(grid, { ...room, z1: room.z0 + at }, random, style, depth + 1),
    ...divideRoom(grid, { ...room, z0: room.z0 + at + 1 }, random, style, depth + 1),
  ];
}

/** A box that stands on the ground. */
export interface StandingBlock {
  /** Cells along x and z. */
  width: number;
  length: number;
  /** Metres. */
  height: number;
  material: number;
}

/**
 * Builds a block at a random place of a room where it and all cells around it are open, so that it disconnects
 * nothing; returns whether it did.
 */
export function standBlock(
  grid: FloorGrid,
  room: Rectangle,
  { width, length, height, material }: StandingBlock,
  random: Random,
): boolean {
  for (let attempt = 0; attempt < 12; attempt++) {
    const freeX = room.x1 - room.x0 - width - 2;
    const freeZ = room.z1 - room.z0 - length - 2;
    if (freeX < 0 || freeZ < 0) return false;
    const x0 = room.x0 + 1 + random.integer(freeX + 1);
    const z0 = room.z0 + 1 + random.integer(freeZ + 1);
    let clear = true;
    for (let z = z0 - 1; z <= z0 + length && clear; z++) {
      for (let x = x0 - 1; x <= x0 + width && clear; x++) clear = grid.heightAt(x, z) === 0;
    }
    if (!clear) continue;
    for (let z = z0; z < z0 + length; z++)
      for (let x = x0; x < x0 + width; x++) grid.buildWall(x, z, height, material);
    return true;
  }
  return false;
}
