import type { GeneratedView, ViewRequest } from '../../server/contracts/view.ts';
import { NativeConditioner } from '../../server/generation/conditioning/native-conditioner.ts';
import { readPerceptron } from '../../server/generation/conditioning/perceptron-weights.ts';
import { sameDrawer } from '../../server/generation/drawing/choose-drawer.ts';
import { Enlarger } from '../../server/generation/drawing/enlarger.ts';
import { Sampler } from '../../server/generation/sampler.ts';
import { createViewGraphs } from '../../server/generation/session.ts';
import { graphNames, type Pack } from '../../server/pack/pack.ts';

/** Views as the native kernel draws them around the layers of trunk.onnx, one by one. */
export async function nativeViews(pack: Pack, requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
  const { manifest } = pack;
  const files = Object.fromEntries(graphNames(manifest).map((name) => [name, pack.graphFile(name)]));
  const graphs = await createViewGraphs(files, manifest, 'cpu');
  const appearance = await readPerceptron(pack.graphFile('appearance'));
  const chosen = { name: 'native' as const, reason: 'asked for' };
  const { drawer } = await sameDrawer(chosen, { ...graphs, manifest, trunkFile: files.trunk });
  const steps = {
    conditioner: new NativeConditioner(appearance, manifest, graphs.channels),
    drawer,
    enlarger: new Enlarger(appearance, manifest),
  };
  const sampler = new Sampler(graphs, steps, manifest);
  const views: GeneratedView[] = [];
  for (const request of requests) views.push(...(await sampler.sample([request])).views);
  return views;
}
