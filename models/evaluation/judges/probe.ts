import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';

/**
 * A frozen network of models/evaluation/probes with which judges read pictures; trained on reference frames
 * only.
 */
export class Probe {
  readonly #session: InferenceSession;
  readonly #intrinsics: Intrinsics;

  private constructor(session: InferenceSession, intrinsics: Intrinsics) {
    this.#session = session;
    this.#intrinsics = intrinsics;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<Probe> {
    return new Probe(await InferenceSession.create(file, { intraOpNumThreads: 1 }), intrinsics);
  }

  /** The probe's output for one frame or several consecutive ones, each uint8 [3, H, W] RGB. */
  async read(...frames: readonly Uint8Array[]): Promise<Float32Array> {
    const { width, height } = this.#intrinsics;
    const size = 3 * height * width;
    const pixels = new Uint8Array(frames.length * size);
    for (const [index, frame] of frames.entries()) pixels.set(frame, index * size);
    const shape = [1, ...(frames.length > 1 ? [frames.length] : []), 3, height, width];
    const answers = await this.#session.run({
      [this.#session.inputNames[0]]: new Tensor('uint8', pixels, shape),
    });
    const { type, data } = answers[this.#session.outputNames[0]];
    if (!(data instanceof Float32Array)) throw new Error(`the probe's output is ${type}, expected float32`);
    return data;
  }
}
