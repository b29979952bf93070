import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where set-up puts the module that it builds of native/. */
export const nativeModule = fileURLToPath(
  new URL('../../../build/native/reprojection.node', import.meta.url),
);

/** Carries pictures into a view; addon.cpp. Everything is row-major, K slots of H x W pixels. */
export interface Reprojector {
  /** The instruction set that was chosen. */
  readonly kernel: string;
  /**
   * Writes conditions [10,H,W], coarseConditions [5,H/2,W/2], surface [H,W] (inverse depth, 1/m) and,
   * where it is given, warp [3,H,W].
   * @throws TypeError when an array is of another kind or too short
   */
  run(
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
}

type ReprojectorType = new (width: number, height: number, focal: number, slots: number) => Reprojector;

const moduleSchema = z.object({
  Reprojector: z.custom<ReprojectorType>((value) => typeof value === 'function', 'must be a class'),
});

/**
 * Loads the native module.
 * @throws Error when it was not built here, or for another machine
 */
export function loadReprojector(file = nativeModule): ReprojectorType {
  return moduleSchema.parse(createRequire(import.meta.url)(file)).Reprojector;
}
