import type { Pose } from '../../shared/geometry/camera.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { rangeScan } from '../../shared/geometry/range-scan.ts';
import { solidOf } from '../../shared/geometry/solids.ts';
import { scanRange, scanRays } from '../../shared/motion-features.ts';
import type { Manifest } from '../../shared/pack.ts';
import { type SoundEvent, SoundEvents } from '../../shared/sound-events.ts';
import type { Ear, HeardMoment } from '../contracts/heard.ts';
import type { RoomSoundStream } from '../contracts/room-media.ts';
import { drawnEntity, type WorldState } from '../world/world-state.ts';
import { opennessBetween } from './occlusion.ts';
import { soundingWorld } from './sounding-world.ts';
import { hearingRange } from './spatial.ts';

export interface RoomSoundOptions {
  world: {
    readonly state: Readonly<WorldState>;
    readonly manifest: Manifest;
    readonly ground: SolidGrid;
    poseOf(view: string): Pose | undefined;
  };
  createStream(): Promise<RoomSoundStream>;
}

interface Listening {
  /** Openness of the surroundings, 0 to 1, and ticks since the listening began. */
  openness: number;
  ticks: number;
}

interface Heard extends Listening {
  readonly stream: RoomSoundStream;
  readonly made: Promise<RoomSoundStream>;
}

/** Ticks between range scans around a listener. */
const airTicks = 6;
/** Mean distance to walls in a closed room and in the open, as a share of the scan's range. */
const closed = 0.4;
const open = 0.95;

/**
 * The sound of a room. Each view with listeners, a player's or the free camera's, has one stream. It is made
 * for the first listener and shared by all. Without listeners nothing is computed.
 */
export class RoomSound {
  readonly #options: RoomSoundOptions;
  readonly #streams = new Map<string, Promise<RoomSoundStream>>();
  /** Open streams with the state of their surroundings. */
  readonly #heard = new Map<string, Heard>();
  /** Views whose sound is told and not mixed. */
  readonly #told = new Map<string, Listening & { hear(moment: HeardMoment): void }>();
  #events: SoundEvents | undefined;
  #closed = false;

  constructor(options: RoomSoundOptions) {
    this.#options = options;
  }

  /** The stream of a view, or undefined if there is no such view. */
  async stream(view: string): Promise<RoomSoundStream | undefined> {
    if (this.#closed || this.#options.world.poseOf(view) === undefined) return undefined;
    const known = this.#streams.get(view);
    if (known !== undefined) {
      const stream = await known;
      if (!stream.closed) return stream;
      if (this.#streams.get(view) === known) this.#streams.delete(view);
      return this.stream(view);
    }
    const made = this.#options.createStream();
    this.#streams.set(view, made);
    try {
      const stream = await made;
      // The player may have left meanwhile.
      if (this.#closed || this.#options.world.poseOf(view) === undefined) stream.close();
      else this.#heard.set(view, { stream, made, openness: 1, ticks: 0 });
      return stream;
    } catch (error) {
      this.#streams.delete(view);
      throw error;
    }
  }

  /** Tells `hear` in every tick what a view hears, without a stream; what is returned ends that. One for each view. */
  tell(view: string, hear: (moment: HeardMoment) => void): () => void {
    this.#told.set(view, { hear, openness: 1, ticks: 0 });
    return () => this.#told.delete(view);
  }

  /** The world has jumped to another moment, which makes no sound. */
  jumped(): void {
    this.#events = undefined;
  }

  /** Updates all streams after a tick of the world. */
  advanced(): void {
    const { world } = this.#options;
    for (const [view, { stream, made }] of this.#heard) {
      if (world.poseOf(view) === undefined) stream.close();
      if (!stream.closed) continue;
      this.#heard.delete(view);
      // Another stream may be opening already.
      if (this.#streams.get(view) === made) this.#streams.delete(view);
    }
    if (this.#heard.size === 0 && this.#told.size === 0) {
      this.#events = undefined;
      return;
    }
    this.#events ??= new SoundEvents();
    const began = this.#events.observe(soundingWorld(world.state), 1 / world.manifest.view.rate);
    const { state } = world;
    const doors = [...state.entities.values()].flatMap((entity) => {
      const drawn = entity.kind === 'door' ? drawnEntity(entity) : undefined;
      return (drawn && solidOf(drawn)) ?? [];
    });
    const momentOf = (view: string, listening: Listening) => {
      const pose = world.poseOf(view);
      if (pose === undefined) return undefined;
      if (listening.ticks++ % airTicks === 0) listening.openness = this.#airAround(pose);
      return this.#moment(pose, began, doors, listening.openness);
    };
    for (const [view, heard] of this.#heard) {
      const moment = momentOf(view, heard);
      if (moment !== undefined) heard.stream.hear(moment);
    }
    for (const [view, told] of this.#told) {
      const moment = momentOf(view, told);
      if (moment !== undefined) told.hear(moment);
    }
  }

  /** Ends all streams. */
  close(): void {
    this.#closed = true;
    for (const { stream } of this.#heard.values()) stream.close();
    this.#heard.clear();
    this.#told.clear();
    this.#streams.clear();
  }

  #moment(
    { x, y, z, yaw }: Pose,
    began: readonly SoundEvent[],
    doors: NonNullable<ReturnType<typeof solidOf>>[],
    openness: number,
  ): HeardMoment {
    const { world } = this.#options;
    const ear: Ear = { x, y, z, yaw };
    const way = { grid: world.ground, doors };
    const near = <Source extends { x: number; z: number }>(sources: readonly Source[]) =>
      sources
        .filter((source) => Math.hypot(source.x - ear.x, source.z - ear.z) < hearingRange)
        .map((source) => ({ ...source, openness: opennessBetween(way, source, ear) }));
    return {
      ear,
      began: near(began),
      rolling: near(this.#events?.rolling ?? []),
      air: { openness, timeOfDay: this.#timeOfDay() },
    };
  }

  #airAround({ x, z, yaw }: Pose): number {
    const scan = new Float32Array(scanRays);
    rangeScan(this.#options.world.ground, [], x, z, yaw, scan);
    const mean = scan.reduce((sum, metres) => sum + metres, 0) / scanRays / scanRange;
    return Math.max(0, Math.min(1, (mean - closed) / (open - closed)));
  }

  /** The pack's time-of-day control scaled to [0, 1]. Noon if the pack has none. */
  #timeOfDay(): number {
    const { state, manifest } = this.#options.world;
    const control = manifest.controls.find(({ name }) => name === 'timeOfDay');
    if (control === undefined) return 0.5;
    const value = state.controls.get(control.name) ?? control.default;
    return (value - control.minimum) / (control.maximum - control.minimum);
  }
}
