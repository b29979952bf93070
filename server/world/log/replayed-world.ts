import { fastestReplay } from '../../../shared/saves.ts';
import type { RoomMemory } from '../../memory/room-memory.ts';
import { World } from '../world.ts';
import type { WorldOptions } from '../world-options.ts';
import type { TickNotice } from '../world-tick.ts';
import { GatedModel } from './gated-model.ts';
import { LogPlayer } from './log-player.ts';
import { type CoursePoint, type Recorded, ReplayCourse } from './replay-course.ts';
import { ReplayedMemory } from './replayed-memory.ts';

interface Parts {
  /** The replay's own. */
  memory: RoomMemory;
  replayed: ReplayedMemory;
  model: GatedModel;
  course: ReplayCourse;
}

/**
 * A world in which the past happens again. Its ticks repeat a log, at any speed, from any tick; nobody can do anything
 * in it. Views are drawn as in any world, for whoever watches.
 */
export class ReplayedWorld extends World {
  /** Ticks of the log a tick of the clock. 0 stands still. */
  speed = 1;
  readonly #course: ReplayCourse;
  readonly #memory: RoomMemory;
  readonly #replayed: ReplayedMemory;
  readonly #player: LogPlayer;
  /** Index of the next entry. */
  #next = 0;
  #due = 0;
  #seek: number | undefined;
  #begun = false;

  private constructor(options: WorldOptions, { memory, replayed, model, course }: Parts) {
    super({ ...options, memory: replayed, generator: model });
    this.#course = course;
    this.#memory = memory;
    this.#replayed = replayed;
    this.#player = new LogPlayer({ world: this, memory: replayed, model, advance: () => super.advance() });
    // Restored by the first tick, so that a new room has nobody in it.
    this.#seek = course.from;
  }

  /** `options.memory` is the replay's own. Reading the log yields to other work of the thread. */
  static async of(
    options: WorldOptions & { memory: RoomMemory },
    recorded: Recorded,
  ): Promise<ReplayedWorld> {
    const { memory } = options;
    const course = await ReplayCourse.of(recorded);
    const [replayed, model] = [new ReplayedMemory(memory), new GatedModel(options.generator)];
    return new ReplayedWorld(options, { memory, replayed, model, course });
  }

  /** The first tick of the log, and the last. */
  get from(): number {
    return this.#course.from;
  }

  get to(): number {
    return this.#course.to;
  }

  /** Goes to a tick of the log with the next tick of the clock. */
  seek(tick: number): void {
    this.#seek = Math.min(this.to, Math.max(this.from, Math.round(tick)));
  }

  override async advance(): Promise<TickNotice[]> {
    const { log } = this.#course;
    const target = this.#seek;
    this.#seek = undefined;
    if (target !== undefined) {
      const point = this.#course.before(target);
      const isOnTheWay = this.#begun && point.index <= this.#next && this.state.tick <= target;
      if (!isOnTheWay) await this.#begin(point);
      while (this.state.tick < target && this.#next < log.length) await this.#repeatTick();
    }
    this.#due = Math.min(fastestReplay, this.#due + this.speed);
    for (; this.#due >= 1 && this.#next < log.length; this.#due--) await this.#repeatTick();
    return [];
  }

  async #begin(point: CoursePoint): Promise<void> {
    this.#begun = true;
    this.#replayed.restart();
    await this.#course.remember(this.#memory, point);
    this.restore(point.world);
    this.#next = point.index;
  }

  async #repeatTick(): Promise<void> {
    const end = this.#course.endOfTick(this.#next);
    await this.#player.repeat(this.#course.log.slice(this.#next, end));
    this.#next = end;
  }
}
