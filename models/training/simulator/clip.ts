import { CoverageIndex } from '../../../server/memory/coverage-retrieval.ts';
import { type Entity, entityFeatures, visibleEntities, writeEntity } from '../../../shared/entity.ts';
import { type Intrinsics, type Pose, writeTransform } from '../../../shared/geometry/camera.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import { eyeHeight } from '../../reference/player.ts';
import { Random } from '../../reference/random.ts';
import { createFrame, type Frame, lightUnder, Renderer } from '../../reference/rendering/renderer.ts';
import { seedPoses } from '../../reference/seed-poses.ts';
import { generateWorld, type ReferenceWorld } from '../../reference/world.ts';
import { strangersBefore } from './strangers.ts';
import { type FrameState, frameState, lightState, type WorldState, worldState } from './view-states.ts';

/**
 * Training views of one world: still keyframes that cover it, and moments of play with their previous frames.
 * The engine's own retrieval rule chooses the source frames of a moment.
 */
export interface Clip {
  frames: Frame[];
  /** Each scaled to [0, 1]: time of day, fog. */
  controls: [number, number];
  samples: ClipSample[];
}

/**
 * What a clip's frames show, instead of the frames. The trainer renders them itself
 * (worldroom_training/renderer).
 */
export interface ClipStates {
  world: WorldState;
  light: ReturnType<typeof lightState>;
  controls: [number, number];
  frames: FrameState[];
  samples: SampleState[];
}

/** A {@link ClipSample} whose transforms and rows of entities follow from the frames' states. */
export interface SampleState extends Pick<ClipSample, 'target' | 'previous' | 'sources'> {
  /** Possibly visible entities, as indices into those of the target. */
  seen: number[];
}

export interface ClipSample {
  /** Index of the frame to draw. */
  target: number;
  /** The same player's frame one tick before, or -1. */
  previous: number;
  /** [3, 4], from the previous frame's camera to the target's. */
  previousTransform: number[];
  /** Frames that memory would offer, best first. */
  sources: number[];
  /** [3, 4] each. */
  sourceTransforms: number[][];
  /** Possibly visible entities, entityFeatures numbers each. */
  entities: number[];
}

export interface ClipOptions {
  intrinsics: Intrinsics;
  rate: number;
  /** Most entities of a view. */
  entities: number;
  keyframes: number;
  /** Stride of the keyframes that are drawn from the others. */
  stillEvery: number;
  moments: number;
}

/** Memory candidates kept for a sample; the trainer drops some and takes the first. */
const candidates = 10;

export function makeClip(seed: number, options: ClipOptions): Clip {
  return new ClipMaker(seed, options, true).make();
}

/** The same clip without its pictures, in half of the time. */
export function makeClipStates(seed: number, options: ClipOptions): ClipStates {
  return new ClipMaker(seed, options, false).makeStates();
}

class ClipMaker {
  readonly #options: ClipOptions;
  readonly #random: Random;
  readonly #world: ReferenceWorld;
  readonly #renderer: Renderer;
  readonly #index: CoverageIndex;
  /** Whether frames are rendered; otherwise only depths that memory needs are. */
  readonly #pictures: boolean;
  readonly #poses: Pose[] = [];
  readonly #entities: (readonly Entity[])[] = [];
  readonly #frames: Frame[] = [];
  readonly #samples: (SampleState & { rows: Entity[] })[] = [];
  readonly #controls: { timeOfDay: number; fog: number };

  constructor(seed: number, options: ClipOptions, pictures: boolean) {
    this.#options = options;
    this.#pictures = pictures;
    this.#random = new Random(seed * 7919 + 13);
    this.#world = generateWorld(seed);
    this.#renderer = new Renderer(this.#world, options.intrinsics);
    this.#index = new CoverageIndex(options.intrinsics);
    this.#controls = randomControls(this.#random);
  }

  make(): Clip {
    this.#record();
    return {
      frames: this.#frames,
      controls: [this.#controls.timeOfDay, this.#controls.fog],
      samples: this.#samples.map(({ target, previous, sources, rows }) => {
        const camera = this.#poses[target];
        const from = (frame: number) => transform(this.#poses[frame], camera);
        return {
          target,
          previous,
          previousTransform: previous < 0 ? [] : from(previous),
          sources,
          sourceTransforms: sources.map(from),
          entities: rows.flatMap((entity) => entityRow(camera, entity)),
        };
      }),
    };
  }

