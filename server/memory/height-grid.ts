import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { GroundKind } from '../../shared/geometry/ground-map.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { SurfaceSamples } from './passes/memory-passes.ts';
import { gridCellSize, mostSurfaceSamples } from './passes/surface-pass.ts';

/** Cells along each side of a chunk. */
const chunkCells = 64;
/** How much a picture counts, and up to which depth in metres. */
const evidence = { seed: { weight: 1, reach: 24 }, drawn: { weight: 0.08, reach: 6 } } as const;
/** Share of a cell's wall (1.7 m of height) that has to be seen, summed over keyframes. */
const wallSeen = 0.03;
/** Share of a cell's ground that has to be seen. */
const groundSeen = 0.15;
/** Where both are seen, the wall has to be seen at least this many times as well. */
const wallOverGround = 1.5;
/** Sums are held below this, so that what is seen later can still correct them. */
const mostEvidence = 12;

/** Whether a captured picture of the world seed saw it, or one that a model drew. */
type Source = keyof typeof evidence;

/** [chunkCells x chunkCells]: sums of the shares of a cell's wall and ground that were seen. */
interface Sums {
  wall: Float32Array;
  ground: Float32Array;
}

interface Chunk {
  /** Token of the grid that may change it; any other grid changes a copy. */
  readonly owner: object;
  readonly sums: Record<Source, Sums>;
  /** [chunkCells x chunkCells]: places in `kinds`. */
  readonly kind: Uint8Array;
  /** Grows with whatever is learnt of it. */
  edition: number;
}

/** A chunk as it goes from thread to thread: its key in the grid, and what it holds. */
export type HeightChunk = Omit<Chunk, 'owner'> & { readonly key: number };

const kinds = ['unknown', 'floor', 'solid'] as const satisfies GroundKind[];
/** Places in `kinds`. */
const unknown = 0;
const floor = 1;
const solid = 2;

/**
 * What stands where, from above: an unbounded grid of cells that the depths of keyframes fill. A cell
 * is solid when enough wall between 0.3 m and 2 m of height was seen in it, and more of it than of
 * its ground: one bad depth makes no wall, and a wall that is only half a cell deep stays one. What a
 * world seed shows of a cell is final: drawn depths err the same way each time, so that with enough of
 * them a few cells of every wall turn. Unknown cells count as free.
 */
export class HeightGrid implements SolidGrid {
  readonly cellSize = gridCellSize;
  #intrinsics: Intrinsics;
  #chunks = new Map<number, Chunk>();
  /** Chunks with this token are this grid's alone; a new one takes it from all that there are. */
  #owner: object = {};
  #lastKey = Number.NaN;
  #last: Chunk | undefined;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /** A grid of `chunks`, which it takes over. */
  static restore(intrinsics: Intrinsics, chunks: readonly HeightChunk[]): HeightGrid {
    const grid = new HeightGrid(intrinsics);
    for (const { key, ...chunk } of chunks) grid.#chunks.set(key, { ...chunk, owner: grid.#owner });
    return grid;
  }

  /** What {@link HeightGrid.restore} makes the same grid of. It is the grid's own: do not change either afterwards. */
  snapshot(): HeightChunk[] {
    return [...this.#chunks].map(([key, { owner: _, ...chunk }]) => ({ key, ...chunk }));
  }

  /** A grid that begins with what is known here. Chunks are shared until either grid changes them. */
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

  /** The kind of cell (cellX, cellZ), which spans [cellX, cellX + 1] x cellSize metres and so on. */
  cell(cellX: number, cellZ: number): GroundKind {
    const chunk = this.#chunkAt(cellX, cellZ);
    return kinds[chunk?.kind[cellIndex(cellX, cellZ)] ?? 0];
  }

  /**
   * Where anything is known: squares of `metres` a side, which chunks are whole numbers of; square (x, z) spans
   * [x, x + 1] x metres. Its edition grows with whatever is learnt of the chunk that it lies in.
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
   * Takes in a picture's depths: codes [H, W], 0 = unknown. Depths that a model drew are not as exact
   * as a world seed's: they are read from nearby only, count for less, and fill in only what the seed
   * left open.
   */
  add(pose: Pose, inverseDepth: Uint16Array, source: Source): void {
    const samples = samplesOf(this.#intrinsics);
    const picture = { pose, inverseDepth };
    const count = memoryPasses().surfaceSamples(this.#intrinsics, picture, evidence[source], samples);
    const { cells, shares, walls } = samples;
    for (let i = 0; i < count; i++) {
      this.#count(cells[2 * i], cells[2 * i + 1], source, walls[i] === 1, shares[i]);
    }
  }

  #count(cellX: number, cellZ: number, source: Source, isWall: boolean, share: number): void {
    let chunk = this.#chunkAt(cellX, cellZ);
    if (chunk?.owner !== this.#owner) {
      chunk = chunk ? copyOf(chunk, this.#owner) : emptyChunk(this.#owner);
      this.#chunks.set(this.#lastKey, chunk);
      this.#last = chunk;
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
    if (kind === chunk.kind[index]) return;
    chunk.kind[index] = kind;
    chunk.edition++;
  }

  #chunkAt(cellX: number, cellZ: number): Chunk | undefined {
    // Chunks from -2^20 to 2^20 in each direction have keys of their own.
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

/** What the seed says of a cell, or else all that was seen of it, as a place in `kinds`. */
function kindOf({ seed, drawn }: Chunk['sums'], index: number): number {
  const wall = seed.wall[index];
  const ground = seed.ground[index];
  const known = verdict(wall, ground);
  if (known !== unknown) return known;
  return verdict(wall + drawn.wall[index], ground + drawn.ground[index]);
}

function verdict(wall: number, ground: number): number {
  if (wall >= wallSeen && wall >= wallOverGround * ground) return solid;
  return ground >= groundSeen ? floor : unknown;
}

function cellIndex(cellX: number, cellZ: number): number {
  // Of negative numbers too, since the number of cells is a power of two.
  return (cellZ & (chunkCells - 1)) * chunkCells + (cellX & (chunkCells - 1));
}
