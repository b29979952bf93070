import { isOpenKind, planHeights, planKind, planTile, solidKind, unknownKind } from '../../shared/plan.ts';

/**
 * Squares of cells with a tile in the middle: its window, or what lies farther around it. A cell is an index into a square.
 */
export type CellSquare = Uint8Array;

/** What is wrong with the tile in the middle of a square. */
export interface TileFaults {
  /** Open cells that nothing leads to, in regions that the tile has a part of or touches, smallest first. */
  cutOff: number[][];
  /** Cells with a door that is not between two walls, or that does not lead from open ground to open ground. */
  doors: number[];
}

/** A number to compare attempts by; 0 = nothing is wrong. */
export function faultScore({ cutOff, doors }: TileFaults): number {
  return cutOff.reduce((sum, region) => sum + region.length, 0) + 4 * doors.length;
}

/** Cells that are not known yet may be anything, so they are no fault. */
export function findFaults(kinds: CellSquare): TileFaults {
  const doors = tileCells(sideOf(kinds)).filter(
    (cell) => kinds[cell] === planKind.door && !leadsSomewhere(kinds, cell),
  );
  return { cutOff: cutOffRegions(kinds), doors };
}

/**
 * Mends what is left after the last attempt: doors become floor, and regions that nothing leads to get a way out through
 * the fewest walls, by a door where it fits, or are filled. Only cells that `isFree`, which are not given, are changed.
 */
export function mendFaults(kinds: CellSquare, isFree: (cell: number) => boolean): void {
  mendDoors(kinds, isFree);
  const kept = new Set<number>();
  // Opening one region may join others to it.
  for (let round = 0; round < planTile * planTile; round++) {
    const region = cutOffRegions(kinds).find(([first]) => !kept.has(first));
    if (!region) break;
    if (!openWay(kinds, region, isFree) && !fill(kinds, region, isFree)) kept.add(region[0]);
  }
  mendDoors(kinds, isFree);
}

function mendDoors(kinds: CellSquare, isFree: (cell: number) => boolean): void {
  for (const cell of findFaults(kinds).doors) if (isFree(cell)) kinds[cell] = planKind.floor;
}

function sideOf(kinds: CellSquare): number {
  return Math.sqrt(kinds.length);
}

function tileCells(side: number): number[] {
  const border = (side - planTile) / 2;
  return Array.from(
    { length: planTile * planTile },
    (_, i) => (Math.floor(i / planTile) + border) * side + (i % planTile) + border,
  );
}

function isWall(kind: number): boolean {
  return kind === solidKind || planHeights[kind] > 0;
}

function leadsSomewhere(kinds: CellSquare, cell: number): boolean {
  const side = sideOf(kinds);
  return [1, side].some((along) => {
    const across = 1 + side - along;
    const walls = [cell - along, cell + along].every(
      (other) => isWall(kinds[other]) || kinds[other] === unknownKind,
    );
    return walls && [cell - across, cell + across].every((other) => !isWall(kinds[other]));
  });
}

/**
 * Regions of open cells that the tile touches and that end within the square, without a way to what is not known, smallest
 * first. Where nothing beside the tile is left to lead on, the largest region of the square is none of them: the others are
 * to lead to it.
 */
function cutOffRegions(kinds: CellSquare): number[][] {
  const side = sideOf(kinds);
  const regions = new Regions(kinds);
  const touched = touchedBy(side);
  const found = new Set<number>();
  for (const cell of touched) if (regions.of[cell] > 0) found.add(regions.of[cell]);
  if (!touched.some((cell) => kinds[cell] === unknownKind)) found.delete(regions.largest);
  return [...found]
    .filter((region) => !regions.leadsOn[region])
    .map((region) => regions.cells[region])
    .sort((a, b) => a.length - b.length || a[0] - b[0]);
}

