import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { type KeyframeSamples, sampleKeyframe } from './keyframe-samples.ts';
import type { ViewedKeyframe } from './passes/memory-passes.ts';
import { PointGrid } from './point-grid.ts';
import { ViewCoverage } from './view-coverage.ts';

/**
 * The retrieval rule: which remembered pictures a view is drawn from. The room's memory and the
 * trainer's data stream both use this module, so that training and play agree.
 *
 * The view is divided into cells (view-coverage.ts). A keyframe shows a cell when it saw the surface
 * there, the surface faces the camera, and no nearer surface that any candidate knows hides it. It
 * shows the cell the better, the more its own viewing distance and direction resemble the camera's.
 * Each picture shown lowers a cell's chance to stay unknown, and keyframes are taken greedily by how
 * much they lower it over the whole view (greedy choice is within 1 - 1/e of the best set for such
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

/** A posed picture that views may be drawn from; its codes [H, W] are 0 where unknown. */
export type Candidate = Pick<Keyframe, 'id' | 'pose'> & {
  inverseDepth: Uint16Array;
  /** What {@link sampleKeyframe} makes of it, where that is known already. */
  samples?: KeyframeSamples;
};

interface Member extends ViewedKeyframe {
  readonly id: number;
}

/** An index as it goes from thread to thread: its keyframes in the order of their ids, and where each stands. */
export interface CoverageSnapshot {
  members: { slot: number; id: number; samples: KeyframeSamples }[];
  /** Slots of removed keyframes, in the order in which they were freed. */
  free: number[];
}

/** Most candidates from outside the index that one view can be asked with. */
const mostGuests = 8;

/** How sure one perfectly placed keyframe makes a cell. */
const certainty = 0.95;

export class CoverageIndex {
  readonly #intrinsics: Intrinsics;
  readonly #options: CoverageOptions;
  readonly #candidates: number;
  readonly #minimumGain: number;
  #grid: PointGrid;
  /** By slot; slots of removed keyframes are used again. */
  #members: (Member | undefined)[] = [];
  #free: number[] = [];
  #slots = new Map<number, number>();
  #coverage: ViewCoverage;
  /** Chance that a cell is still unknown. */
  #unknown: Float32Array;

  constructor(intrinsics: Intrinsics, options: CoverageOptions = {}) {
    this.#intrinsics = intrinsics;
    this.#options = options;
    this.#candidates = options.candidates ?? 32;
    this.#minimumGain = options.minimumGain ?? 0.002;
    this.#grid = new PointGrid(intrinsics);
    this.#coverage = new ViewCoverage(intrinsics, this.#candidates + mostGuests);
    this.#unknown = new Float32Array(this.#coverage.cells);
  }

  /** What {@link CoverageIndex.take} makes the same index of, in an empty one. */
  snapshot(): CoverageSnapshot {
    const members = [...this.#slots].map(([id, slot]) => ({ slot, id, samples: this.#at(slot).samples }));
    return { members, free: [...this.#free] };
  }

  /** Takes up one keyframe of a snapshot; they must come in its order, and before any other. */
  take({ slot, samples }: CoverageSnapshot['members'][number], candidate: Candidate): void {
    this.#place(slot, { ...candidate, samples });
  }

  /** Takes up which slots are free in a snapshot. */
  release(free: CoverageSnapshot['free']): void {
    this.#free = [...free];
  }

  /** An index that begins with what is in this one. What both hold is shared and never changed. */
  fork(): CoverageIndex {
    const fork = new CoverageIndex(this.#intrinsics, this.#options);
    fork.#grid = this.#grid.fork();
    fork.#members = [...this.#members];
    fork.#free = [...this.#free];
    fork.#slots = new Map(this.#slots);
    return fork;
  }

  /** Number of keyframes. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds a keyframe by its codes [H, W] (0 = unknown), which must stay as they are; `id` must be new. */
  add(id: number, pose: Pose, inverseDepth: Uint16Array): void {
    const { width, height } = this.#intrinsics;
    if (inverseDepth.length !== width * height) {
      throw new RangeError(
        `keyframe ${id} has ${inverseDepth.length} inverse depths; give it ${width} x ${height}`,
      );
    }
    if (this.#slots.has(id)) throw new RangeError(`keyframe ${id} is there already; remove it first`);
    this.#place(this.#free.pop() ?? this.#members.length, { id, pose, inverseDepth });
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

  /**
   * At most `count` keyframes for the view from `camera`, largest gain first. `except` is passed over;
   * `also` (at most 8; more is a RangeError) compete without being in the index.
   */
  retrieve(
    camera: Pose,
    count: number,
    { except, also = [] }: { except?: number; also?: readonly Candidate[] } = {},
  ): Retrieved[] {
    if (also.length > mostGuests) {
      throw new RangeError(`${also.length} pictures from outside the index; give at most ${mostGuests}`);
    }
    const members = also.map((candidate) => this.#member(candidate));
    for (const slot of this.#grid.propose(camera, this.#candidates)) {
      const member = this.#members[slot];
      if (member && member.id !== except) members.push(member);
    }
    this.#coverage.measure(camera, members);
    return this.#choose(members, count);
  }

  /** At most `count` keyframes that show what lies in the field of view, hidden or not. */
  around(camera: Pose, count: number): number[] {
    const members = this.#grid.propose(camera, count).map((slot) => this.#members[slot]);
    return members.filter((member) => member !== undefined).map(({ id }) => id);
  }

  /** 0 to 1: how much of what keyframe `id` saw the other keyframes show as well. */
  redundancy(id: number): number {
    const slot = this.#slots.get(id);
    const member = slot === undefined ? undefined : this.#members[slot];
    if (!member) throw new RangeError(`keyframe ${id} is not there`);
    const gains = this.retrieve(member.pose, 4, { except: id });
    return gains.reduce((sum, { gain }) => sum + gain, 0);
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
        this.#unknown[cell] *= 1 - certainty * this.#coverage.quality[base + cell];
      }
    }
    return chosen;
  }

  #place(slot: number, candidate: Candidate): void {
    const member = this.#member(candidate);
    this.#members[slot] = member;
    this.#slots.set(member.id, slot);
    this.#grid.add(slot, member.pose, member.samples);
  }

  #at(slot: number): Member {
    const member = this.#members[slot];
    if (!member) throw new RangeError(`slot ${slot} is free`);
    return member;
  }

  #member({ id, pose, inverseDepth, samples }: Candidate): Member {
    return {
      id,
      pose,
      inverseDepth,
      samples: samples ?? sampleKeyframe(this.#intrinsics, pose, inverseDepth),
    };
  }

  #gain(index: number): number {
    const base = index * this.#unknown.length;
    let sum = 0;
    for (let cell = 0; cell < this.#unknown.length; cell++) {
      sum += this.#unknown[cell] * this.#coverage.quality[base + cell];
    }
    return (certainty * sum) / this.#unknown.length;
  }
}
