import type { InferenceSession } from 'onnxruntime-node';
import type { Manifest } from '../../../shared/pack.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import type { ViewPlanes } from '../view-planes.ts';
import { type ViewTensors, writeRequests } from '../view-tensors.ts';
import type { Conditioner } from './conditioner.ts';

/** Conditions views by condition.onnx. Works on every provider and is the reference for the native kernel. */
export class GraphConditioner implements Conditioner {
  readonly name = 'graph';
  readonly #graph: InferenceSession;
  readonly #manifest: Manifest;
  #released = false;

  constructor(graph: InferenceSession, manifest: Manifest) {
    this.#graph = graph;
    this.#manifest = manifest;
  }

  async condition(
    requests: readonly ViewRequest[],
    tensors: ViewTensors,
    planes: ViewPlanes,
  ): Promise<number> {
    writeRequests(tensors, requests, this.#manifest);
    const started = performance.now();
    await this.#graph.run(tensors.conditionInputs, {
      ...tensors.conditionOutputs,
      ...planes.conditionOutputs,
    });
    return performance.now() - started;
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#graph.release();
  }
}
