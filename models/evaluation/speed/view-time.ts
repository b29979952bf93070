import type { ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { rollout } from '../rollout/rollout.ts';
import { createBareRuntime } from './bare-runtime.ts';

/** Ticks of play whose views are drawn again, one at a time. */
const ticks = 24;
const players = 2;

export interface ViewTime {
  /** Median milliseconds of one worker for a view that memory covers. */
  engine: number;
  /** The same graphs and inputs in ONNX Runtime with one thread, without the engine. */
  bare: number;
  /** Additional milliseconds for a view that is imagined. */
  imagining: number;
}

/**
 * Measures the time of one view, alternating between the engine and bare ONNX Runtime on the same requests.
 */
export async function measureViewTime(
  pack: Pack,
  generator: Generator,
  world: HeldOutWorld,
): Promise<ViewTime> {
  const requests: ViewRequest[] = [];
  const recorder = {
    generate: (batch: readonly ViewRequest[], options?: { warp?: boolean }) => {
      requests.push(...batch);
      return generator.generate(batch, options);
    },
    move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
  };
  const play = rollout({ pack, generator: recorder, world, players, ticks, observes: () => false });
  for await (const _ of play);
  const bare = await createBareRuntime(pack);
  const times = { engine: [] as number[], bare: [] as number[], imagined: [] as number[] };
  for (const request of requests) {
    const [view] = await generator.generate([request]);
    if (!view.imagined) times.engine.push(view.milliseconds);
    const { condition, draw } = await bare.run(request);
    times.bare.push(condition + draw);
    // Without keyframes, the whole view is imagined.
    const [unseen] = await generator.generate([{ ...request, keyframes: [], previous: undefined }]);
    if (unseen.imagined) times.imagined.push(unseen.milliseconds);
  }
  await bare.close();
  const engine = median(times.engine);
  return { engine, bare: median(times.bare), imagining: median(times.imagined) - engine };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
