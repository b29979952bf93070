import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { loadViewKernel, type ViewKernel } from '../../native/native-module.ts';
import { type MapChannels, requireNativeChannels, trunkFeatures, trunkHead } from '../graph-contract.ts';
import { rowOf } from '../rows.ts';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';

/** The tensors of trunk.onnx for one view, and their data. */
interface TrunkTensors {
  features: Float32Array;
  picture: Float32Array;
  head: Float32Array;
  sharpening: Float32Array;
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
}

/**
 * Draws by trunk.onnx, which has only the layers of lean.onnx. The native kernel does the steps before and
 * after them in one pass over the pixels, where ONNX Runtime needs one pass for each operator. It draws one
 * view at a time, because a CPU is no faster with several.
 */
export class NativeDrawer implements Drawer {
  readonly name = 'native';
  readonly #trunk: InferenceSession;
  readonly #kernel: ViewKernel;
  readonly #tensors: TrunkTensors;
  #released = false;

  /** @throws Error if the native module cannot be loaded, or the pack's view or maps do not fit it */
  constructor(trunk: InferenceSession, manifest: Manifest, channels: MapChannels) {
    requireNativeChannels(channels);
    const { width, height, focal } = manifest.view;
    const ViewKernel = loadViewKernel();
    this.#kernel = new ViewKernel(width, height, focal, manifest.memory.slots);
    this.#trunk = trunk;
    this.#tensors = createTrunkTensors(manifest);
  }

  /** The instruction set that the kernel was compiled for. */
  get kernel(): string {
    return this.#kernel.kernel;
  }

  async draw(views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void> {
    const { features, picture, head, sharpening, inputs, outputs } = this.#tensors;
    for (let view = 0; view < views; view++) {
      const read = [
        rowOf(tensors.conditions, view, views),
        rowOf(tensors.entityMaps, view, views),
        rowOf(tensors.coarse, view, views),
        tensors.imagined[view],
        rowOf(tensors.controls, view, views),
      ] as const;
      this.#kernel.pack(...read, features, picture);
      await this.#trunk.run(inputs, outputs);
      this.#kernel.compose(
        ...read,
        head,
        sharpening,
        rowOf(planes.rgb, view, views),
        rowOf(planes.inverseDepth, view, views),
        rowOf(planes.entity, view, views),
        rowOf(planes.confidence, view, views),
        rowOf(tensors.kept, view, views),
      );
    }
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#trunk.release();
  }
}

function createTrunkTensors(manifest: Manifest): TrunkTensors {
  const { width: W, height: H } = manifest.view;
  const cells = (H / 4) * (W / 4);
  const channels = trunkFeatures(drawingControls(manifest).length);
  const data = {
    features: new Float32Array(channels * cells),
    picture: new Float32Array(4 * H * W),
    head: new Float32Array(trunkHead * cells),
    sharpening: new Float32Array(3 * H * W),
  };
  return {
    ...data,
    inputs: {
      features: new Tensor('float32', data.features, [1, channels, H / 4, W / 4]),
      picture: new Tensor('float32', data.picture, [1, 16, H / 2, W / 2]),
    },
    outputs: {
      head: new Tensor('float32', data.head, [1, trunkHead, H / 4, W / 4]),
      sharpening: new Tensor('float32', data.sharpening, [1, 12, H / 2, W / 2]),
    },
  };
}