/** The regions of open cells of a square, from 1. */
class Regions {
  /** Region of each cell; 0 = wall, or unknown. */
  readonly of: Uint16Array;
  readonly cells: number[][] = [[]];
  /** Whether a region reaches the border of the square, or a cell that is not known. */
  readonly leadsOn: boolean[] = [false];
  largest = 0;

  constructor(kinds: CellSquare) {
    this.of = new Uint16Array(kinds.length);
    for (let cell = 0; cell < kinds.length; cell++) {
      if (this.of[cell] === 0 && kinds[cell] !== unknownKind && !isWall(kinds[cell]))
        this.#flood(kinds, cell);
    }
  }

  #flood(kinds: CellSquare, start: number): void {
    const side = sideOf(kinds);
    const region = this.cells.length;
    const cells = [start];
    let leadsOn = false;
    this.of[start] = region;
    for (const cell of cells) {
      const x = cell % side;
      const isAtBorder = x === 0 || x === side - 1 || cell < side || cell >= kinds.length - side;
      leadsOn ||= isAtBorder;
      for (const next of isAtBorder ? [] : besideOf(cell, side)) {
        leadsOn ||= kinds[next] === unknownKind;
        if (this.of[next] > 0 || kinds[next] === unknownKind || isWall(kinds[next])) continue;
        this.of[next] = region;
        cells.push(next);
      }
    }
    this.cells.push(cells);
    this.leadsOn.push(leadsOn);
    if (cells.length > this.cells[this.largest].length) this.largest = region;
  }
}

function besideOf(cell: number, side: number): number[] {
  return [cell + 1, cell - 1, cell + side, cell - side];
}

/** Cells of the tile in the middle, and those beside it. */
function touchedBy(side: number): number[] {
  const cells = tileCells(side);
  return [...new Set([...cells, ...cells.flatMap((cell) => besideOf(cell, side))])];
}

/**
 * Opens a way from a region through the fewest free walls: to ground that leads on if there is any, or else to other ground.
 * A single wall on it becomes a door where one fits.
 */
function openWay(kinds: CellSquare, region: readonly number[], isFree: (cell: number) => boolean): boolean {
  const side = sideOf(kinds);
  const regions = new Regions(kinds);
  const own = regions.of[region[0]];
  const canOpen = (cell: number) => isFree(cell) && isWall(kinds[cell]);
  const from = new Map<number, number | undefined>();
  for (const cell of region)
    for (const next of besideOf(cell, side)) if (canOpen(next)) from.set(next, undefined);
  let way: number | undefined;
  // A map has its keys in the order in which they were added: this goes on breadth first.
  for (const cell of from.keys()) {
    const beside = besideOf(cell, side);
    const leadsOn = beside.some((next) => kinds[next] === unknownKind || regions.leadsOn[regions.of[next]]);
    if (leadsOn) way = cell;
    if (leadsOn) break;
    if (way === undefined && beside.some((next) => regions.of[next] > 0 && regions.of[next] !== own))
      way = cell;
    for (const next of beside) if (canOpen(next) && !from.has(next)) from.set(next, cell);
  }
  if (way === undefined) return false;
  const isSingle = from.get(way) === undefined;
  for (let at: number | undefined = way; at !== undefined; at = from.get(at)) kinds[at] = planKind.floor;
  if (!isSingle) return true;
  kinds[way] = planKind.door;
  if (!leadsSomewhere(kinds, way)) kinds[way] = planKind.floor;
  return true;
}

/** Fills a region with the lowest wall beside it, if all of it is free. */
function fill(kinds: CellSquare, region: readonly number[], isFree: (cell: number) => boolean): boolean {
  if (!region.every(isFree)) return false;
  const side = sideOf(kinds);
  const walls = region
    .flatMap((cell) => besideOf(cell, side))
    .map((cell) => kinds[cell])
    .filter((kind) => !isOpenKind(kind) && kind < unknownKind && kind !== planKind.landmark);
  const wall = Math.min(planKind.highest, ...walls);
  for (const cell of region) kinds[cell] = wall;
  return true;
}
