import type { InferenceSession } from 'onnxruntime-node';
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

/** Channel of entity_maps with the share of a pixel that an entity covers. */
const entityCoverage = 3;
/** Channel of conditions with the share of a pixel that memory covers. */
const memoryCoverage = 3;

/**
 * Conditions views by the native kernel, which reads keyframes in place. Entities are painted by
 * entities.onnx, and only if there are any in sight.
 */
export class NativeConditioner implements Conditioner {
  readonly name = 'native';
  readonly #entities: InferenceSession;
  readonly #manifest: Manifest;
  readonly #kernel: ViewKernel;
  #released = false;

  /**
   * @throws Error if the native module cannot be loaded, or the pack's view or maps do not have the sizes
   * that it writes
   */
  constructor(entities: InferenceSession, manifest: Manifest, channels: MapChannels) {
    requireNativeChannels(channels);
    const { width, height, focal } = manifest.view;
    const ViewKernel = loadViewKernel();
    this.#kernel = new ViewKernel(width, height, focal, manifest.memory.slots);
    this.#entities = entities;
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
    for (const [row, request] of requests.entries())
      this.#reproject(row, request, requests.length, tensors, planes);
    if (requests.some(({ entities }) => entities.length > 0)) {
      await this.#entities.run(tensors.entityInputs, tensors.entityOutputs);
    } else {
      tensors.entityMaps.fill(0);
    }
    this.#writeCoverage(requests.length, tensors, planes);
    return performance.now() - started;
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#entities.release();
  }

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

  /** Coverage is the larger of the shares that memory and entities cover. */
  #writeCoverage(rows: number, tensors: ViewTensors, { coverage }: ViewPlanes): void {
    const pixels = coverage.length / rows;
    for (let row = 0; row < rows; row++) {
      const memory = rowOf(tensors.conditions, row, rows).subarray(memoryCoverage * pixels);
      const entities = rowOf(tensors.entityMaps, row, rows).subarray(entityCoverage * pixels);
      const out = rowOf(coverage, row, rows);
      for (let i = 0; i < pixels; i++) {
        out[i] = Math.min(1, Math.max(memory[i], entities[i])) * 255 + 0.5;
      }
    }
  }
}
