import type { ViewRequest } from '../../../server/contracts/view.ts';
import { createViewGraphs } from '../../../server/generation/session.ts';
import { TensorStorage } from '../../../server/generation/tensor-storage.ts';
import { allocatePlanes } from '../../../server/generation/view-planes.ts';
import { createViewTensors, writeRequests } from '../../../server/generation/view-tensors.ts';
import { graphNames, type Pack } from '../../../server/pack/pack.ts';

/** ONNX Runtime by itself, with one thread: the lower bound of the engine's time for a view. */
export interface BareRuntime {
  /** Draws one view by `condition` and `lean`, or `draw` in a pack without it, without anything else. */
  run(request: ViewRequest): Promise<BareView>;
  close(): Promise<void>;
}

/** Times in milliseconds; the planes are the runtime's own, and the next view overwrites them. */
export interface BareView {
  condition: number;
  draw: number;
  rgb: Uint8Array;
  inverseDepth: Uint16Array;
}

export async function createBareRuntime(pack: Pack): Promise<BareRuntime> {
  const { manifest } = pack;
  const files = Object.fromEntries(graphNames(manifest).map((name) => [name, pack.graphFile(name)]));
  const graphs = await createViewGraphs(files, manifest, 'cpu');
  // What the engine draws covered views by: no other graph says whether native code is equal.
  const drawing = graphs.lean ?? graphs.draw;
  const tensors = createViewTensors(manifest, graphs.channels, 1, new TensorStorage(1));
  const planes = allocatePlanes(1, manifest);
  return {
    async run(request) {
      writeRequests(tensors, [request], manifest);
      const start = performance.now();
      await graphs.condition.run(tensors.conditionInputs, tensors.conditionOutputs);
      const conditioned = performance.now();
      await drawing.run(tensors.drawInputs, planes.drawOutputs);
      const { rgb, inverseDepth } = planes;
      return { condition: conditioned - start, draw: performance.now() - conditioned, rgb, inverseDepth };
    },
    async close() {
      await Promise.all([graphs.condition, graphs.draw, graphs.lean].map((graph) => graph?.release()));
    },
  };
}
