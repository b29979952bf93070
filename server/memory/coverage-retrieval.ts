import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { type KeyframeSamples, sampleKeyframe } from './keyframe-samples.ts';
import type { ViewedKeyframe } from './passes/memory-passes.ts';
import { PointGrid } from './point-grid.ts';
import { ViewCoverage } from './view-coverage.ts';

/**
 * The retrieval rule: which remembered pictures a view is drawn from. The room's memory and the trainer's
 * data stream share this module, so that training and play agree.
 *
 * The view is divided into cells (view-coverage.ts). A keyframe shows a cell if it saw the surface there, the
 * surface faces the camera, and no candidate knows a nearer surface in front of it. The quality of a cell is
 * higher the more the keyframe's viewing distance and direction resemble the camera's.
 *
 * Each chosen keyframe lowers the probability that a cell is unknown. Keyframes are chosen greedily by how
 * much they lower it over the whole view. Greedy choice reaches at least 1 - 1/e of the best set's gain for
 * such submodular functions (Nemhauser, Wolsey and Fisher, 1978). The older keyframe wins a tie, because it
 * is closer to what was seen first. The result depends only on the sequence of calls.
 */
export interface Retrieved {
  id: number;
  /** Share of the view that this keyframe adds to those before it, 0 to 1. */
  gain: number;
}

export interface CoverageOptions {
  /** Most keyframes that are projected for one view. */
  candidates?: number;
  /** Keyframes that add less than this share of the view are left out. */
  minimumGain?: number;
}

/** A posed picture that views may be drawn from. Its codes [H, W] are 0 where unknown. */
export type Candidate = Pick<Keyframe, 'id' | 'pose'> & {
  inverseDepth: Uint16Array;
  /** Result of {@link sampleKeyframe}, if it was computed already. */
  samples?: KeyframeSamples;
};

interface Member extends ViewedKeyframe {
  readonly id: number;
}

/**
 * An index in a form that can be sent between threads: its keyframes in the order of their ids, with their
 * slots.
 */
export interface CoverageSnapshot {
  members: { slot: number; id: number; samples: KeyframeSamples }[];
  /** Slots of removed keyframes, in the order in which they became free. */
  free: number[];
}

/** Most extra candidates of one retrieval. */
const mostExtras = 8;

/** Probability that one perfectly placed keyframe shows a cell. */
const certainty = 0.99;

export class CoverageIndex {
  readonly #intrinsics: Intrinsics;
  readonly #options: CoverageOptions;
  readonly #candidates: number;
  readonly #minimumGain: number;
  #grid: PointGrid;
  /** By slot. Slots of removed keyframes are reused. */
  #members: (Member | undefined)[] = [];
  #free: number[] = [];
  #slots = new Map<number, number>();
  #coverage: ViewCoverage;
  /** Probability that a cell is still unknown. */
  #unknown: Float32Array;

  constructor(intrinsics: Intrinsics, options: CoverageOptions = {}) {
    this.#intrinsics = intrinsics;
    this.#options = options;
    this.#candidates = options.candidates ?? 40;
    this.#minimumGain = options.minimumGain ?? 0.002;
    this.#grid = new PointGrid(intrinsics);
    this.#coverage = new ViewCoverage(intrinsics, this.#candidates + mostExtras);
    this.#unknown = new Float32Array(this.#coverage.cells);
  }

  /** A snapshot from which {@link CoverageIndex.take} rebuilds the same index. */
  snapshot(): CoverageSnapshot {
    const members = [...this.#slots].map(([id, slot]) => ({ slot, id, samples: this.#at(slot).samples }));
    return { members, free: [...this.#free] };
  }

  /** Adds one keyframe of a snapshot. Call it in the snapshot's order, on an empty index. */
  take({ slot, samples }: CoverageSnapshot['members'][number], candidate: Candidate): void {
    this.#place(slot, { ...candidate, samples });
  }

  /** Sets the free slots of a snapshot. */
  release(free: CoverageSnapshot['free']): void {
    this.#free = [...free];
  }

  /** A copy of this index. Both share their content, which never changes. */
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

  /**
   * Adds a keyframe by its codes [H, W] (0 = unknown), which must not change afterwards.
   *
   * @throws RangeError if the id exists or the codes have the wrong length
   */
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

  /** Removes a keyframe. Does nothing if there is none with this id. */
  remove(id: number): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#grid.remove(slot);
    this.#members[slot] = undefined;
    this.#slots.delete(id);
    this.#free.push(slot);
  }

  /**
   * At most `count` keyframes for the view from `camera`, largest gain first.
   *
   * @param except Id of a keyframe to ignore.
   * @param also Up to 8 extra candidates that are not in the index.
   * @throws RangeError if `also` has more
   */
  retrieve(
    camera: Pose,
    count: number,
    { except, also = [] }: { except?: number; also?: readonly Candidate[] } = {},
  ): Retrieved[] {
    if (also.length > mostExtras) {
      throw new RangeError(`${also.length} pictures from outside the index; give at most ${mostExtras}`);
    }
    const members = also.map((candidate) => this.#member(candidate));
    for (const slot of this.#grid.propose(camera, this.#candidates)) {
      const member = this.#members[slot];
      if (member && member.id !== except) members.push(member);
    }
    this.#coverage.measure(camera, members);
    return this.#choose(members, count);
  }

  /** At most `count` keyframes that show something in the field of view, hidden or not. */
  around(camera: Pose, count: number): number[] {
    const members = this.#grid.propose(camera, count).map((slot) => this.#members[slot]);
    return members.filter((member) => member !== undefined).map(({ id }) => id);
  }

  /**
   * Share (0 to 1) of keyframe `id` that the other keyframes show as well.
   *
   * @throws RangeError if there is no such keyframe
   */
  redundancy(id: number): number {
    const slot = this.#slots.get(id);
    const member = slot === undefined ? undefined : this.#members[slot];
    if (!member) throw new RangeError(`keyframe ${id} is not there`);
    const gains = this.retrieve(member.pose, 4, { except: id });
    return gains.reduce((sum, { gain }) => sum + gain, 0);
  }

  /** Greedy choice. Gains can only shrink, so an old gain is an upper bound and most need no update. */
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
