import { createRequire } from 'node:module';
import { z } from 'zod';
import { nativeModule } from './native-module.ts';

/** Paints the ground of maps, in C++ (surfaces/surface-addon.cpp). */
export interface SurfaceKernel {
  /**
   * Casts the rays of a picture's pixels over a map. Writes pixels [N], inverse depths [N] (1/m) and colours [N, 3] (0 to
   * 1) of what they meet, N of which it returns; pixels that show the unknown nearer than `hazeFrom` metres are left out.
   * Where `known` is not 0, only surfaces of cells that are not given are found whose inverse depth is larger by `share` of it and
   * by `least`.
   * @throws TypeError when an array is of another kind or too short, or the border of the map is known
   */
  paint(
    /** [stride, stride]: metres, 0 = open, below 0 = unknown; the border is unknown. */
    heights: Float32Array,
    /** [stride, stride] */
    materials: Uint8Array,
    /** [stride, stride], 1 = given. */
    given: Uint8Array,
    stride: number,
    /** Cell of the first column and row. */
    x: number,
    z: number,
    /** Place, axes (right, up, forward), direction over the ground to the sun, controls, clouds: [18]. */
    eye: Float32Array,
    width: number,
    height: number,
    focal: number,
    /** [height, width]: inverse depths (1/m), 0 = none, infinity = nobody asks. */
    known: Float32Array,
    hazeFrom: number,
    share: number,
    least: number,
    pixels: Int32Array,
    inverse: Float32Array,
    colours: Float32Array,
    /** [N]: the same number for one material in one plane, 0 for the sky. */
    surfaces: Int32Array,
    /** [N]: of the light on the surface, as far as the air lets it be seen; not written for the sky. */
    brightness: Float32Array,
    /** Pixels off the middle of each pixel where its ray goes through, right and down. */
    offU: number,
    offV: number,
  ): number;
}

/** @throws TypeError when the tables and layers do not fit each other */
export type SurfaceKernelType = new (
  /** Tables of textures: texels [T, 3]; offset, columns and rows of each surface's levels. */
  texels: Uint8Array,
  offset: Int32Array,
  columns: Int32Array,
  rows: Int32Array,
  levels: number,
  texelsPerMetre: number,
  materials: number,
  /** Layers: weights [outputs, inputs] and biases [outputs]. */
  lightWeights: readonly Float32Array[],
  lightBiases: readonly Float32Array[],
  densityWeights: readonly Float32Array[],
  densityBiases: readonly Float32Array[],
  fogWeights: readonly Float32Array[],
  fogBiases: readonly Float32Array[],
  skyWeights: readonly Float32Array[],
  skyBiases: readonly Float32Array[],
) => SurfaceKernel;

const surfaceKernelSchema = z.object({
  SurfaceKernel: z.custom<SurfaceKernelType>((value) => typeof value === 'function', 'must be a class'),
});

/**
 * Loads what the native module has for the ground of maps.
 * @throws Error when it was not built here, or for another machine
 */
export function loadSurfaceKernel(file = nativeModule): SurfaceKernelType {
  return surfaceKernelSchema.parse(createRequire(import.meta.url)(file)).SurfaceKernel;
}
