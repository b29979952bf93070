import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Frame } from '../../reference/rendering/renderer.ts';

/** What the encoder reads of a frame: RGB uint8 [3, H, W], and codes of inverse depth uint16 [H, W], 0 where a thing moves. */
export type SeenFrame = Pick<Frame, 'rgb' | 'inverseDepth'>;

/**
 * The encoder of models/training/worldroom_training/latent_action: encodes the change between two consecutive
 * frames as six numbers.
 */
export class LatentEncoder {
  readonly #session: InferenceSession;
  readonly #intrinsics: Intrinsics;

  private constructor(session: InferenceSession, intrinsics: Intrinsics) {
    this.#session = session;
    this.#intrinsics = intrinsics;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<LatentEncoder> {
    return new LatentEncoder(await InferenceSession.create(file, { intraOpNumThreads: 1 }), intrinsics);
  }

  /**
   * Motion of static points relative to the later camera, held level: radians about its right (up is
   * positive), up (left is positive) and forward axes, and metres along them. Deterministic.
   * @throws Error if the graph's output is not 32-bit floats.
   */
  async encode(before: SeenFrame, after: SeenFrame): Promise<number[]> {
    const { width, height } = this.#intrinsics;
    const area = width * height;
    const frames = new Uint8Array(2 * 3 * area);
    const depths = new Int32Array(2 * area);
    for (const [i, frame] of [before, after].entries()) {
      frames.set(frame.rgb, i * 3 * area);
      depths.set(frame.inverseDepth, i * area);
    }
    const { code } = await this.#session.run({
      frames: new Tensor('uint8', frames, [1, 2, 3, height, width]),
      inverse_depth: new Tensor('int32', depths, [1, 2, height, width]),
    });
    if (!(code.data instanceof Float32Array)) throw new Error(`the code is ${code.type}, expected float32`);
    return [...code.data];
  }
}
