import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { motionFeatures, motionOutputs, scanRays } from '../../shared/motion-features.ts';
import { type Manifest, manifestSchema } from '../../shared/pack.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';

/** Test doubles for worlds and rooms, without networks and pictures. */

const graph = (name: string) => ({ file: `${name}.onnx`, sha256: '0'.repeat(64) });

export const testManifest: Manifest = manifestSchema.parse({
  format: 2,
  name: 'test',
  title: 'Test',
  licence: 'MIT',
  view: { width: 64, height: 48, focal: 40, rate: 20 },
  actions: {
    axes: [{ name: 'move', description: 'Forward' }],
    buttons: [],
    turnRate: 3,
    lookRate: 2,
    pitchLimit: 0.5,
  },
  entities: { kinds: ['player', 'door', 'block', 'orb', 'ball'], features: 25, perView: 16 },
  controls: [{ name: 'timeOfDay', description: 'Hour', minimum: 6, maximum: 18, default: 12 }],
  memory: { slots: 4, capacity: 100, novelty: 0.1, confidence: 0.5 },
  motion: { eyeHeight: 1.6, speedLimit: 6, physics: { gravity: 9.8, friction: 1, bounce: 0.6 } },
  graphs: { condition: graph('condition'), draw: graph('draw'), motion: graph('motion') },
  seeds: [
    { name: 'yard', title: 'A yard' },
    { name: 'court', title: 'A court' },
  ],
});

/** The same pack with a theme and a relight graph. */
export const relitManifest: Manifest = manifestSchema.parse({
  ...testManifest,
  controls: [
    ...testManifest.controls,
    {
      name: 'theme',
      description: 'Theme',
      minimum: 0,
      maximum: 2,
      default: 0,
      values: ['plain', 'frost', 'red quarter'],
      applies: 'relighting',
    },
  ],
  relight: { guidance: { minimum: 0, maximum: 2, default: 1 } },
  graphs: { ...testManifest.graphs, relight: graph('relight') },
});

/** A yard of 20 m with one spawn in its middle and three more around, facing +z. */
export function testSeed(entities: WorldSeed['entities'] = []): WorldSeed {
  return {
    title: 'A yard',
    source: 'test',
    spawns: [
      { x: 10, z: 10, yaw: 0 },
      { x: 5, z: 5, yaw: 0 },
      { x: 15, z: 5, yaw: 0 },
      { x: 5, z: 15, yaw: 0 },
    ],
    entities,
    controls: { timeOfDay: 9 },
    keyframes: [],
  };
}

/** Walls from a drawing: one character a metre, # is solid, the first line is z = 0. Open outside. */
export function gridOf(...lines: string[]): SolidGrid {
  return { cellSize: 1, solidAt: (x, z) => lines[z]?.[x] === '#' };
}

export const openGround: SolidGrid = { cellSize: 1, solidAt: () => false };

/** Walks at 3 m/s in the wanted direction through everything, jumps at 4 m/s and falls. */
export class TestModel implements WorldModel {
  readonly requests: (readonly ViewRequest[])[] = [];
  moves = 0;
  /** A promise that generate waits for. */
  gate: () => Promise<void> = async () => {};

  async move(features: Float32Array, bodies: number): Promise<Float32Array> {
    this.moves++;
    const out = new Float32Array(bodies * motionOutputs);
    for (let i = 0; i < bodies; i++) {
      const at = i * motionFeatures + scanRays;
      const timeStep = features[at + 14] / 10;
      const grounded = features[at + 4] === 1;
      let rise = features[at + 1] * 4;
      if (grounded) rise = features[at + 7] === 1 ? 4 : 0;
      else rise -= features[at + 11] * 10 * timeStep;
      const right = features[at + 6] * 3;
      const forward = features[at + 5] * 3;
      const lands = features[at + 3] + rise * timeStep <= 0;
      out.set(
        [
          right * timeStep,
          rise * timeStep,
          forward * timeStep,
          right / 4,
          rise / 4,
          forward / 4,
          lands ? 5 : -5,
          -5,
        ],
        i * motionOutputs,
      );
    }
    return out;
  }

  async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    this.requests.push(requests);
    await this.gate();
    const { width, height } = testManifest.view;
    const pixels = width * height;
    const plane = (fill: number, channels = 1) =>
      new Uint8Array(new SharedArrayBuffer(pixels * channels)).fill(fill);
    return requests.map(({ room, view, tick, camera }) => ({
      room,
      view,
      tick,
      camera,
      rgb: plane(tick % 256, 3),
      inverseDepth: new Uint16Array(new SharedArrayBuffer(pixels * 2)),
      entity: plane(0),
      confidence: plane(255),
      coverage: plane(255),
      imagined: false,
      milliseconds: 1,
    }));
  }
}

export class TestMemory implements SharedMemory {
  readonly heights: KnownGrid;
  readonly keyframes: Keyframe[] = [];
  readonly written: { view: GeneratedView; author: string }[] = [];
  closed = false;

  constructor(heights: KnownGrid = openGround) {
    this.heights = heights;
  }

  get size(): number {
    return this.keyframes.length;
  }

  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    const kept = { ...keyframe, id: this.keyframes.length };
    this.keyframes.push(kept);
    return kept;
  }

  retrieve(): Keyframe[] {
    return this.keyframes.slice(0, testManifest.memory.slots - 1);
  }

  write(view: GeneratedView, author: string): Keyframe | undefined {
    this.written.push({ view, author });
    return undefined;
  }

  close(): void {
    this.closed = true;
  }
}
