import { cameraAxes, type Intrinsics, type Pose } from '../../shared/camera.ts';
import { type KeyframeSamples, sampleBlock, sampleKeyframe, sampleStride } from './keyframe-samples.ts';
import { PointGrid } from './point-grid.ts';

/**
 * The retrieval rule: which remembered pictures a view is drawn from. The room's memory and the
 * trainer's data stream both use this module, so that training and play agree.
 *
 * The view is divided into cells. A keyframe shows a cell when a surface point it saw falls there,
 * the surface faces the camera, and no nearer surface that any candidate knows hides it. It shows
 * the cell the better, the more its own viewing distance and direction resemble the camera's. Each
 * picture shown lowers a cell's chance to stay unknown, and keyframes are taken greedily by how much
 * they lower it over the whole view (greedy choice is within 1 - 1/e of the best set for such
 * submodular gains: Nemhauser, Wolsey and Fisher, 1978). Of equal gains the older keyframe wins: it
 * is closer to what was seen first. Deterministic in the sequence of calls.
 */
export interface Retrieved {
  id: number;
  /** 0 to 1: share of the view that this keyframe adds to those before it. */
  gain: number;
}

export interface CoverageOptions {
  /** Most keyframes that are projected for one view. */
  candidates?: number;
  /** Keyframes that add less than this share of the view are left out. */
  minimumGain?: number;
}

interface Member {
  id: number;
  pose: Pose;
  samples: KeyframeSamples;
}

/** Pixels a side of a cell of the view. */
const cellSize = 8;
/** How sure one perfectly placed keyframe makes a cell. */
const certainty = 0.85;
/** Largest half extent, in cells, over which one sample spreads. */
const widestSpread = 3;
/** A surface is hidden when its inverse depth is below this share of the nearest one's, minus the slack. */
const hiddenShare = 0.88;
const hiddenSlack = 0.003;
/** Numbers kept of one projected sample; see #project. */
const projectedStride = 8;

export class CoverageIndex {
  #intrinsics: Intrinsics;
  #candidates: number;
  #minimumGain: number;
  #grid: PointGrid;
  /** By slot; slots of removed keyframes are used again. */
  #members: (Member | undefined)[] = [];
  #free: number[] = [];
  #slots = new Map<number, number>();
  #columns: number;
  #rows: number;
  /** Nearest known surface of each cell, inverse metres. */
  #nearest: Float32Array;
  /** Chance that a cell is still unknown. */
  #unknown: Float32Array;
  /** [candidates, rows x columns]: how well each candidate shows each cell. */
  #quality: Float32Array;
  /** [candidates x samples, projectedStride]. */
  #projected: Float32Array;

  constructor(intrinsics: Intrinsics, options: CoverageOptions = {}) {
    this.#intrinsics = intrinsics;
    this.#candidates = options.candidates ?? 40;
    this.#minimumGain = options.minimumGain ?? 0.002;
    this.#grid = new PointGrid(intrinsics);
    this.#columns = Math.ceil(intrinsics.width / cellSize);
    this.#rows = Math.ceil(intrinsics.height / cellSize);
    const cells = this.#columns * this.#rows;
    const samples = Math.ceil(intrinsics.width / sampleBlock) * Math.ceil(intrinsics.height / sampleBlock);
    this.#nearest = new Float32Array(cells);
    this.#unknown = new Float32Array(cells);
    this.#quality = new Float32Array(this.#candidates * cells);
    this.#projected = new Float32Array(this.#candidates * samples * projectedStride);
  }

