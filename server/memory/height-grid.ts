import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import type { GroundKind } from '../../shared/geometry/ground-map.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';

/** Side of a cell, metres. */
const cellSize = 0.125;
/** Cells along each side of a chunk. */
const chunkCells = 64;
/** Heights between which a surface stops a body, metres. */
const lowestWall = 0.3;
const highestWall = 2;
/** Height up to which a surface is ground, metres. */
const groundHeight = 0.12;
/** Picture rows between two samples. */
const rowStride = 3;
/** Most cells between wall samples of neighbouring columns that still count as one wall. */
const widestGap = 6;
/**
 * Distance in metres up to which depth has full weight. Beyond it, the weight falls with the square of the
 * distance, down to a minimum.
 */
const trusted = 4;
const leastTrust = 0.3;
/** Weight of a picture, and the depth in metres up to which it is used. */
const evidence = { seed: { weight: 1, reach: 24 }, drawn: { weight: 0.08, reach: 6 } } as const;
/** A wall seen at a smaller cosine than this is probably the blurred edge of another surface. */
const grazing = 0.08;
/** Second difference of inverse depth over two pixels, as a share of it. More is the edge of a surface. */
const bend = 0.06;
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
const solid = kinds.indexOf('solid');

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
  readonly cellSize = cellSize;
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

  /**
   * Squares of `metres` a side in which something is known. Square (x, z) spans [x, x + 1] x metres in x, and
   * alike in z. A chunk is a whole number of squares. `edition` of a square grows with every change in its
   * chunk.
   */
  *parts(metres: number): Iterable<{ x: number; z: number; edition: number }> {
    const each = Math.max(1, Math.round((chunkCells * cellSize) / metres));
    for (const [key, { edition }] of this.#chunks) {
      const x = (Math.floor(key / 2 ** 21) - 2 ** 20) * each;
      const z = ((key % 2 ** 21) - 2 ** 20) * each;
      for (let i = 0; i < each * each; i++) yield { x: x + (i % each), z: z + Math.floor(i / each), edition };
    }
  }

  /**
   * Adds a picture's depths: codes [H, W], 0 = unknown. Drawn depths are less exact than captured ones. They
   * are used at short range only, have less weight, and fill only what the seed left unknown.
   */
  add(pose: Pose, inverseDepth: Uint16Array, source: Source): void {
    const { weight, reach } = evidence[source];
    const { width, height, focal } = this.#intrinsics;
    const axes = cameraAxes(pose);
    for (let row = 1; row < height - 1; row += rowStride) {
      const rayUp = (height / 2 - row - 0.5) / focal;
      // Wall point of the previous column, to close gaps in walls seen at a grazing angle.
      let beforeX = Number.NaN;
      let beforeZ = Number.NaN;
      for (let column = 1; column < width - 1; column++) {
        const index = row * width + column;
        const code = inverseDepth[index];
        const depth = 1 / (code * inverseDepthScale);
        const rayRight = (column + 0.5 - width / 2) / focal;
        const dy = axes[1] * rayRight + axes[4] * rayUp + axes[7];
        const y = pose.y + depth * dy;
        if (
          code === 0 ||
          depth > reach ||
          y < -groundHeight ||
          y > highestWall ||
          isEdge(inverseDepth, index, 1)
        ) {
          beforeX = Number.NaN;
          continue;
        }
        const dx = axes[0] * rayRight + axes[3] * rayUp + axes[6];
        const dz = axes[2] * rayRight + axes[5] * rayUp + axes[8];
        const level = Math.hypot(dx, dz);
        const distance = depth * level;
        const trust = weight * Math.max(leastTrust, Math.min(1, (trusted / distance) ** 2));
        // Area across the line of sight that the sample represents, square metres.
        const area = (depth * depth * rowStride) / (focal * focal);
        if (y < lowestWall) {
          beforeX = Number.NaN;
          if (y > groundHeight || !isLevel(inverseDepth, index, width, code, axes[4], dy, focal)) continue;
          const slope = Math.max(0.02, -dy / level);
          const share = Math.min(0.5, area / slope / cellSize ** 2);
          // Moved back by half a cell along the ray, so that the ground's last row does not count inside a
          // wall.
          const short = depth - (0.5 * cellSize) / level;
          this.#count(pose.x + short * dx, pose.z + short * dz, source, 'ground', trust * share);
          continue;
        }
        // Moved by half a cell against the normal, the point lies inside the wall.
        const slopeX = (inverseDepth[index + 1] - inverseDepth[index - 1]) * 0.5 * focal;
        const slopeY = isEdge(inverseDepth, index, width)
          ? 0
          : (inverseDepth[index - width] - inverseDepth[index + width]) * 0.5 * focal;
        const slopeZ = code - rayRight * slopeX - rayUp * slopeY;
        const rayLength = Math.hypot(rayRight, rayUp, 1);
        if (code < grazing * rayLength * Math.hypot(slopeX, slopeY, slopeZ)) {
          beforeX = Number.NaN;
          continue;
        }
        const normalX = axes[0] * slopeX + axes[3] * slopeY + axes[6] * slopeZ;
        const normalZ = axes[2] * slopeX + axes[5] * slopeY + axes[8] * slopeZ;
        const push = (0.5 * cellSize) / Math.hypot(normalX, normalZ);
        const x = pose.x + depth * dx + push * normalX;
        const z = pose.z + depth * dz + push * normalZ;
        const share = (trust * area) / (cellSize * (highestWall - lowestWall));
        const steps = Math.ceil(Math.hypot(x - beforeX, z - beforeZ) / cellSize);
        if (steps > 1 && steps <= widestGap) {
          for (let i = 1; i < steps; i++) {
            const back = i / steps;
            this.#count(x + (beforeX - x) * back, z + (beforeZ - z) * back, source, 'wall', share);
          }
        }
        this.#count(x, z, source, 'wall', share);
        beforeX = x;
        beforeZ = z;
      }
    }
  }

  #count(x: number, z: number, source: Source, surface: keyof Sums, share: number): void {
    const cellX = Math.floor(x / cellSize);
    const cellZ = Math.floor(z / cellSize);
    let chunk = this.#chunkAt(cellX, cellZ);
    if (chunk?.owner !== this.#owner) {
      chunk = chunk ? copyOf(chunk, this.#owner) : emptyChunk(this.#owner);
      this.#chunks.set(this.#lastKey, chunk);
      this.#last = chunk;
    }
    const index = cellIndex(cellX, cellZ);
    const sums = chunk.sums[source];
    sums[surface][index] += share;
    if (sums[surface][index] > mostEvidence) {
      sums.wall[index] /= 2;
      sums.ground[index] /= 2;
    }
    const kind = kinds.indexOf(kindOf(chunk, index));
    if (kind === chunk.kind[index]) return;
    chunk.kind[index] = kind;
    chunk.edition++;
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

function emptyChunk(owner: object): Chunk {
  const cells = chunkCells * chunkCells;
  const sums = (): Sums => ({ wall: new Float32Array(cells), ground: new Float32Array(cells) });
  return { owner, sums: { seed: sums(), drawn: sums() }, kind: new Uint8Array(cells), edition: 0 };
}

function copyOf({ sums, kind, edition }: Chunk, owner: object): Chunk {
  const copy = ({ wall, ground }: Sums): Sums => ({ wall: wall.slice(), ground: ground.slice() });
  return { owner, sums: { seed: copy(sums.seed), drawn: copy(sums.drawn) }, kind: kind.slice(), edition };
}

/** The kind of a cell: from the seed if it shows the cell, else from all evidence. */
function kindOf({ sums: { seed, drawn } }: Chunk, index: number): GroundKind {
  const known = verdict(seed.wall[index], seed.ground[index]);
  if (known !== 'unknown') return known;
  return verdict(seed.wall[index] + drawn.wall[index], seed.ground[index] + drawn.ground[index]);
}

function verdict(wall: number, ground: number): GroundKind {
  if (wall >= wallSeen && wall >= wallOverGround * ground) return 'solid';
  return ground >= groundSeen ? 'floor' : 'unknown';
}

function cellIndex(cellX: number, cellZ: number): number {
  // Also correct for negative numbers, since the number of cells is a power of two.
  return (cellZ & (chunkCells - 1)) * chunkCells + (cellX & (chunkCells - 1));
}

/** Whether a surface is horizontal: the pixel below meets it at the same height. */
function isLevel(
  codes: Uint16Array,
  index: number,
  width: number,
  code: number,
  up: number,
  dy: number,
  focal: number,
): boolean {
  const below = codes[index + width];
  if (below === 0) return false;
  // Heights relative to the eye. One row down changes the ray's slope by up / focal.
  const here = dy / code;
  const there = (dy - up / focal) / below;
  const upright = up / focal / code;
  return Math.abs(here - there) < 0.5 * upright;
}

/** Whether depth jumps at a pixel. Inverse depth is linear along a plane. */
function isEdge(codes: Uint16Array, index: number, step: number): boolean {
  const before = codes[index - step];
  const after = codes[index + step];
  if (before === 0 || after === 0) return true;
  return Math.abs(before + after - 2 * codes[index]) > bend * codes[index] + 2;
}
