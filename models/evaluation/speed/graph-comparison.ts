import type { ViewRequest } from '../../../server/contracts/view.ts';
import { createBareRuntime } from './bare-runtime.ts';
import { busyWorld, quantile, type Subject } from './play-speed.ts';

/** The engine beside ONNX Runtime with the pack's graphs alone, in turn on the same requests of play. */
export interface GraphComparison {
  /** Views that were compared; imagined ones are left out. */
  views: number;
  /** Median milliseconds of a view. */
  engine: number;
  graphs: number;
  /** The same of conditioning alone. */
  engine_condition: number;
  graphs_condition: number;
  /** Shares of the colour values that differ by more than one and by more than eight steps of 255. */
  colours_apart: { one: number; eight: number };
  /** Share of the depths that differ by more than a hundredth. */
  depths_apart: number;
}

/** Plays for so many views of one player. */
export async function compareWithGraphs(
  { pack, generator }: Subject,
  views: number,
): Promise<GraphComparison> {
  let request: ViewRequest | undefined;
  const model = {
    move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
    generate: (requests: readonly ViewRequest[]) => {
      request = requests[0];
      return generator.generate(requests);
    },
  };
  const { world, act } = await busyWorld(pack, 1, model);
  const bare = await createBareRuntime(pack);
  const times = { engine: [] as number[], graphs: [] as number[] };
  const condition = { engine: [] as number[], graphs: [] as number[] };
  const apart = { one: 0, eight: 0, depths: 0, colours: 0, pixels: 0 };
  for (let round = 0; times.engine.length < views && round < 2 * views; round++) {
    act();
    await world.advance();
    const before = generator.time.inference.condition;
    const start = performance.now();
    const [view] = await world.draw();
    const elapsed = performance.now() - start;
    // Imagining runs another graph some of the time; the two are compared without it.
    if (view.imagined || request === undefined) continue;
    const drawn = await bare.run(request);
    times.engine.push(elapsed);
    times.graphs.push(drawn.condition + drawn.draw);
    condition.engine.push(generator.time.inference.condition - before);
    condition.graphs.push(drawn.condition);
    for (let i = 0; i < view.rgb.length; i++) {
      const difference = Math.abs(view.rgb[i] - drawn.rgb[i]);
      if (difference > 1) apart.one++;
      if (difference > 8) apart.eight++;
    }
    for (let i = 0; i < view.inverseDepth.length; i++) {
      const difference = Math.abs(view.inverseDepth[i] - drawn.inverseDepth[i]);
      if (difference > 1 + 0.01 * drawn.inverseDepth[i]) apart.depths++;
    }
    apart.colours += view.rgb.length;
    apart.pixels += view.inverseDepth.length;
  }
  await bare.close();
  return {
    views: times.engine.length,
    engine: quantile(times.engine, 0.5),
    graphs: quantile(times.graphs, 0.5),
    engine_condition: quantile(condition.engine, 0.5),
    graphs_condition: quantile(condition.graphs, 0.5),
    colours_apart: { one: apart.one / apart.colours, eight: apart.eight / apart.colours },
    depths_apart: apart.depths / apart.pixels,
  };
}

export function describeComparison(c: GraphComparison): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(3)} %`;
  return [
    `beside the graphs alone, ${c.views} views: ${c.engine.toFixed(1)} of ${c.graphs.toFixed(1)} ms a view, conditioning ${c.engine_condition.toFixed(1)} of ${c.graphs_condition.toFixed(1)} ms (${(c.engine_condition / c.graphs_condition).toFixed(2)})`,
    `colours that differ by more than 1: ${percent(c.colours_apart.one)}, by more than 8: ${percent(c.colours_apart.eight)}; depths by more than 1 %: ${percent(c.depths_apart)}`,
  ];
}
