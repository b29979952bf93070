import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';

/**
 * Draws the first `views` views of conditions, entity maps and coarse views (of the tensors) into RGB, inverse depth,
 * entity mask and confidence (of the planes). The graph draw.onnx defines what these are; the native drawer is held to
 * it (choose-drawer.ts).
 */
export interface Drawer {
  readonly name: 'graph' | 'native';
  draw(views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void>;
  /** Frees what it holds outside JavaScript. Idempotent. */
  release(): Promise<void>;
}
