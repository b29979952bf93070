import type { ViewRequest } from '../../contracts/view.ts';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';

/**
 * Carries what memory, the previous frame and the state know into the views: fills `conditions`,
 * `entity_maps` and `coarse_conditions` of the tensors, and `coverage` (and `warp`, where it is there) of
 * the planes. The graph condition.onnx defines what these are; the native one is held to it (parity.ts).
 */
export interface Conditioner {
  readonly name: 'graph' | 'native';
  /** Milliseconds of it that count as inference. */
  condition(requests: readonly ViewRequest[], tensors: ViewTensors, planes: ViewPlanes): Promise<number>;
  /** Frees what it holds outside JavaScript. Idempotent. */
  release(): Promise<void>;
}
