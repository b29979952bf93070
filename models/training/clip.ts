import { type Intrinsics, type Pose, writeTransform } from '../../shared/camera.ts';
import {
  ballColour,
  blockColours,
  type Entity,
  entityFeatures,
  halfExtents,
  orbColour,
  playerColours,
  visibleEntities,
  writeEntity,
} from '../../shared/entity.ts';
import { CoverageIndex } from '../../server/memory/coverage-retrieval.ts';
import { Bot } from '../reference/bot.ts';
import { Random } from '../reference/random.ts';
import { createFrame, type Frame, Renderer } from '../reference/renderer.ts';
import { seedPoses } from '../reference/seed-poses.ts';
import { Simulation } from '../reference/simulation.ts';
import { generateWorld, type ReferenceWorld } from '../reference/world.ts';

/**
 * One world's worth of training views: still keyframes that cover it, and moments of play with their
 * previous frames. Which frames a moment is drawn from is chosen by the engine's own retrieval rule.
 */
export interface Clip {
  frames: Frame[];
  /** Each scaled to [0, 1]: time of day, fog. */
  controls: [number, number];
  samples: ClipSample[];
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
  /** Entities that could show, entityFeatures numbers each. */
  entities: number[];
}

export interface ClipOptions {
  intrinsics: Intrinsics;
  rate: number;
  /** Most entities a view is given. */
  entities: number;
  keyframes: number;
  moments: number;
}

/** Memory candidates kept a sample; the trainer drops some and takes the first. */
const candidates = 10;

export function makeClip(seed: number, options: ClipOptions): Clip {
  return new ClipMaker(seed, options).make();
}

class ClipMaker {
  readonly #options: ClipOptions;
  readonly #random: Random;
  readonly #world: ReferenceWorld;
  readonly #renderer: Renderer;
  readonly #index: CoverageIndex;
  readonly #poses: Pose[] = [];
  readonly #frames: Frame[] = [];
  readonly #samples: ClipSample[] = [];
  readonly #controls: { timeOfDay: number; fog: number };
  readonly #seed: number;

  constructor(seed: number, options: ClipOptions) {
    this.#seed = seed;
    this.#options = options;
    this.#random = new Random(seed * 7919 + 13);
    this.#world = generateWorld(seed);
    this.#renderer = new Renderer(this.#world, options.intrinsics);
    this.#index = new CoverageIndex(options.intrinsics);
    this.#controls = { timeOfDay: this.#random.range(0, 1), fog: this.#random.next() ** 2 };
  }

