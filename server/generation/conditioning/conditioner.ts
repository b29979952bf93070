import type { ViewRequest } from '../../contracts/view.ts';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';

/**
 * Projects memory, the previous frame and the state into the views. Fills `conditions`, `entity_maps` and
 * `coarse_conditions` of the tensors, and `coverage` (and `warp`, if present) of the planes. condition.onnx
 * defines the result. The native kernel is tested against it (parity.ts).
 */
export interface Conditioner {
  readonly name: 'graph' | 'native';
  /** Returns the milliseconds that count as inference. */
  condition(requests: readonly ViewRequest[], tensors: ViewTensors, planes: ViewPlanes): Promise<number>;
  /** Frees memory outside JavaScript. Idempotent. */
  release(): Promise<void>;
}
