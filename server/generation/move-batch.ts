import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import { mostRows } from '../../shared/pack.ts';
import type { WorldModel } from '../contracts/world-model.ts';

type MotionModel = Pick<WorldModel, 'move'>;

interface Waiting {
  features: Float32Array;
  bodies: number;
  resolve(outputs: Float32Array): void;
  reject(error: unknown): void;
}

/** Merges the calls that parallel worlds make in the same turn of the event loop. */
export class MoveBatch implements MotionModel {
  readonly #model: MotionModel;
  #waiting: Waiting[] = [];

  constructor(model: MotionModel) {
    this.#model = model;
  }

  move(features: Float32Array, bodies: number): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      const full = this.#waiting.reduce((sum, call) => sum + call.bodies, bodies) > mostRows;
      if (full) void this.#flush();
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ features, bodies, resolve, reject });
    });
  }

  async #flush(): Promise<void> {
    const calls = this.#waiting;
    this.#waiting = [];
    const bodies = calls.reduce((sum, call) => sum + call.bodies, 0);
    if (bodies === 0) return;
    const features = new Float32Array(bodies * motionFeatures);
    let at = 0;
    for (const call of calls) {
      features.set(call.features.subarray(0, call.bodies * motionFeatures), at * motionFeatures);
      at += call.bodies;
    }
    try {
      const outputs = await this.#model.move(features, bodies);
      at = 0;
      for (const call of calls) {
        call.resolve(outputs.subarray(at * motionOutputs, (at + call.bodies) * motionOutputs));
        at += call.bodies;
      }
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
  }
}
