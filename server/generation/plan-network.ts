import { Tensor } from 'onnxruntime-node';
import type { Manifest } from '../../shared/pack.ts';
import { planControls, planWindow } from '../../shared/plan.ts';
import { type PlanNetwork, planTensors } from '../map-generation/tile-filler.ts';
import { createSession } from './session.ts';

/** Loads plan.onnx. It always runs on the CPU: windows are small, and a GPU is for views. */
export async function createPlanNetwork(file: string, manifest: Manifest): Promise<PlanNetwork> {
  const session = await createSession(file, 'plan', manifest, 'cpu');
  return async (inputs) => {
    const rows = inputs.windows.length;
    const { kinds, materials, asked } = planTensors(inputs);
    const { kind_logits, material_logits } = await session.run({
      kinds: new Tensor('int64', kinds, [rows, planWindow, planWindow]),
      materials: new Tensor('int64', materials, [rows, planWindow, planWindow]),
      asked: new Tensor('float32', asked, [rows, planControls.length]),
    });
    return { kinds: numbersOf(kind_logits), materials: numbersOf(material_logits) };
  };
}

function numbersOf({ data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError('plan.onnx answers something else than 32-bit floats');
}
