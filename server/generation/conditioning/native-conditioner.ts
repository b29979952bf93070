import type { Manifest } from '../../../shared/pack.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import { loadViewKernel, type ViewKernel } from '../../native/native-module.ts';
import { type MapChannels, requireNativeChannels } from '../graph-contract.ts';
import { rowOf } from '../rows.ts';
import type { ViewPlanes } from '../view-planes.ts';
import {
  carriedFrom,
  entityThreshold,
  type ViewTensors,
  writeState,
  writeTransforms,
} from '../view-tensors.ts';
import type { Conditioner } from './conditioner.ts';
import type { PerceptronLayers } from './perceptron-weights.ts';

/** Conditions views by the native kernel, which reads keyframes in place. */
export class NativeConditioner implements Conditioner {
  readonly name = 'native';
  readonly #manifest: Manifest;
  readonly #kernel: ViewKernel;

  /**
   * @param appearance The layers of appearance.onnx.
   * @throws Error if the native module cannot be loaded, or the pack's view, maps or layers do not have the sizes
   * that it knows
   */
  constructor(appearance: PerceptronLayers, manifest: Manifest, channels: MapChannels) {
    requireNativeChannels(channels);
    const { width, height, focal } = manifest.view;
    const ViewKernel = loadViewKernel();
    this.#kernel = new ViewKernel(width, height, focal, manifest.memory.slots);
    this.#kernel.setAppearance(appearance.weights, appearance.biases);
    this.#manifest = manifest;
  }

  /** The instruction set that the kernel was compiled for. */
  get kernel(): string {
    return this.#kernel.kernel;
  }

  async condition(
    requests: readonly ViewRequest[],
    tensors: ViewTensors,
    planes: ViewPlanes,
  ): Promise<number> {
    writeState(tensors, requests, this.#manifest);
    writeTransforms(tensors, requests, this.#manifest);
    const started = performance.now();
    for (const [row, request] of requests.entries()) {
      this.#reproject(row, request, requests.length, tensors, planes);
      this.#kernel.paintEntities(
        rowOf(tensors.entities, row, requests.length),
        Math.min(request.entities.length, this.#manifest.entities.perView),
        rowOf(tensors.controls, row, requests.length),
        rowOf(tensors.surface, row, requests.length),
        rowOf(tensors.conditions, row, requests.length),
        rowOf(tensors.entityMaps, row, requests.length),
        rowOf(planes.coverage, row, requests.length),
      );
    }
    return performance.now() - started;
  }

  async release(): Promise<void> {}

  #reproject(
    row: number,
    request: ViewRequest,
    rows: number,
    tensors: ViewTensors,
    planes: ViewPlanes,
  ): void {
    const { previous, keyframes } = request;
    const slots = this.#manifest.memory.slots;
    const pictures = [previous, ...Array.from({ length: slots - 1 }, (_, i) => keyframes[i])];
    this.#kernel.reproject(
      pictures.map((picture) => picture?.rgb),
      pictures.map((picture) => picture?.inverseDepth),
      rowOf(tensors.transforms, row, rows),
      previous?.entity,
      previous?.confidence,
      entityThreshold,
      carriedFrom(this.#manifest.memory.confidence),
      rowOf(tensors.conditions, row, rows),
      rowOf(tensors.coarseConditions, row, rows),
      rowOf(tensors.surface, row, rows),
      planes.warp && rowOf(planes.warp, row, rows),
      rowOf(tensors.chosen, row, rows),
    );
  }
}
