import { existsSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import type { Manifest } from '../../../shared/pack.ts';
import { nativeModule } from '../../native/native-module.ts';
import type { MapChannels } from '../graph-contract.ts';
import type { MethodReport } from '../view-methods.ts';
import type { Conditioner } from './conditioner.ts';
import { GraphConditioner } from './graph-conditioner.ts';
import { NativeConditioner } from './native-conditioner.ts';
import { allowedDifference, compareConditioners, trialRequest, worstOf } from './parity.ts';
import { readPerceptron } from './perceptron-weights.ts';

/** `auto` uses the native kernel where it works. `graph` never does. */
export type ConditioningChoice = 'auto' | 'graph';

export interface ChosenConditioner {
  conditioner: Conditioner;
  /** Why it was chosen, for the log. */
  reason: string;
}

export interface ConditioningParts {
  manifest: Manifest;
  condition: InferenceSession;
  /** File of that graph; undefined if the pack has none. */
  appearance: string | undefined;
  channels: MapChannels;
}

/**
 * Chooses the conditioner once, when the first worker starts. The native kernel is used if its result for a trial
 * request equals the graph's. Otherwise, or if the kernel is missing, the graph is used.
 *
 * @param found What another worker of the process chose, which is taken without a trial.
 */
export async function chooseConditioner(
  choice: ConditioningChoice,
  { manifest, condition, appearance, channels }: ConditioningParts,
  found?: MethodReport,
): Promise<ChosenConditioner> {
  const graph = new GraphConditioner(condition, manifest);
  const byGraph = (reason: string) => ({ conditioner: graph, reason });
  if (found?.name === 'graph') return byGraph(found.reason);
  if (choice === 'graph') return byGraph('asked for');
  if (appearance === undefined) return byGraph('the pack has no appearance graph');
  if (!existsSync(nativeModule)) return byGraph('the native kernel was not built');
  try {
    const native = new NativeConditioner(await readPerceptron(appearance), manifest, channels);
    if (found !== undefined) {
      await graph.release();
      return { conditioner: native, reason: found.reason };
    }
    const difference = await compareConditioners(graph, native, trialRequest(manifest), manifest, channels);
    if (worstOf(difference) > allowedDifference) {
      return {
        conditioner: graph,
        reason: `the native kernel differs from it: ${JSON.stringify(difference)}`,
      };
    }
    await graph.release();
    return { conditioner: native, reason: `${native.kernel} code` };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return byGraph(`the native kernel does not work here: ${text}`);
  }
}
