import type { ViewRequest } from '../../../server/contracts/view.ts';
import { createViewGraphs } from '../../../server/generation/session.ts';
import { TensorStorage } from '../../../server/generation/tensor-storage.ts';
import { createViewTensors, writeRequests } from '../../../server/generation/view-tensors.ts';
import { graphNames, type Pack } from '../../../server/pack/pack.ts';

/** ONNX Runtime by itself, with one thread: the lower bound of the engine's time for a view. */
export interface BareRuntime {
  /** Milliseconds of `condition` and `draw` for one view, without anything else. */
  run(request: ViewRequest): Promise<number>;
  close(): Promise<void>;
}

export async function createBareRuntime(pack: Pack): Promise<BareRuntime> {
  const { manifest } = pack;
  const files = Object.fromEntries(graphNames(manifest).map((name) => [name, pack.graphFile(name)]));
  const graphs = await createViewGraphs(files, manifest, 'cpu');
  const tensors = createViewTensors(manifest, graphs.channels, 1, new TensorStorage(1));
  return {
    async run(request) {
      writeRequests(tensors, [request], manifest);
      const start = performance.now();
      await graphs.condition.run(tensors.conditionInputs, tensors.conditionOutputs);
      await graphs.draw.run(tensors.drawInputs);
      return performance.now() - start;
    },
    async close() {
      await Promise.all([graphs.condition.release(), graphs.draw.release()]);
    },
  };
}
