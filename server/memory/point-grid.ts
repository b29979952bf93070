import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import { type KeyframeSamples, sampleStride, skyDistance } from './keyframe-samples.ts';

/**
 * A spatial index from positions to the keyframes that show them: a hash grid over the ground plane. It
 * proposes the keyframes that are worth projecting for a view. The cost is bounded for any number of
 * keyframes.
 */

/** Side of a cell, metres. */
const cellSize = 2;
/** Metres from the camera up to which cells of the field of view are visited. */
const range = 24;
/** Most entries that are read in one cell. A fuller cell is sampled evenly. */
const entriesPerCell = 48;
/** Rings of cells around the camera in which keyframes taken nearby are searched. */
const poseRings = 2;
/**
 * Metres from the camera up to which the best keyframes of a cell are found for each of four sides. A wall there fills
 * much of the view, and often only keyframes that look another way have seen it.
 */
const nearRange = 1.5;
/** Cells from -2^20 to 2^20 in each direction have unique keys. */
const keyOffset = 1 << 20;

interface Entry {
  slot: number;
  pose: Pose;
  /** Unit vector of the view direction on the ground plane. */
  forwardX: number;
  forwardZ: number;
}

/** The keyframes listed under one cell. */
interface Cell {
  /** Token of the grid that may change the cell. Any other grid changes a copy. */
  readonly owner: object;
  readonly entries: Entry[];
}

interface Placed extends Entry {
  /** Keys of the cells that list it. */
  cells: number[];
}

