import {
  ballColour,
  blockColours,
  doorColour,
  type Entity,
  halfExtents,
  orbColour,
} from '../../shared/entity.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { wallHeights } from './floor-grid.ts';
import { type FloorPlan, planFloor } from './floor-plan.ts';
import { Random } from './random.ts';

/**
 * A square open-air compound of 1 m cells, x and z in [0, size]. Each cell is open floor or wall of one
 * height. Arrays are indexed z * size + x.
 */
export interface ReferenceWorld extends SolidGrid {
  readonly seed: number;
  /** Cells, and metres, along each side. */
  readonly size: number;
  /** Wall height in metres, 0 = open floor; [size * size]. */
  readonly heights: Float32Array;
  /** Index into wallMaterials. */
  readonly wallMaterial: Uint8Array;
  /** Index into floorMaterials. */
  readonly floorMaterial: Uint8Array;
  /** Doors at the start; shared/geometry/door.ts opens them. */
  readonly doors: readonly Entity[];
  readonly orbs: readonly Entity[];
  readonly ball: Entity;
  readonly blocks: readonly Entity[];
  /** Spawns with feet on the ground, facing open space, sorted by decreasing distance from each other. */
  readonly spawns: readonly Spawn[];
  readonly theme: Theme;
}

export interface Spawn {
  x: number;
  z: number;
  /** Radians. */
  yaw: number;
}

export interface Theme {
  /** Direction towards the sun, radians, in the convention of a yaw. */
  sunAzimuth: number;
  /** 0 = turquoise to 1 = violet side of blue. */
  skyTint: number;
  /** Share of the sky that clouds cover, 0 to 1, and the world's offset in the cloud pattern. */
  cloudCover: number;
  cloudShift: number;
}

/** Height of the highest wall, metres. */
export const highestWall = wallHeights.highest;
/** Metres a side of every world. */
export const worldSize = 20;

const orbHeight = 0.9;
const spawnCount = 10;
const orbCount = 6;

/** Deterministic: the same world for the same seed, on every machine. */
export function generateWorld(seed: number): ReferenceWorld {
  const random = new Random(seed);
  const size = worldSize;
  const plan = planFloor(size, random);
  const { heights } = plan;
  const solidAt = (cellX: number, cellZ: number) =>
    cellX < 0 || cellZ < 0 || cellX >= size || cellZ >= size || heights[cellZ * size + cellX] > 0;
  const open = openCells(size, plan);
  const roomy = open.filter(({ x, z }) => neighbours(x, z).every(([nx, nz]) => !solidAt(nx, nz)));
  const shut = new Set(plan.doorways.map(({ x, z }) => z * size + x));
  const closed: SolidGrid = { cellSize: 1, solidAt: (x, z) => solidAt(x, z) || shut.has(z * size + x) };
  const spawns = chooseSpawns(closed, size, open, roomy, random);
  const away = (cell: Cell) =>
    spawns.every((spawn) => Math.hypot(spawn.x - cell.x - 0.5, spawn.z - cell.z - 0.5) > 1.5);
  const free = roomy.filter(away);
  const [ballCell, ...blockCells] = scatterCells(free.length >= 8 ? free : open.filter(away), 4, random);
  const taken = new Set([ballCell, ...blockCells]);
  return {
    seed,
    size,
    cellSize: 1,
    solidAt,
    heights,
    wallMaterial: plan.wallMaterial,
    floorMaterial: plan.floorMaterial,
    doors: plan.doorways.map((doorway) => doorAt(doorway, random)),
    orbs: scatterCells(
      open.filter((cell) => !taken.has(cell)),
      orbCount,
      random,
    ).map(({ x, z }) => orbAt(x + 0.5, z + 0.5)),
    ball: {
      kind: 'ball',
      x: ballCell.x + 0.5,
      y: halfExtents.ball[1],
      z: ballCell.z + 0.5,
      yaw: random.range(-Math.PI, Math.PI),
      colour: ballColour,
      state: 0,
    },
    blocks: blockCells
      .slice(0, 2 + random.integer(2))
      .map(({ x, z }) => blockAt(x, z, random.integer(blockColours.length))),
    spawns,
    theme: randomTheme(random),
  };
}

export function randomTheme(random: Random): Theme {
  return {
    // At least 17 degrees off the walls' directions, so that no two faces of a wall look alike.
    sunAzimuth: random.integer(4) * (Math.PI / 2) + random.range(0.3, Math.PI / 2 - 0.3),
    skyTint: random.next(),
    cloudCover: random.range(0.15, 0.75),
    cloudShift: random.next(),
  };
}

