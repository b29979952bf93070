import type { InferenceSession } from 'onnxruntime-node';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';

/** Draws by draw.onnx or lean.onnx. Works on every provider and is the reference for the native drawer. */
export class GraphDrawer implements Drawer {
  readonly name = 'graph';
  readonly #graph: InferenceSession;
  #released = false;

  constructor(graph: InferenceSession) {
    this.#graph = graph;
  }

  async draw(_views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void> {
    await this.#graph.run(tensors.drawInputs, planes.drawOutputs);
    // The graph does not say how much of memory's colours it kept, so no detail is added.
    tensors.kept.fill(0);
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#graph.release();
  }
}
