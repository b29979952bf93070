import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Manifest } from '../../../shared/pack.ts';
import {
  airNumbers,
  lightNumbers,
  placeNumbers,
  type SurfaceSamples,
  surfaceSamples,
} from '../../surface-field/surface-samples.ts';
import { raysOfGroup } from '../graph-contract.ts';
import { createSession } from '../session.ts';

/** surface.onnx with its inputs: colours of points on surfaces. It always runs on the CPU, where points are found. */
export class SurfaceNetwork {
  readonly #session: InferenceSession;
  readonly #controlCount: number;
  #groups = 0;
  #samples = surfaceSamples(0);
  #controls = new Float32Array();
  #colours = new Float32Array();
  #brightness = new Float32Array();

  constructor(session: InferenceSession, controlCount: number) {
    this.#session = session;
    this.#controlCount = controlCount;
  }

  /** @throws PackError if the graph violates its contract */
  static async load(file: string, manifest: Manifest, controlCount: number): Promise<SurfaceNetwork> {
    return new SurfaceNetwork(await createSession(file, 'surface', manifest, 'cpu'), controlCount);
  }

  /** Room for so many points, at least. The caller writes the first rows. */
  samplesFor(points: number): SurfaceSamples {
    const groups = Math.ceil(points / raysOfGroup);
    if (groups > this.#groups) {
      this.#groups = groups;
      this.#samples = surfaceSamples(groups * raysOfGroup);
      this.#controls = new Float32Array(groups * this.#controlCount);
      this.#colours = new Float32Array(groups * raysOfGroup * 3);
      this.#brightness = new Float32Array(groups * raysOfGroup);
    }
    return this.#samples;
  }

  /**
   * Colours (0 to 1) of the first `count` points, [count, 3], and how bright the light on them is, [count]; valid until the
   * next call.
   *
   * @param controls Drawing controls, each in [0, 1].
   */
  async colours(
    count: number,
    controls: readonly number[],
  ): Promise<{ colours: Float32Array; brightness: Float32Array }> {
    const groups = Math.ceil(count / raysOfGroup);
    if (groups > this.#groups)
      throw new RangeError(`${count} points are more than ${this.#groups * raysOfGroup}`);
    const rows = groups * raysOfGroup;
    const { surfaces, places, lights, air } = this.#samples;
    for (let group = 0; group < groups; group++) this.#controls.set(controls, group * this.#controlCount);
    const shape = (numbers: number) => [groups, raysOfGroup, numbers];
    await this.#session.run(
      {
        surfaces: new Tensor('int32', surfaces.subarray(0, rows), [groups, raysOfGroup]),
        places: new Tensor('float32', places.subarray(0, rows * placeNumbers), shape(placeNumbers)),
        lights: new Tensor('float32', lights.subarray(0, rows * lightNumbers), shape(lightNumbers)),
        air: new Tensor('float32', air.subarray(0, rows * airNumbers), shape(airNumbers)),
        controls: new Tensor('float32', this.#controls.subarray(0, groups * this.#controlCount), [
          groups,
          this.#controlCount,
        ]),
      },
      {
        colours: new Tensor('float32', this.#colours.subarray(0, rows * 3), shape(3)),
        brightness: new Tensor('float32', this.#brightness.subarray(0, rows), [groups, raysOfGroup]),
      },
    );
    return { colours: this.#colours, brightness: this.#brightness };
  }
}