  /** Number of keyframes. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds a keyframe by its codes [H, W] (0 = unknown); `id` must be new. */
  add(id: number, pose: Pose, inverseDepth: Uint16Array): void {
    const { width, height } = this.#intrinsics;
    if (inverseDepth.length !== width * height) {
      throw new RangeError(
        `keyframe ${id} has ${inverseDepth.length} inverse depths; give it ${width} x ${height}`,
      );
    }
    if (this.#slots.has(id)) throw new RangeError(`keyframe ${id} is there already; remove it first`);
    const slot = this.#free.pop() ?? this.#members.length;
    const member = { id, pose, samples: sampleKeyframe(this.#intrinsics, pose, inverseDepth) };
    this.#members[slot] = member;
    this.#slots.set(id, slot);
    this.#grid.add(slot, pose, member.samples);
  }

  /** Forgets a keyframe; one that is not there is no fault. */
  remove(id: number): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#grid.remove(slot);
    this.#members[slot] = undefined;
    this.#slots.delete(id);
    this.#free.push(slot);
  }

  /** At most `count` keyframes for the view from `camera`, largest gain first; `except` is passed over. */
  retrieve(camera: Pose, count: number, except?: number): Retrieved[] {
    const members: Member[] = [];
    for (const slot of this.#grid.propose(camera, this.#candidates)) {
      const member = this.#members[slot];
      if (member && member.id !== except) members.push(member);
    }
    this.#nearest.fill(0);
    let projected = 0;
    const ends = members.map((member) => {
      projected = this.#project(camera, member, projected);
      return projected;
    });
    this.#quality.fill(0, 0, members.length * this.#nearest.length);
    for (let i = 0; i < members.length; i++) this.#show(i, i === 0 ? 0 : ends[i - 1], ends[i]);
    return this.#choose(members, count);
  }

  /** 0 to 1: how much of what keyframe `id` saw the other keyframes show as well. */
  redundancy(id: number): number {
    const slot = this.#slots.get(id);
    const member = slot === undefined ? undefined : this.#members[slot];
    if (!member) throw new RangeError(`keyframe ${id} is not there`);
    const gains = this.retrieve(member.pose, 4, id);
    return gains.reduce((sum, { gain }) => sum + gain, 0);
  }

  /**
   * Projects a keyframe's samples into the view, notes the nearest surface of each cell, and keeps
   * of each sample that shows: [0] column, [1] row (in cells, fractional), [2] half width, [3] half
   * height (cells), [4] inverse depth there, [5], [6] its slope a column and a row, [7] quality
   * (0 when its back is seen: it hides, but shows nothing).
   */
  #project(camera: Pose, { pose, samples }: Member, start: number): number {
    const axes = cameraAxes(camera);
    const focal = this.#intrinsics.focal / cellSize;
    const centreX = this.#intrinsics.width / 2 / cellSize;
    const centreY = this.#intrinsics.height / 2 / cellSize;
    const { values, count } = samples;
    const out = this.#projected;
    const spread = sampleBlock / cellSize / 2;
    let kept = start;
    for (let i = 0; i < count; i++) {
      const o = i * sampleStride;
      const x = values[o] - camera.x;
      const y = values[o + 1] - camera.y;
      const z = values[o + 2] - camera.z;
      const depth = axes[6] * x + axes[7] * y + axes[8] * z;
      if (depth < 0.1) continue;
      const right = axes[0] * x + axes[1] * y + axes[2] * z;
      const up = axes[3] * x + axes[4] * y + axes[5] * z;
      const column = centreX + (focal * right) / depth;
      const row = centreY - (focal * up) / depth;
      const margin = Math.min(widestSpread, (spread * values[o + 6]) / depth);
      if (column < -margin || column > this.#columns + margin) continue;
      if (row < -margin || row > this.#rows + margin) continue;

      const nx = values[o + 3];
      const ny = values[o + 4];
      const nz = values[o + 5];
      const facing = nx * x + ny * y + nz * z;
      const sky = nx === 0 && ny === 0 && nz === 0;
      const distance = Math.sqrt(x * x + y * y + z * z);
      const cosine = sky ? 1 : facing / distance;
      const slant = Math.min(1, Math.abs(cosine) / values[o + 8]);
      const normalX = axes[0] * nx + axes[1] * ny + axes[2] * nz;
      const normalY = axes[3] * nx + axes[4] * ny + axes[5] * nz;
      const upright = Math.abs(normalX) > Math.abs(normalY);
      const k = kept++ * projectedStride;
      out[k] = column;
      out[k + 1] = row;
      out[k + 2] = margin * (upright ? slant : 1);
      out[k + 3] = margin * (upright ? 1 : slant);
      out[k + 4] = sky ? 0 : 1 / depth;
      // The plane through the point: n . ray / h, with ray = ((column - cx) / f, (cy - row) / f, 1).
      const steep = sky || Math.abs(cosine) < 0.02;
      out[k + 5] = steep ? 0 : normalX / (facing * focal);
      out[k + 6] = steep ? 0 : -normalY / (facing * focal);
      out[k + 7] = cosine < 0.02 ? 0 : this.#likeness(values, o, pose, x, y, z, distance, cosine);
      this.#spread(k, (cell, inverse) => {
        if (inverse > this.#nearest[cell]) this.#nearest[cell] = inverse;
      });
    }
    return kept;
  }

  /** 0 to 1: how well the keyframe's picture of a sample serves the camera. */
  #likeness(
    values: Float32Array,
    o: number,
    pose: Pose,
    x: number,
    y: number,
    z: number,
    distance: number,
    cosine: number,
  ): number {
    // Source pixels a target pixel, along one side: below 1 the picture is magnified and blurs.
    const density = (distance / values[o + 7]) * Math.sqrt(values[o + 8] / Math.max(0.05, cosine));
    const resolution = density < 1 ? density : 1 / (1 + 0.2 * (density - 1));
    const along = x * (values[o] - pose.x) + y * (values[o + 1] - pose.y) + z * (values[o + 2] - pose.z);
    const direction = 0.5 + (0.5 * along) / (distance * values[o + 7]);
    return resolution * direction * direction * direction;
  }

  /** Visits the cells under a projected sample with its inverse depth there. */
  #spread(k: number, visit: (cell: number, inverse: number) => void): void {
    const p = this.#projected;
    const left = Math.max(0, Math.ceil(p[k] - p[k + 2] - 0.5));
    const right = Math.min(this.#columns - 1, Math.floor(p[k] + p[k + 2] - 0.5));
    const top = Math.max(0, Math.ceil(p[k + 1] - p[k + 3] - 0.5));
    const bottom = Math.min(this.#rows - 1, Math.floor(p[k + 1] + p[k + 3] - 0.5));
    if (left > right || top > bottom) {
      // Smaller than a cell and between centres: it shows the cell it lies in.
      const column = Math.floor(p[k]);
      const row = Math.floor(p[k + 1]);
      if (column < 0 || column >= this.#columns || row < 0 || row >= this.#rows) return;
      visit(row * this.#columns + column, p[k + 4]);
      return;
    }
    const low = p[k + 4] / 2;
    const high = p[k + 4] * 2;
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const inverse = p[k + 4] + p[k + 5] * (column + 0.5 - p[k]) + p[k + 6] * (row + 0.5 - p[k + 1]);
        visit(row * this.#columns + column, Math.max(low, Math.min(high, inverse)));
      }
    }
  }

  /** Notes how well candidate `index` shows each cell where nothing nearer hides it. */
  #show(index: number, start: number, end: number): void {
    const base = index * this.#nearest.length;
    const quality = this.#quality;
    for (let i = start; i < end; i++) {
      const k = i * projectedStride;
      const amount = this.#projected[k + 7];
      if (amount === 0) continue;
      this.#spread(k, (cell, inverse) => {
        if (inverse < this.#nearest[cell] * hiddenShare - hiddenSlack) return;
        if (amount > quality[base + cell]) quality[base + cell] = amount;
      });
    }
  }

  /** Greedy choice; gains only ever shrink, so a stale gain is an upper bound and most need no update. */
  #choose(members: readonly Member[], count: number): Retrieved[] {
    this.#unknown.fill(1);
    const open = members.map((member, index) => ({ id: member.id, index, gain: this.#gain(index) }));
    const chosen: Retrieved[] = [];
    while (chosen.length < count) {
      let best: (typeof open)[number] | undefined;
      open.sort((a, b) => b.gain - a.gain || a.id - b.id);
      for (const entry of open) {
        if (best && entry.gain < best.gain) break;
        entry.gain = this.#gain(entry.index);
        if (!best || entry.gain > best.gain || (entry.gain === best.gain && entry.id < best.id)) best = entry;
      }
      if (!best || best.gain < this.#minimumGain) break;
      chosen.push({ id: best.id, gain: best.gain });
      open.splice(open.indexOf(best), 1);
      const base = best.index * this.#unknown.length;
      for (let cell = 0; cell < this.#unknown.length; cell++) {
        this.#unknown[cell] *= 1 - certainty * this.#quality[base + cell];
      }
    }
    return chosen;
  }

  #gain(index: number): number {
    const base = index * this.#unknown.length;
    let sum = 0;
    for (let cell = 0; cell < this.#unknown.length; cell++) {
      sum += this.#unknown[cell] * this.#quality[base + cell];
    }
    return (certainty * sum) / this.#unknown.length;
  }
}
