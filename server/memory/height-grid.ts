import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { GroundKind } from '../../shared/geometry/ground-map.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { OriginKind } from '../../shared/origin-map.ts';
import type { ChangedCells } from '../contracts/memory-change.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { SurfaceSamples } from './passes/memory-passes.ts';
import { gridCellSize, mostSurfaceSamples } from './passes/surface-pass.ts';

/** Cells along each side of a chunk. */
export const chunkCells = 64;
/** Weight of a picture, and the depth in metres up to which it is used. */
const evidence = { seed: { weight: 1, reach: 24 }, drawn: { weight: 0.08, reach: 6 } } as const;
/** Share of a cell's wall (1.7 m high) that must be seen, summed over keyframes. */
const wallSeen = 0.03;
/** Share of a cell's ground that must be seen. */
const groundSeen = 0.15;
/** Where both are seen, the wall needs this many times the evidence of the ground. */
const wallOverGround = 1.5;
/** Limit of the sums, so that later observations can still correct them. */
const mostEvidence = 12;

/** Origin of an observation: a captured picture of the world seed, or one drawn by a model. */
type Source = keyof typeof evidence;

/** [chunkCells x chunkCells]: sums of the seen shares of a cell's wall and ground. */
interface Sums {
  wall: Float32Array;
  ground: Float32Array;
}

interface Chunk {
  /** Token of the grid that may change the chunk. Any other grid changes a copy. */
  readonly owner: object;
  readonly sums: Record<Source, Sums>;
  /** [chunkCells x chunkCells]: indices into `kinds`. */
  readonly kind: Uint8Array;
  /** Grows with every change of `kind`. */
  edition: number;
}

/** A chunk in a form that can be sent between threads, with its key in the grid. */
export type HeightChunk = Omit<Chunk, 'owner'> & { readonly key: number };

const kinds = ['unknown', 'floor', 'solid'] as const satisfies GroundKind[];
/** Indices into `kinds`. */
const unknown = 0;
const floor = 1;
const solid = 2;

/**
 * What is solid, floor or unknown, seen from above: an unbounded grid of cells, filled from the depths of
 * keyframes.
 *
 * A cell is solid if enough wall between 0.3 m and 2 m of height was seen in it, and more of it than of its
 * ground. So one wrong depth makes no wall, and a wall of half a cell stays one. What a world seed shows of a
 * cell is final: drawn depths have systematic errors, so many of them would flip a few cells of every wall.
 * Unknown cells count as free.
 */
export class HeightGrid implements SolidGrid {
  readonly cellSize = gridCellSize;
  #intrinsics: Intrinsics;
  #chunks = new Map<number, Chunk>();
  /** Owner token of the chunks that this grid alone uses. A new token makes all existing chunks shared. */
  #owner: object = {};
  #lastKey = Number.NaN;
  #last: Chunk | undefined;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /** A grid of `chunks`. It takes ownership of them. */
  static restore(intrinsics: Intrinsics, chunks: readonly HeightChunk[]): HeightGrid {
    const grid = new HeightGrid(intrinsics);
    for (const { key, ...chunk } of chunks) grid.#chunks.set(key, { ...chunk, owner: grid.#owner });
    return grid;
  }