  makeStates(): ClipStates {
    this.#record();
    return {
      world: worldState(this.#world),
      light: lightState(lightUnder(this.#world.theme, this.#controls)),
      controls: [this.#controls.timeOfDay, this.#controls.fog],
      frames: this.#poses.map((pose, i) => frameState(pose, this.#entities[i])),
      samples: this.#samples.map(({ rows, ...sample }) => sample),
    };
  }

  #record(): void {
    const count = Math.round(this.#options.keyframes * this.#random.range(0.6, 1.2));
    for (const pose of seedPoses(this.#world, count, this.#random)) this.#addKeyframe(pose);
    for (let i = 0; i < count; i += this.#options.stillEvery) this.#addStillSample(i);
    this.#play();
  }

  #addKeyframe(pose: Pose): void {
    this.#remember(this.#render(pose, []));
  }

  /** Adds a frame to memory without its entities. */
  #remember(id: number): void {
    const frame = this.#pictures ? this.#frames[id] : this.#renderDepth(id);
    const codes = Uint16Array.from(frame.inverseDepth, (code, i) => (frame.entity[i] > 0 ? 0 : code));
    this.#index.add(id, this.#poses[id], codes);
  }

  #addStillSample(id: number): void {
    this.#index.remove(id);
    this.#addSample(id, -1, []);
    this.#remember(id);
  }

  /** Moments of play at random places: a frame, and the same player's frame one tick earlier. */
  #play(): void {
    const random = this.#random;
    const props = [...this.#world.orbs, this.#world.ball, ...this.#world.blocks];
    let last = -1;
    for (let moment = 0; moment < this.#options.moments; moment++) {
      const camera = this.#randomCamera();
      const doors = this.#world.doors.map((door) => openedDoor(door, random.pick([0, 0, random.next(), 1])));
      const entities = [...doors, ...props, ...strangersBefore(camera, this.#world, random)];
      const before = this.#before(camera);
      const shifted = entities.map((entity) => (entity.kind === 'player' ? this.#nudge(entity) : entity));
      const previous = this.#render(before, shifted);
      const target = this.#render(camera, entities);
      this.#addSample(target, previous, entities);
      if (last >= 0 && random.next() < 0.3) this.#remember(last);
      last = target;
    }
  }

  #randomCamera(): Pose {
    const random = this.#random;
    for (;;) {
      const x = random.range(0.3, this.#world.size - 0.3);
      const z = random.range(0.3, this.#world.size - 0.3);
      if (!this.#isFree(x, z)) continue;
      const pitch = random.next() < 0.5 ? 0 : Math.max(-0.52, Math.min(0.52, random.normal() * 0.2));
      const y = eyeHeight + (random.next() < 0.12 ? random.range(0, 0.9) : 0);
      return { x, y, z, yaw: random.range(-Math.PI, Math.PI), pitch };
    }
  }

  /** A possible pose of the player one tick earlier: walking, turning, or standing still. */
  #before(camera: Pose): Pose {
    const random = this.#random;
    const tick = 1 / this.#options.rate;
    const turn = random.next() < 0.4 ? 0 : random.range(-1, 1) * Math.PI * tick;
    const look = random.next() < 0.7 ? 0 : random.range(-0.5, 0.5) * Math.PI * tick;
    const step = random.next() < 0.35 ? 0 : random.range(0, 3) * tick;
    const way = camera.yaw + random.pick([0, 0, 0, Math.PI / 2, -Math.PI / 2, Math.PI]);
    const x = camera.x - Math.sin(way) * step;
    const z = camera.z - Math.cos(way) * step;
    const place = this.#isFree(x, z) ? { x, z } : { x: camera.x, z: camera.z };
    return { ...camera, ...place, yaw: camera.yaw - turn, pitch: camera.pitch - look };
  }

  /** Whether a body's disc, a little smaller than in play, is clear of walls. */
  #isFree(x: number, z: number): boolean {
    for (const [dx, dz] of [
      [0, 0],
      [0.27, 0],
      [-0.27, 0],
      [0, 0.27],
      [0, -0.27],
    ]) {
      if (this.#world.solidAt(Math.floor(x + dx), Math.floor(z + dz))) return false;
    }
    return true;
  }

  #nudge(entity: Entity): Entity {
    const random = this.#random;
    const step = random.range(0, 3) / this.#options.rate;
    return {
      ...entity,
      x: entity.x - Math.sin(entity.yaw) * step,
      z: entity.z - Math.cos(entity.yaw) * step,
      yaw: entity.yaw + random.normal() * 0.1,
    };
  }

  #render(camera: Pose, entities: readonly Entity[]): number {
    if (this.#pictures) {
      const frame = createFrame(this.#options.intrinsics);
      this.#renderer.render(camera, entities, this.#controls, frame);
      this.#frames.push(frame);
    }
    this.#entities.push(entities);
    return this.#poses.push(camera) - 1;
  }

  #renderDepth(id: number): Frame {
    const frame = createFrame(this.#options.intrinsics);
    this.#renderer.renderDepth(this.#poses[id], this.#entities[id], this.#controls, frame);
    return frame;
  }

  #addSample(target: number, previous: number, entities: readonly Entity[]): void {
    const camera = this.#poses[target];
    const sources = this.#index.retrieve(camera, candidates).map((found) => found.id);
    const rows = visibleEntities(camera, this.#options.intrinsics, entities, this.#options.entities);
    const seen = rows.map((entity) => entities.indexOf(entity));
    this.#samples.push({ target, previous, sources, seen, rows });
  }
}

/** Mostly controls that a room starts with, and otherwise anything that a host may choose. */
function randomControls(random: Random): { timeOfDay: number; fog: number } {
  return {
    timeOfDay: random.next() < 0.5 ? random.range(0.3, 0.55) : random.next(),
    fog: random.next() < 0.7 ? random.range(0, 0.2) : random.next() ** 2,
  };
}

function entityRow(camera: Pose, entity: Entity): number[] {
  const out = new Float32Array(entityFeatures);
  writeEntity(camera, entity, out, 0);
  return [...out];
}

function transform(source: Pose, target: Pose): number[] {
  const out = new Float32Array(12);
  writeTransform(source, target, out, 0);
  return [...out];
}