function blockAt(cellX: number, cellZ: number, colour: number): Entity {
  return {
    kind: 'block',
    x: cellX + 0.5,
    y: halfExtents.block[1],
    z: cellZ + 0.5,
    yaw: 0,
    colour: blockColours[colour % blockColours.length],
    state: 0,
  };
}

export function orbAt(x: number, z: number): Entity {
  return { kind: 'orb', x, y: orbHeight, z, yaw: 0, colour: orbColour, state: 0 };
}

interface Cell {
  x: number;
  z: number;
}

export function doorAt(doorway: FloorPlan['doorways'][number], random: Random): Entity {
  const alongX = doorway.along === 'x' ? 0 : Math.PI / 2;
  return {
    kind: 'door',
    x: doorway.x + 0.5,
    y: halfExtents.door[1],
    z: doorway.z + 0.5,
    // Its right axis, along which it slides, may point either way.
    yaw: random.next() < 0.5 ? alongX : alongX - Math.PI,
    colour: doorColour,
    state: 0,
  };
}

function openCells(size: number, plan: FloorPlan): Cell[] {
  const isDoorway = new Set(plan.doorways.map(({ x, z }) => z * size + x));
  const cells: Cell[] = [];
  for (let z = 0; z < size; z++) {
    for (let x = 0; x < size; x++) {
      if (plan.heights[z * size + x] === 0 && !isDoorway.has(z * size + x)) cells.push({ x, z });
    }
  }
  return cells;
}

function neighbours(x: number, z: number): [number, number][] {
  const around: [number, number][] = [];
  for (let dz = -1; dz <= 1; dz++)
    for (let dx = -1; dx <= 1; dx++) if (dx || dz) around.push([x + dx, z + dz]);
  return around;
}

/** Distinct cells far from each other: each is the farthest of a few random ones. */
function scatterCells(cells: readonly Cell[], count: number, random: Random): Cell[] {
  const chosen: Cell[] = [];
  for (let wanted = count; wanted > 0; wanted--) {
    let best = random.pick(cells);
    let bestDistance = 0;
    for (let i = 0; i < 12; i++) {
      const cell = random.pick(cells);
      const distance = Math.min(worldSize * 2, ...chosen.map((c) => Math.hypot(c.x - cell.x, c.z - cell.z)));
      if (distance > bestDistance) {
        best = cell;
        bestDistance = distance;
      }
    }
    chosen.push(best);
  }
  return chosen;
}

/** Farthest-point sampling (Gonzalez, 1985) of spacious cells, each facing its longest free view. */
function chooseSpawns(
  grid: SolidGrid,
  size: number,
  open: readonly Cell[],
  roomy: readonly Cell[],
  random: Random,
): Spawn[] {
  const candidates = roomy.length >= spawnCount ? roomy : open;
  const nearest = candidates.map(() => size * 2);
  const spawns: Spawn[] = [];
  let next = random.integer(candidates.length);
  for (let i = 0; i < spawnCount; i++) {
    const { x, z } = candidates[next];
    spawns.push({ x: x + 0.5, z: z + 0.5, yaw: openDirection(grid, x + 0.5, z + 0.5, size) });
    for (let j = 0; j < candidates.length; j++) {
      nearest[j] = Math.min(nearest[j], Math.hypot(candidates[j].x - x, candidates[j].z - z));
    }
    next = nearest.indexOf(Math.max(...nearest));
  }
  return spawns;
}

/** Yaw of the broadest free view from a place, radians. */
export function openDirection(grid: SolidGrid, x: number, z: number, size: number): number {
  const directions = 16;
  const reach = Array.from({ length: directions }, (_, i) => {
    const angle = (i * 2 * Math.PI) / directions;
    let distance = 0;
    while (
      distance < size &&
      !grid.solidAt(Math.floor(x + Math.sin(angle) * distance), Math.floor(z + Math.cos(angle) * distance))
    ) {
      distance += 0.25;
    }
    return distance;
  });
  // Neighbours count too, because a broad view is better than a long slit.
  const breadth = reach.map((_, i) =>
    [-2, -1, 0, 1, 2].reduce((sum, k) => sum + reach[(i + k + directions) % directions], reach[i]),
  );
  const best = breadth.indexOf(Math.max(...breadth));
  const angle = (best * 2 * Math.PI) / directions;
  return angle > Math.PI ? angle - 2 * Math.PI : angle;
}
