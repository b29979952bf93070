import { isOpenKind, planHeights, planKind } from '../../../shared/plan.ts';

/** A square plan without unknown cells: tokens [size * size]. */
export interface SquarePlan {
  readonly size: number;
  readonly kinds: Uint8Array;
  readonly materials: Uint8Array;
}

/** Counts by class. */
export type Histogram = readonly number[];

/** What the measures `map_*` read from plans. */
export interface MapFigures {
  /** Share of doors between two walls, from open ground to open ground. */
  doors_lead: number;
  /** Share of open cells in the largest region of a plan, mean over plans. */
  ground_connected: number;
  /** Doors, orbs, landmarks and starts on 100 square metres. */
  doors: number;
  orbs: number;
  landmarks: number;
  starts: number;
  /** Share of wall cells. */
  walls: number;
  /** Share of neighbouring wall cells, and of neighbouring floor cells, that have the same material. */
  wall_material: number;
  floor_material: number;
}

/** Distributions over plans, whose distances to those of the reference are measured. */
export interface MapHistograms {
  /** Wall cells by the length of the straight run that they lie in, 1 to 16 and more. */
  wall_lengths: Histogram;
  /** Wall cells by kind. */
  wall_heights: Histogram;
  /** Open cells by the size of the room that they lie in, in powers of two. */
  room_sizes: Histogram;
}

const longestRun = 16;
const roomClasses = 12;

/** Figures of all plans together. */
export function mapFigures(plans: readonly SquarePlan[]): MapFigures {
  const cells = plans.reduce((sum, { kinds }) => sum + kinds.length, 0);
  const per100 = (kind: number) => (100 * countOf(plans, (found) => found === kind)) / cells;
  const doors = plans.map(doorsOf);
  const pairs = plans.map(materialPairs);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    doors_lead: share(sum(doors.map(({ lead }) => lead)), sum(doors.map(({ count }) => count))),
    ground_connected: sum(plans.map(connectedShare)) / plans.length,
    doors: per100(planKind.door),
    orbs: per100(planKind.orb),
    landmarks: per100(planKind.landmark),
    starts: per100(planKind.start),
    walls: countOf(plans, (kind) => planHeights[kind] > 0) / cells,
    wall_material: share(sum(pairs.map(({ walls }) => walls[1])), sum(pairs.map(({ walls }) => walls[0]))),
    floor_material: share(
      sum(pairs.map(({ floors }) => floors[1])),
      sum(pairs.map(({ floors }) => floors[0])),
    ),
  };
}

export function mapHistograms(plans: readonly SquarePlan[]): MapHistograms {
  const lengths = new Array<number>(longestRun).fill(0);
  const heights = new Array<number>(planHeights.length).fill(0);
  const rooms = new Array<number>(roomClasses).fill(0);
  for (const plan of plans) {
    for (const length of wallRuns(plan)) lengths[Math.min(length, longestRun) - 1] += length;
    for (const kind of plan.kinds) if (planHeights[kind] > 0) heights[kind]++;
    for (const size of roomSizes(plan)) rooms[Math.min(roomClasses - 1, Math.floor(Math.log2(size)))] += size;
  }
  return { wall_lengths: lengths, wall_heights: heights, room_sizes: rooms };
}

/** Total variation distance of two distributions: 0 = the same, 1 = nothing in common. */
export function distance(a: Histogram, b: Histogram): number {
  const total = (histogram: Histogram) => histogram.reduce((sum, count) => sum + count, 0) || 1;
  const [wholeA, wholeB] = [total(a), total(b)];
  return a.reduce((sum, count, i) => sum + Math.abs(count / wholeA - b[i] / wholeB), 0) / 2;
}

function countOf(plans: readonly SquarePlan[], wanted: (kind: number) => boolean): number {
  return plans.reduce((sum, { kinds }) => sum + kinds.filter(wanted).length, 0);
}

