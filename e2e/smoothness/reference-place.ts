import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createFrame, type Frame, Renderer } from '../../models/reference/rendering/renderer.ts';
import { generateWorld } from '../../models/reference/world.ts';
import type { Entity } from '../../shared/entity.ts';
import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';

/** Of a world seed that was captured from a reference world. */
const captureSchema = z.object({
  source: z.string().regex(/^reference world \d+$/),
  controls: z.object({ timeOfDay: z.number(), fog: z.number() }),
});

/** The reference world of a recording: what there really was to see from a place. */
export class ReferencePlace {
  readonly intrinsics: Intrinsics;
  readonly #renderer: Renderer;
  readonly #controls: { timeOfDay: number; fog: number };
  readonly #entities: readonly Entity[];
  readonly #frame: Frame;

  /**
   * @param folder Of the world seed.
   * @throws if it was not captured from a reference world
   */
  static async open(folder: string, intrinsics: Intrinsics): Promise<ReferencePlace> {
    const text = await readFile(join(folder, 'seed.json'), 'utf8');
    const { source, controls } = captureSchema.parse(JSON.parse(text));
    return new ReferencePlace(Number(source.split(' ').at(-1)), controls, intrinsics);
  }

  private constructor(seed: number, controls: { timeOfDay: number; fog: number }, intrinsics: Intrinsics) {
    const world = generateWorld(seed);
    this.intrinsics = intrinsics;
    this.#renderer = new Renderer(world, intrinsics);
    this.#controls = controls;
    this.#entities = [...world.doors, ...world.blocks, ...world.orbs, world.ball];
    this.#frame = createFrame(intrinsics);
  }

  /** Inverse depth of the middle of each pixel, 1 / metres, row-major; 0 is the sky. */
  inverseDepth(pose: Pose): Float32Array {
    const { inverseDepth } = this.#seen(pose);
    return Float32Array.from(inverseDepth, (code) => (code <= 1 ? 0 : code * inverseDepthScale));
  }

  /** What a camera sees, uint8 [height, width, 3]. */
  picture(pose: Pose): Uint8Array {
    const { rgb } = this.#seen(pose);
    const pixels = rgb.length / 3;
    return Uint8Array.from(rgb, (_, at) => rgb[(at % 3) * pixels + Math.floor(at / 3)]);
  }

  #seen(pose: Pose): Frame {
    this.#renderer.render(pose, this.#entities, this.#controls, this.#frame);
    return this.#frame;
  }
}