  /**
   * The chunks for {@link HeightGrid.restore}. The grid still uses them, so do not change either afterwards.
   */
  snapshot(): HeightChunk[] {
    return [...this.#chunks].map(([key, { owner: _, ...chunk }]) => ({ key, ...chunk }));
  }

  /** A copy of this grid. Chunks are shared until either grid changes them. */
  fork(): HeightGrid {
    const fork = new HeightGrid(this.#intrinsics);
    fork.#chunks = new Map(this.#chunks);
    this.#owner = {};
    return fork;
  }

  solidAt(cellX: number, cellZ: number): boolean {
    const chunk = this.#chunkAt(cellX, cellZ);
    return chunk?.kind[cellIndex(cellX, cellZ)] === solid;
  }

  /** The kind of a cell, which spans [cellX, cellX + 1] x cellSize metres in x, and alike in z. */
  cell(cellX: number, cellZ: number): GroundKind {
    const chunk = this.#chunkAt(cellX, cellZ);
    return kinds[chunk?.kind[cellIndex(cellX, cellZ)] ?? 0];
  }

  /** Whether the kind of a cell is certain: 'unsure' if it rests on drawn pictures and would be another with half of them. */
  origin(cellX: number, cellZ: number): OriginKind {
    const chunk = this.#chunkAt(cellX, cellZ);
    const index = cellIndex(cellX, cellZ);
    if (chunk === undefined || chunk.kind[index] === unknown) return 'none';
    return isFirm(chunk, index) ? 'remembered' : 'unsure';
  }

  /**
   * Squares of `metres` a side in which something is known. Square (x, z) spans [x, x + 1] x metres in x, and
   * alike in z. A chunk is a whole number of squares. `edition` of a square grows with every change in its
   * chunk.
   */
  *parts(metres: number): Iterable<{ x: number; z: number; edition: number }> {
    const each = Math.max(1, Math.round((chunkCells * gridCellSize) / metres));
    for (const [key, { edition }] of this.#chunks) {
      const x = (Math.floor(key / 2 ** 21) - 2 ** 20) * each;
      const z = ((key % 2 ** 21) - 2 ** 20) * each;
      for (let i = 0; i < each * each; i++) yield { x: x + (i % each), z: z + Math.floor(i / each), edition };
    }
  }

  /**
   * Adds a picture's depths: codes [H, W], 0 = unknown. Drawn depths are less exact than captured ones. They
   * are used at short range only, have less weight, and fill only what the seed left unknown.
   *
   * @returns The cells whose kind has changed.
   */
  add(pose: Pose, inverseDepth: Uint16Array, source: Source): ChangedCells {
    const changed: number[] = [];
    const samples = samplesOf(this.#intrinsics);
    const picture = { pose, inverseDepth };
    const count = memoryPasses().surfaceSamples(this.#intrinsics, picture, evidence[source], samples);
    const { cells, shares, walls } = samples;
    for (let i = 0; i < count; i++) {
      const [x, z] = [cells[2 * i], cells[2 * i + 1]];
      const kind = this.#count(x, z, source, walls[i] === 1, shares[i]);
      if (kind !== undefined) changed.push(x, z, kind);
    }
    return changed;
  }

  /**
   * Gives cells the kinds that {@link HeightGrid.add} found in another grid. The evidence is raised to the least that
   * gives this kind, so that later observations correct it as they would have.
   */
  mark(cells: ChangedCells): void {
    for (let i = 0; i + 2 < cells.length; i += 3) {
      const chunk = this.#ownChunk(cells[i], cells[i + 1]);
      const index = cellIndex(cells[i], cells[i + 1]);
      const kind = cells[i + 2];
      const { wall, ground } = chunk.sums.drawn;
      if (kind === solid) wall[index] = Math.max(wall[index], wallSeen, wallOverGround * ground[index]);
      if (kind === floor) {
        ground[index] = Math.max(ground[index], groundSeen);
        wall[index] = Math.min(wall[index], ground[index]);
      }
      if (kind === unknown) wall[index] = ground[index] = 0;
      if (chunk.kind[index] !== kind) chunk.edition++;
      chunk.kind[index] = kind;
    }
  }

  /** Takes over the chunks of another grid, which must not be used afterwards. Editions grow, so that maps are read again. */
  replaceBy(other: HeightGrid): void {
    const former = this.#chunks;
    this.#chunks = other.#chunks;
    this.#owner = other.#owner;
    this.#lastKey = Number.NaN;
    for (const [key, { edition }] of former) {
      const chunk = this.#chunks.get(key) ?? emptyChunk(this.#owner);
      this.#chunks.set(key, { ...chunk, edition: Math.max(edition, chunk.edition) + 1 });
    }
  }

  #ownChunk(cellX: number, cellZ: number): Chunk {
    let chunk = this.#chunkAt(cellX, cellZ);
    if (chunk?.owner !== this.#owner) {
      chunk = chunk ? copyOf(chunk, this.#owner) : emptyChunk(this.#owner);
      this.#chunks.set(this.#lastKey, chunk);
      this.#last = chunk;
    }
    return chunk;
  }

  /** Returns the cell's new kind if it has changed. */
  #count(cellX: number, cellZ: number, source: Source, isWall: boolean, share: number): number | undefined {
    const chunk = this.#ownChunk(cellX, cellZ);
    const index = cellIndex(cellX, cellZ);
    const { wall, ground } = source === 'seed' ? chunk.sums.seed : chunk.sums.drawn;
    const seen = isWall ? wall : ground;
    seen[index] += share;
    if (seen[index] > mostEvidence) {
      wall[index] /= 2;
      ground[index] /= 2;
    }
    const kind = kindOf(chunk.sums, index);
    if (kind === chunk.kind[index]) return undefined;
    chunk.kind[index] = kind;
    chunk.edition++;
    return kind;
  }

  #chunkAt(cellX: number, cellZ: number): Chunk | undefined {
    // Chunks from -2^20 to 2^20 in each direction have unique keys.
    const key =
      (Math.floor(cellX / chunkCells) + 2 ** 20) * 2 ** 21 + Math.floor(cellZ / chunkCells) + 2 ** 20;
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#last = this.#chunks.get(key);
    }
    return this.#last;
  }
}

/** What {@link HeightGrid.add} writes samples to: one for all grids, since each reads its own at once. */
let written: SurfaceSamples | undefined;

function samplesOf(intrinsics: Intrinsics): SurfaceSamples {
  const most = mostSurfaceSamples(intrinsics);
  if (written === undefined || written.shares.length < most) {
    written = {
      cells: new Int32Array(2 * most),
      shares: new Float64Array(most),
      walls: new Uint8Array(most),
    };
  }
  return written;
}

function emptyChunk(owner: object): Chunk {
  const cells = chunkCells * chunkCells;
  const sums = (): Sums => ({ wall: new Float32Array(cells), ground: new Float32Array(cells) });
  return { owner, sums: { seed: sums(), drawn: sums() }, kind: new Uint8Array(cells), edition: 0 };
}

function copyOf({ sums, kind, edition }: Chunk, owner: object): Chunk {
  const copy = ({ wall, ground }: Sums): Sums => ({ wall: wall.slice(), ground: ground.slice() });
  return { owner, sums: { seed: copy(sums.seed), drawn: copy(sums.drawn) }, kind: kind.slice(), edition };
}

/** The kind of a cell as an index into `kinds`: from the seed if it shows the cell, else from all evidence. */
function kindOf({ seed, drawn }: Chunk['sums'], index: number): number {
  const wall = seed.wall[index];
  const ground = seed.ground[index];
  const known = verdict(wall, ground);
  if (known !== unknown) return known;
  return verdict(wall + drawn.wall[index], ground + drawn.ground[index]);
}

/** Whether a cell would be of the same kind with half of its wall, half of its ground, or half of both seen. */
function isFirm({ sums: { seed, drawn }, kind }: Chunk, index: number): boolean {
  if (verdict(seed.wall[index], seed.ground[index]) !== unknown) return true;
  const wall = seed.wall[index] + drawn.wall[index];
  const ground = seed.ground[index] + drawn.ground[index];
  const halves = [verdict(wall / 2, ground), verdict(wall, ground / 2), verdict(wall / 2, ground / 2)];
  return halves.every((half) => half === kind[index]);
}

function verdict(wall: number, ground: number): number {
  if (wall >= wallSeen && wall >= wallOverGround * ground) return solid;
  return ground >= groundSeen ? floor : unknown;
}

function cellIndex(cellX: number, cellZ: number): number {
  // Also correct for negative numbers, since the number of cells is a power of two.
  return (cellZ & (chunkCells - 1)) * chunkCells + (cellX & (chunkCells - 1));
}