export class PointGrid {
  #points = new Map<number, Cell>();
  #poses = new Map<number, Cell>();
  #placed = new Map<number, Placed>();
  /** Owner token of the cells that this grid alone uses. A new token makes all existing cells shared. */
  #owner: object = {};
  readonly #intrinsics: Intrinsics;
  readonly #slopeX: number;
  /** Votes by slot, all zero between calls. */
  #votes = new Float32Array(64);

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
    this.#slopeX = intrinsics.width / 2 / intrinsics.focal;
  }

  /** A copy of this grid. Cells are shared until either grid changes them. */
  fork(): PointGrid {
    const fork = new PointGrid(this.#intrinsics);
    fork.#points = new Map(this.#points);
    fork.#poses = new Map(this.#poses);
    fork.#placed = new Map(this.#placed);
    fork.#votes = new Float32Array(this.#votes.length);
    this.#owner = {};
    return fork;
  }

  /**
   * Lists a keyframe under the cells of its samples.
   *
   * @param slot A small integer of the caller's.
   */
  add(slot: number, pose: Pose, samples: KeyframeSamples): void {
    const cells = new Set<number>();
    for (let i = 0; i < samples.count; i++) {
      const offset = i * sampleStride;
      if (samples.values[offset + 6] > skyDistance) continue;
      cells.add(cellKey(samples.values[offset], samples.values[offset + 2]));
    }
    const entry: Placed = {
      slot,
      pose,
      forwardX: Math.sin(pose.yaw),
      forwardZ: Math.cos(pose.yaw),
      cells: [...cells],
    };
    for (const key of cells) this.#insert(this.#points, key, entry);
    this.#insert(this.#poses, cellKey(pose.x, pose.z), entry);
    this.#placed.set(slot, entry);
    if (slot >= this.#votes.length) {
      const grown = new Float32Array(2 * slot);
      grown.set(this.#votes);
      this.#votes = grown;
    }
  }

  remove(slot: number): void {
    const entry = this.#placed.get(slot);
    if (!entry) return;
    for (const key of entry.cells) this.#take(this.#points, key, entry);
    this.#take(this.#poses, cellKey(entry.pose.x, entry.pose.z), entry);
    this.#placed.delete(slot);
  }

  /**
   * At most `limit` slots of keyframes that probably cover the view from `camera`, most promising first. A
   * keyframe gets votes for each visible cell that it shows from a similar side and distance.
   *
   * Half of the result are the best keyframes of single cells, nearest cells first, so that every part of the
   * view has a proposal; in cells beside the camera, the best of each side. The others have the most votes over
   * all cells.
   */
  propose(camera: Pose, limit: number): number[] {
    const votes = this.#votes;
    const voted: number[] = [];
    const winners: { slot: number; weight: number }[] = [];
    const vote = (slot: number, amount: number) => {
      if (votes[slot] === 0) voted.push(slot);
      votes[slot] += amount;
    };
    this.#eachVisibleCell(camera, (key, x, z, distance) => {
      const entries = this.#points.get(key)?.entries;
      if (!entries) return;
      // A cell's share of the view's width falls with its distance.
      const weight = 1 / (distance + cellSize);
      const isNear = Math.hypot(x - camera.x, z - camera.z) < nearRange;
      const best = [0, 0, 0, 0];
      const bestSlots = [-1, -1, -1, -1];
      const stride = Math.max(1, entries.length / entriesPerCell);
      for (let i = 0; i < entries.length; i += stride) {
        const { slot, pose } = entries[Math.floor(i)];
        const amount = weight * voteWeight(camera, pose, x, z);
        vote(slot, amount);
        const side = isNear ? (pose.x > x ? 1 : 0) + (pose.z > z ? 2 : 0) : 0;
        if (amount > best[side]) {
          best[side] = amount;
          bestSlots[side] = slot;
        }
      }
      for (const slot of bestSlots) if (slot >= 0) winners.push({ slot, weight });
    });
    this.#eachNeighbour(camera, vote);

    winners.sort((a, b) => b.weight - a.weight || a.slot - b.slot);
    const proposed = new Set<number>();
    for (const { slot } of winners) {
      if (proposed.size >= limit / 2) break;
      proposed.add(slot);
    }
    for (const slot of highest(voted, votes, limit)) {
      if (proposed.size >= limit) break;
      proposed.add(slot);
    }
    for (const slot of voted) votes[slot] = 0;
    return [...proposed];
  }

  #insert(cells: Map<number, Cell>, key: number, entry: Entry): void {
    const cell = cells.get(key);
    if (cell?.owner === this.#owner) cell.entries.push(entry);
    else cells.set(key, { owner: this.#owner, entries: cell ? [...cell.entries, entry] : [entry] });
  }

  #take(cells: Map<number, Cell>, key: number, entry: Entry): void {
    const entries = cells.get(key)?.entries.filter((other) => other !== entry);
    if (entries === undefined) return;
    if (entries.length === 0) cells.delete(key);
    else cells.set(key, { owner: this.#owner, entries });
  }

  /** Visits cells whose centre lies in the horizontal field of view, with a margin of one cell. */
  #eachVisibleCell(camera: Pose, visit: (key: number, x: number, z: number, distance: number) => void): void {
    const s = Math.sin(camera.yaw);
    const c = Math.cos(camera.yaw);
    const reach = Math.ceil(range / cellSize);
    const centreX = Math.floor(camera.x / cellSize);
    const centreZ = Math.floor(camera.z / cellSize);
    for (let cellZ = centreZ - reach; cellZ <= centreZ + reach; cellZ++) {
      for (let cellX = centreX - reach; cellX <= centreX + reach; cellX++) {
        const x = (cellX + 0.5) * cellSize;
        const z = (cellZ + 0.5) * cellSize;
        const forward = (x - camera.x) * s + (z - camera.z) * c;
        if (forward < -cellSize || forward > range) continue;
        const right = (x - camera.x) * c - (z - camera.z) * s;
        if (Math.abs(right) > Math.max(0, forward) * this.#slopeX + cellSize) continue;
        visit(keyOf(cellX, cellZ), x, z, Math.max(0, forward));
      }
    }
  }

  /**
   * Votes for keyframes taken near the camera in a similar direction, because they show distant things and
   * the sky.
   */
  #eachNeighbour(camera: Pose, vote: (slot: number, amount: number) => void): void {
    const s = Math.sin(camera.yaw);
    const c = Math.cos(camera.yaw);
    const centreX = Math.floor(camera.x / cellSize);
    const centreZ = Math.floor(camera.z / cellSize);
    for (let cellZ = centreZ - poseRings; cellZ <= centreZ + poseRings; cellZ++) {
      for (let cellX = centreX - poseRings; cellX <= centreX + poseRings; cellX++) {
        const entries = this.#poses.get(keyOf(cellX, cellZ))?.entries;
        if (!entries) continue;
        const stride = Math.max(1, entries.length / entriesPerCell);
        for (let i = 0; i < entries.length; i += stride) {
          const { slot, pose, forwardX, forwardZ } = entries[Math.floor(i)];
          const alike = forwardX * s + forwardZ * c;
          if (alike <= 0) continue;
          vote(slot, alike / (1 + Math.hypot(pose.x - camera.x, pose.z - camera.z)));
        }
      }
    }
  }
}

/** How similarly two eyes see a position, by direction and distance, 0 to 1. */
function voteWeight(a: Pose, b: Pose, x: number, z: number): number {
  const ax = x - a.x;
  const az = z - a.z;
  const bx = x - b.x;
  const bz = z - b.z;
  const aa = ax * ax + az * az + cellSize * cellSize;
  const bb = bx * bx + bz * bz + cellSize * cellSize;
  const direction = 0.5 + (0.5 * (ax * bx + az * bz)) / Math.sqrt(aa * bb);
  const ratio = aa < bb ? aa / bb : bb / aa;
  return direction * direction * direction * ratio + 1e-6;
}

function cellKey(x: number, z: number): number {
  return keyOf(Math.floor(x / cellSize), Math.floor(z / cellSize));
}

function keyOf(cellX: number, cellZ: number): number {
  return (cellX + keyOffset) * 2 * keyOffset + cellZ + keyOffset;
}

/** The `count` slots with the most votes, most first. The lower slot wins a tie. */
function highest(slots: readonly number[], votes: Float32Array, count: number): number[] {
  const best: number[] = [];
  const beats = (a: number, b: number) => votes[a] > votes[b] || (votes[a] === votes[b] && a < b);
  for (const slot of slots) {
    if (best.length === count && !beats(slot, best[count - 1])) continue;
    if (best.length === count) best.pop();
    let at = best.length;
    while (at > 0 && beats(slot, best[at - 1])) at--;
    best.splice(at, 0, slot);
  }
  return best;
}