  make(): Clip {
    const count = Math.round(this.#options.keyframes * this.#random.range(0.6, 1.2));
    for (const pose of seedPoses(this.#world, count, this.#random)) this.#addKeyframe(pose);
    for (let i = 0; i < count; i += 2) this.#addStillSample(i);
    this.#play();
    return {
      frames: this.#frames,
      controls: [this.#controls.timeOfDay, this.#controls.fog],
      samples: this.#samples,
    };
  }

  #addKeyframe(pose: Pose): void {
    this.#remember(this.#render(pose, []));
  }

  /** A frame enters memory without its entities. */
  #remember(id: number): void {
    const frame = this.#frames[id];
    const codes = Uint16Array.from(frame.inverseDepth, (code, i) => (frame.entity[i] > 0 ? 0 : code));
    this.#index.add(id, this.#poses[id], codes);
  }

  #addStillSample(id: number): void {
    this.#index.remove(id);
    this.#addSample(id, -1, []);
    this.#remember(id);
  }

  #play(): void {
    const random = this.#random;
    const players = 1 + random.integer(4);
    const simulation = new Simulation(this.#world, { players, rate: this.#options.rate, seed: this.#seed });
    const bots = simulation.players.map(() => new Bot(random));
    const gap = 4 + random.integer(10);
    let last = -1;
    for (let tick = 0; this.#samples.length < this.#options.moments + this.#options.keyframes / 2; tick++) {
      const before = simulation.players.map((_, i) => ({ camera: simulation.camera(i), entities: simulation.entities(i) }));
      simulation.step(bots.map((bot, i) => bot.act(simulation, i)));
      if (tick % gap !== gap - 1) continue;
      const player = this.#choosePlayer(simulation);
      const camera = simulation.camera(player);
      const extra = random.next() < 0.5 ? this.#strangers(camera) : [];
      const entities = [...simulation.entities(player), ...extra];
      const shifted = extra.map((e) => ({ ...e, x: e.x + random.normal() * 0.1, z: e.z + random.normal() * 0.1 }));
      const previous = this.#render(before[player].camera, [...before[player].entities, ...shifted]);
      const target = this.#render(camera, entities);
      this.#addSample(target, previous, entities);
      if (last >= 0 && random.next() < 0.4) this.#remember(last);
      last = target;
    }
  }

  /** Mostly somebody who sees another player: those views are rarer and harder. */
  #choosePlayer(simulation: Simulation): number {
    const start = this.#random.integer(simulation.players.length);
    if (this.#random.next() < 0.3) return start;
    for (let i = 0; i < simulation.players.length; i++) {
      const player = (start + i) % simulation.players.length;
      const seen = visibleEntities(simulation.camera(player), this.#options.intrinsics, simulation.entities(player), 6);
      if (seen.some((entity) => entity.kind === 'player')) return player;
    }
    return start;
  }

  /** Entities that happen to stand in view: the networks draw whatever the state says. */
  #strangers(camera: Pose): Entity[] {
    const random = this.#random;
    const strangers: Entity[] = [];
    const wanted = 1 + random.integer(3);
    for (let attempt = 0; attempt < 30 && strangers.length < wanted; attempt++) {
      const angle = camera.yaw + random.range(-0.7, 0.7);
      const distance = random.range(0.8, 8);
      const x = camera.x + Math.sin(angle) * distance;
      const z = camera.z + Math.cos(angle) * distance;
      if (this.#world.solidAt(Math.floor(x), Math.floor(z))) continue;
      strangers.push(this.#stranger(x, z));
    }
    return strangers;
  }

  #stranger(x: number, z: number): Entity {
    const random = this.#random;
    const yaw = random.range(-Math.PI, Math.PI);
    const draw = random.next();
    if (draw < 0.6) {
      const y = halfExtents.player[1] + (random.next() < 0.15 ? random.range(0, 0.8) : 0);
      return { kind: 'player', x, y, z, yaw, colour: random.pick(playerColours), state: 0 };
    }
    if (draw < 0.75) {
      const cell = { x: Math.floor(x) + 0.5, z: Math.floor(z) + 0.5 };
      return { kind: 'block', ...cell, y: halfExtents.block[1], yaw: 0, colour: random.pick(blockColours), state: 0 };
    }
    if (draw < 0.87) return { kind: 'orb', x, y: 1, z, yaw, colour: orbColour, state: 0 };
    return { kind: 'ball', x, y: halfExtents.ball[1] + random.next() ** 3, z, yaw, colour: ballColour, state: 0 };
  }

  #render(camera: Pose, entities: readonly Entity[]): number {
    const frame = createFrame(this.#options.intrinsics);
    this.#renderer.render(camera, entities, this.#controls, frame);
    this.#poses.push(camera);
    return this.#frames.push(frame) - 1;
  }

  #addSample(target: number, previous: number, entities: readonly Entity[]): void {
    const camera = this.#poses[target];
    const sources = this.#index.retrieve(camera, candidates).map((found) => found.id);
    const visible = visibleEntities(camera, this.#options.intrinsics, entities, this.#options.entities);
    const features = new Float32Array(visible.length * entityFeatures);
    visible.forEach((entity, i) => writeEntity(camera, entity, features, i * entityFeatures));
    this.#samples.push({
      target,
      previous,
      previousTransform: previous < 0 ? [] : transform(this.#poses[previous], camera),
      sources,
      sourceTransforms: sources.map((source) => transform(this.#poses[source], camera)),
      entities: [...features],
    });
  }
}

function transform(source: Pose, target: Pose): number[] {
  const out = new Float32Array(12);
  writeTransform(source, target, out, 0);
  return [...out];
}
