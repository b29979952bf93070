import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where set-up puts the module that it builds of native/. */
export const nativeModule = fileURLToPath(new URL('../../build/native/view-kernel.node', import.meta.url));

/** What of a view's drawing needs no network, in C++ (addon.cpp). Everything is row-major, K slots of H x W pixels. */
export interface ViewKernel {
  /** The instruction set that was chosen. */
  readonly kernel: string;
  /**
   * Carries pictures into a view. Writes conditions [10,H,W], coarseConditions [5,H/2,W/2], surface [H,W] (inverse depth, 1/m) and,
   * where it is given, warp [3,H,W].
   * @throws TypeError when an array is of another kind or too short
   */
  reproject(
    /** uint8 [3,H,W] and uint16 [H,W] of each slot; undefined for an empty one. */
    rgb: readonly (Uint8Array | undefined)[],
    inverseDepth: readonly (Uint16Array | undefined)[],
    /** [K,3,4], source to view. */
    transforms: Float32Array,
    /** Of slot 0: pixels with at least `entityThreshold` or less than `leastConfidence` are unknown. */
    entity: Uint8Array | undefined,
    confidence: Uint8Array | undefined,
    entityThreshold: number,
    leastConfidence: number,
    conditions: Float32Array,
    coarseConditions: Float32Array,
    surface: Float32Array,
    warp: Uint8Array | undefined,
  ): void;
  /**
   * Writes what trunk.onnx reads: features [16 * 15 + 16 + 1 + C, H/4, W/4] and picture [16, H/2, W/2].
   * @throws TypeError when an array is of another kind or too short
   */
  pack(
    conditions: Float32Array,
    entityMaps: Float32Array,
    /** [4, H/2, W/2], read only where `imagined` is not 0. */
    coarse: Float32Array,
    imagined: number,
    /** [C] */
    controls: Float32Array,
    features: Float32Array,
    picture: Float32Array,
  ): void;
  /**
   * Makes a view of what trunk.onnx answered: head [160, H/4, W/4] and sharpening [12, H/2, W/2]. The first five are
   * those of {@link pack}.
   * @throws TypeError when an array is of another kind or too short
   */
  compose(
    conditions: Float32Array,
    entityMaps: Float32Array,
    coarse: Float32Array,
    imagined: number,
    controls: Float32Array,
    head: Float32Array,
    sharpening: Float32Array,
    /** uint8 [3, H, W], uint16 [H, W], uint8 [H, W] twice: what draw.onnx answers. */
    rgb: Uint8Array,
    inverseDepth: Uint16Array,
    entity: Uint8Array,
    confidence: Uint8Array,
  ): void;
}

type ViewKernelType = new (width: number, height: number, focal: number, slots: number) => ViewKernel;

const moduleSchema = z.object({
  ViewKernel: z.custom<ViewKernelType>((value) => typeof value === 'function', 'must be a class'),
});

/**
 * Loads the native module.
 * @throws Error when it was not built here, or for another machine
 */
export function loadViewKernel(file = nativeModule): ViewKernelType {
  return moduleSchema.parse(createRequire(import.meta.url)(file)).ViewKernel;
}
