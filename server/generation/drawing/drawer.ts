import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';

/**
 * Draws the first `views` views. Reads conditions, entity maps and coarse views from the tensors. Writes RGB,
 * inverse depth, entity mask and confidence to the planes. draw.onnx defines the result; lean.onnx and the
 * native drawer come near it.
 */
export interface Drawer {
  readonly name: 'graph' | 'native';
  draw(views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void>;
  /** Frees memory outside JavaScript. Idempotent. */
  release(): Promise<void>;
}
