import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { GroundKind } from '../../shared/geometry/ground-map.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { OriginKind } from '../../shared/origin-map.ts';
import type { ChangedCells } from '../contracts/memory-change.ts';
import {
  type Chunk,
  chunkCells,
  copyOf,
  emptySums,
  floor,
  groundSeen,
  type HeightChunk,
  isFirm,
  isSummed,
  kindOf,
  kinds,
  leastSums,
  noSums,
  type Source,
  type SummedChunk,
  solid,
  unknown,
  unknownChunk,
  wallOverGround,
  wallSeen,
} from './height-chunk.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { SurfaceSamples } from './passes/memory-passes.ts';
import { gridCellSize, mostSurfaceSamples } from './passes/surface-pass.ts';

/** Weight of a picture, and the depth in metres up to which it is used. */
const evidence = { seed: { weight: 1, reach: 24 }, drawn: { weight: 0.08, reach: 6 } } as const;
/** Limit of the sums, so that later observations can still correct them. */
const mostEvidence = 12;
/** Chunks without a world seed's pictures whose sums are kept: 64 square metres and 32 kB each. */
const mostSums = 512;

/**
 * What is solid, floor or unknown, seen from above: an unbounded grid of cells, filled from the depths of
 * keyframes.
 *
 * A cell is solid if enough wall between 0.3 m and 2 m of height was seen in it, and more of it than of its
 * ground. So one wrong depth makes no wall, and a wall of half a cell stays one. What a world seed shows of a
 * cell is final: drawn depths have systematic errors, so many of them would flip a few cells of every wall.
 * Unknown cells count as free.
 *
 * Sums take far more memory than kinds, and endless ground has no end of chunks. So the sums of chunks that were drawn
 * are forgotten, oldest first, but for the newest ones. What is seen there again begins with the least evidence for what
 * was known.
 */
export class HeightGrid implements SolidGrid {
  readonly cellSize = gridCellSize;
  #intrinsics: Intrinsics;
  #chunks = new Map<number, Chunk>();
  /** Owner token of the chunks that this grid alone uses. A new token makes all existing chunks shared. */
  #owner: object = {};
  /** Chunks that have sums and no seed's pictures, oldest first. */
  #summed = new Set<number>();
  #lastKey = Number.NaN;
  #last: Chunk | undefined;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /** A grid of `chunks`. It takes ownership of them. */
  static restore(intrinsics: Intrinsics, chunks: readonly HeightChunk[]): HeightGrid {
    const grid = new HeightGrid(intrinsics);
    for (const { key, sums, ...chunk } of chunks) {
      const isSeeded = [sums.seed.wall, sums.seed.ground].some((sum) => sum.some((share) => share > 0));
      const kept = { seed: isSeeded ? sums.seed : noSums, drawn: sums.drawn };
      grid.#chunks.set(key, { ...chunk, sums: kept, owner: grid.#owner, isSeeded });
      if (!isSeeded) grid.#keepSums(key);
    }
    return grid;
  }

  /**
   * The chunks for {@link HeightGrid.restore}. The grid still uses them, so do not change either afterwards.
   */
  snapshot(): HeightChunk[] {
    return [...this.#chunks].map(([key, { sums, kind, edition, isSeeded }]) => ({
      ...{ key, kind, edition },
      // Made when they are read, because most chunks of a saved room are not sent again.
      get sums() {
        const { seed, drawn } = sums ?? leastSums(kind);
        // Of its own, because a receiver may take it over.
        return { seed: isSeeded ? seed : emptySums(), drawn };
      },
    }));
  }

  /** A copy of this grid. Chunks are shared until either grid changes them. */
  fork(): HeightGrid {
    const fork = new HeightGrid(this.#intrinsics);
    fork.#chunks = new Map(this.#chunks);
    fork.#summed = new Set(this.#summed);
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
    this.#summed = other.#summed;
    this.#lastKey = Number.NaN;
    for (const [key, { edition }] of former) {
      const chunk = this.#chunks.get(key) ?? unknownChunk(this.#owner);
      this.#chunks.set(key, { ...chunk, edition: Math.max(edition, chunk.edition) + 1 });
    }
  }

  #ownChunk(cellX: number, cellZ: number): SummedChunk {
    const chunk = this.#chunkAt(cellX, cellZ);
    if (chunk?.owner === this.#owner && isSummed(chunk)) return chunk;
    const key = this.#lastKey;
    const own = copyOf(chunk ?? unknownChunk(this.#owner), this.#owner);
    this.#chunks.set(key, own);
    if (!own.isSeeded) this.#keepSums(key);
    this.#lastKey = key;
    this.#last = own;
    return own;
  }

  /** Forgets the sums of the oldest chunks instead. */
  #keepSums(key: number): void {
    this.#summed.delete(key);
    this.#summed.add(key);
    for (const oldest of this.#summed) {
      if (this.#summed.size <= mostSums) break;
      this.#summed.delete(oldest);
      const chunk = this.#chunks.get(oldest);
      if (chunk) this.#chunks.set(oldest, { ...chunk, owner: this.#owner, sums: undefined });
      this.#lastKey = Number.NaN;
    }
  }

  /** Returns the cell's new kind if it has changed. */
  #count(cellX: number, cellZ: number, source: Source, isWall: boolean, share: number): number | undefined {
    const chunk = this.#ownChunk(cellX, cellZ);
    if (source === 'seed' && !chunk.isSeeded) {
      chunk.isSeeded = true;
      chunk.sums.seed = emptySums();
      this.#summed.delete(this.#lastKey);
    }
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

function cellIndex(cellX: number, cellZ: number): number {
  // Also correct for negative numbers, since the number of cells is a power of two.
  return (cellZ & (chunkCells - 1)) * chunkCells + (cellX & (chunkCells - 1));
}