/** Doors that do not touch the border, and those of them that lead somewhere. */
function doorsOf({ size, kinds }: SquarePlan): { count: number; lead: number } {
  let count = 0;
  let lead = 0;
  for (const [cell, kind] of kinds.entries()) {
    if (kind !== planKind.door || isBorder(cell, size)) continue;
    count++;
    if (betweenWalls(kinds, cell, 1, size) || betweenWalls(kinds, cell, size, 1)) lead++;
  }
  return { count, lead };
}

function isBorder(cell: number, size: number): boolean {
  const x = cell % size;
  const z = Math.floor(cell / size);
  return x === 0 || z === 0 || x === size - 1 || z === size - 1;
}

/** Whether walls stand on both sides of an open cell, and none before or behind it. */
function betweenWalls(kinds: Uint8Array, cell: number, along: number, across: number): boolean {
  const walls = [cell - along, cell + along].every((other) => !isOpenKind(kinds[other]));
  return walls && [cell - across, cell + across].every((other) => isOpenKind(kinds[other]));
}

function connectedShare(plan: SquarePlan): number {
  const sizes = regionSizes(plan, (kind) => isOpenKind(kind));
  const open = sizes.reduce((sum, size) => sum + size, 0);
  return open === 0 ? 0 : Math.max(...sizes) / open;
}

/** Rooms end at doors and at gaps of one cell between walls. */
function roomSizes(plan: SquarePlan): number[] {
  const { size, kinds } = plan;
  const inside = kinds.map((kind, cell) => {
    if (!isOpenKind(kind) || kind === planKind.door) return 0;
    const gap =
      !isBorder(cell, size) && (betweenWalls(kinds, cell, 1, size) || betweenWalls(kinds, cell, size, 1));
    return gap ? 0 : 1;
  });
  return regionSizes({ ...plan, kinds: inside }, (kind) => kind === 1);
}

function regionSizes({ size, kinds }: SquarePlan, isInside: (kind: number) => boolean): number[] {
  const visited = new Uint8Array(kinds.length);
  const sizes: number[] = [];
  for (const start of kinds.keys()) {
    if (visited[start] === 1 || !isInside(kinds[start])) continue;
    const region = [start];
    visited[start] = 1;
    for (const cell of region) {
      for (const next of neighbours(cell, size)) {
        if (visited[next] === 1 || !isInside(kinds[next])) continue;
        visited[next] = 1;
        region.push(next);
      }
    }
    sizes.push(region.length);
  }
  return sizes;
}

function neighbours(cell: number, size: number): number[] {
  const x = cell % size;
  const found: number[] = [];
  if (x > 0) found.push(cell - 1);
  if (x < size - 1) found.push(cell + 1);
  if (cell >= size) found.push(cell - size);
  if (cell < size * (size - 1)) found.push(cell + size);
  return found;
}

/** Lengths of straight runs of wall cells of one kind, along x and along z. */
function* wallRuns({ size, kinds }: SquarePlan): Iterable<number> {
  for (const [step, across] of [
    [1, size],
    [size, 1],
  ]) {
    for (let line = 0; line < size; line++) {
      let length = 0;
      for (let i = 0; i <= size; i++) {
        const wall = i < size && planHeights[kinds[line * across + i * step]] > 0;
        if (wall) length++;
        else if (length > 0) {
          yield length;
          length = 0;
        }
      }
    }
  }
}

/** Pairs of neighbouring walls, and of neighbouring open cells, and those of one material. */
function materialPairs({ size, kinds, materials }: SquarePlan): Record<'walls' | 'floors', [number, number]> {
  const pairs: Record<'walls' | 'floors', [number, number]> = { walls: [0, 0], floors: [0, 0] };
  for (const cell of kinds.keys()) {
    for (const next of neighbours(cell, size)) {
      const open = isOpenKind(kinds[cell]);
      if (next < cell || open !== isOpenKind(kinds[next])) continue;
      const pair = open ? pairs.floors : pairs.walls;
      pair[0]++;
      if (materials[cell] === materials[next]) pair[1]++;
    }
  }
  return pairs;
}
