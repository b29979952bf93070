import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RoomMemory } from '../../memory/room-memory.ts';
import type { WorldSnapshot } from '../snapshots/world-snapshot.ts';
import type { LogEntry } from './log-player.ts';
import { withMap } from './logged-map.ts';

/** Where a log begins, and what happened from there on. */
export interface Recorded {
  world: WorldSnapshot;
  /** Never changed: replays work on copies. */
  memory: RoomMemory;
  log: readonly LogEntry[];
}

/** A place of a log at which a replay can begin. */
export interface CoursePoint {
  /** Index of the log's next entry. */
  readonly index: number;
  readonly world: WorldSnapshot;
}

/**
 * Keyframes between two copies of the memory, and most copies. A copy shares all pictures with the others. Going from
 * one to the next costs milliseconds a keyframe.
 */
const keyframesApart = 64;
const mostCopies = 64;
/** Milliseconds after which reading the log yields to other work of the thread. */
const longestSlice = 3;

/**
 * A log with the places at which a replay can begin. The log itself says what state the world had every few seconds.
 * What memory was there is known without any network, from the changes in the log; of it, copies are kept.
 */
export class ReplayCourse {
  readonly from: number;
  readonly to: number;
  readonly log: readonly LogEntry[];
  readonly #points: CoursePoint[];
  readonly #copies: { index: number; memory: RoomMemory }[];

  private constructor({ world, memory, log }: Recorded) {
    this.from = world.state.tick;
    this.to = this.from + log.filter(({ do: what }) => what === 'ticked').length;
    this.log = log;
    this.#points = [{ index: 0, world }];
    this.#copies = [{ index: 0, memory }];
  }

  /** Reads a log. Yields to other work of the thread every few milliseconds. */
  static async of(recorded: Recorded): Promise<ReplayCourse> {
    const course = new ReplayCourse(recorded);
    const { log } = recorded;
    const held = log.filter((entry) => entry.do === 'memory' && entry.change.type === 'held').length;
    const apart = Math.max(keyframesApart, Math.ceil(held / mostCopies));
    const memory = recorded.memory.fork();
    let since = 0;
    let began = performance.now();
    for (const [index, entry] of log.entries()) {
      if (entry.do === 'state') course.#points.push({ index: index + 1, world: entry.world });
      if (entry.do !== 'memory') continue;
      memory.repeat(entry.change);
      if (entry.change.type === 'held' && ++since >= apart) {
        course.#copies.push({ index: index + 1, memory: memory.fork() });
        since = 0;
      }
      if (performance.now() - began < longestSlice) continue;
      await nextTurn();
      began = performance.now();
    }
    return course;
  }

  /** The last place that is not after a tick. */
  before(tick: number): CoursePoint {
    const { index, world } =
      this.#points.findLast((point) => point.world.state.tick <= tick) ?? this.#points[0];
    return { index, world: withMap(world, this.#points[0].world.map, this.log.slice(0, index)) };
  }

  /** Gives a memory the content that the recorded one had at a place. */
  async remember(memory: RoomMemory, { index }: CoursePoint): Promise<void> {
    const copy = this.#copies.findLast((one) => one.index <= index) ?? this.#copies[0];
    memory.replaceBy(copy.memory);
    let began = performance.now();
    for (let at = copy.index; at < index; at++) {
      const entry = this.log[at];
      if (entry.do !== 'memory') continue;
      memory.repeat(entry.change);
      if (performance.now() - began < longestSlice) continue;
      await nextTurn();
      began = performance.now();
    }
  }

  /** Index after the tick that is under way at `index`. */
  endOfTick(index: number): number {
    for (let at = index; at < this.log.length; at++) if (this.log[at].do === 'ticked') return at + 1;
    return this.log.length;
  }
}
