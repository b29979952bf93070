import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { loadTrunkModule, type TrunkKernel } from '../../native/trunk/trunk-module.ts';
import { type MapChannels, requireNativeChannels } from '../graph-contract.ts';
import { rowOf } from '../rows.ts';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';
import type { TrunkLayers } from './trunk-layers.ts';

/** 32-bit floats, or 16-bit whole numbers whose products are summed in 32 bits. */
export type Arithmetic = 'floats' | 'whole numbers';

/** How the native kernel computes layers on this processor. */
export interface TrunkCode {
  /** The instruction set. */
  name: string;
  arithmetic: Arithmetic;
}

const stepNumbers = { block: 0, down: 1, up: 2 } as const;

/**
 * All ways in which this processor can compute layers, those of its fastest instruction set first.
 *
 * @throws Error if the native module cannot be loaded
 */
export function trunkCodes(): TrunkCode[] {
  return loadTrunkModule().trunkCodes.flatMap(({ name, whole }) => [
    ...(whole ? [{ name, arithmetic: 'whole numbers' } as const] : []),
    { name, arithmetic: 'floats' } as const,
  ]);
}

/** Draws by the layers of trunk.onnx and what surrounds them, all in the native kernel. */
export class TrunkDrawer implements Drawer {
  readonly name = 'native';
  readonly code: TrunkCode;
  readonly #kernel: TrunkKernel;

  /**
   * @throws Error if the native module cannot be loaded, has no such code, or the network, the view or the pack's maps
   * do not fit it
   */
  constructor({ steps, layers }: TrunkLayers, code: TrunkCode, manifest: Manifest, channels: MapChannels) {
    requireNativeChannels(channels);
    const { width, height } = manifest.view;
    const { TrunkKernel, trunkCodes } = loadTrunkModule();
    this.code = code;
    this.#kernel = new TrunkKernel(
      width,
      height,
      drawingControls(manifest).length,
      Uint8Array.from(steps, (step) => stepNumbers[step]),
      layers.map(({ weights }) => weights),
      layers.map(({ bias }) => bias),
      Int32Array.from(layers.flatMap(({ outputs, inputs, kernel }) => [outputs, inputs, kernel])),
      [trunkCodes.findIndex(({ name }) => name === code.name), code.arithmetic === 'floats' ? 0 : 1],
    );
  }

  async draw(views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void> {
    for (let view = 0; view < views; view++) {
      this.#kernel.draw(
        rowOf(tensors.conditions, view, views),
        rowOf(tensors.entityMaps, view, views),
        rowOf(tensors.coarse, view, views),
        tensors.imagined[view],
        rowOf(tensors.controls, view, views),
        rowOf(planes.rgb, view, views),
        rowOf(planes.inverseDepth, view, views),
        rowOf(planes.entity, view, views),
        rowOf(planes.confidence, view, views),
        rowOf(tensors.kept, view, views),
      );
    }
  }

  async release(): Promise<void> {
    // The kernel's memory is freed with the object.
  }
}
