import { createRequire } from 'node:module';
import { z } from 'zod';
import { nativeModule } from '../native-module.ts';

/** The layers of trunk.onnx and what is done before and after them, in C++ (trunk-addon.cpp). */
export interface TrunkKernel {
  /**
   * Draws one view: reads conditions [10, H, W], entity maps [5, H, W], the coarse view [4, H/2, W/2] where `imagined`
   * is not 0, and controls. Writes RGB uint8 [3, H, W], inverse depth uint16 [H, W], entity mask and confidence uint8
   * [H, W], and, where it is given, the share of the chosen slot's colour in each pixel [H, W].
   * @throws TypeError when an array is of another kind or too short
   */
  draw(
    conditions: Float32Array,
    entityMaps: Float32Array,
    coarse: Float32Array,
    imagined: number,
    controls: Float32Array,
    rgb: Uint8Array,
    inverseDepth: Uint16Array,
    entity: Uint8Array,
    confidence: Uint8Array,
    kept: Float32Array | undefined,
  ): void;
}

/** @throws TypeError when the layers do not fit each other, the view or the code */
type TrunkKernelType = new (
  width: number,
  height: number,
  controls: number,
  /** 0 for a block, 1 for a way down, 2 for one up. */
  steps: Uint8Array,
  weights: readonly Float32Array[],
  biases: readonly Float32Array[],
  /** [layers, 3]: outputs, inputs of one output, kernel. */
  sizes: Int32Array,
  /** Index of the code in `trunkCodes`; 1 for 16-bit whole numbers, 0 for floats. */
  choice: readonly [code: number, arithmetic: number],
) => TrunkKernel;

const moduleSchema = z.object({
  TrunkKernel: z.custom<TrunkKernelType>((value) => typeof value === 'function', 'must be a class'),
  /** For the instruction sets that this processor has, fastest first. */
  trunkCodes: z.array(z.object({ name: z.string(), whole: z.boolean() })).min(1),
});

/**
 * Loads what the native module has for the trunk.
 * @throws Error when it was not built here, or for another machine
 */
export function loadTrunkModule(file = nativeModule): z.infer<typeof moduleSchema> {
  return moduleSchema.parse(createRequire(import.meta.url)(file));
}
