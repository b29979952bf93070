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
    /** [H/2, W/2]: the slot that 2 x 2 pixels come from. */
    chosen: Uint8Array | undefined,
  ): void;
  /**
   * Sets the layers of the perceptron that answers what a ray shows of an entity: weights [outputs, inputs], with
   * rectified linear units between layers. It reads 75 + C numbers and answers 5.
   * @throws TypeError when the layers do not fit each other
   */
  setAppearance(weights: readonly Float32Array[], biases: readonly Float32Array[]): void;
  /**
   * Paints the first `count` entities, [count, 25] (shared/entity.ts), into maps [5, H, W], hidden behind `surface`.
   * Writes to coverage [H, W] the larger of the shares that memory and entities cover.
   * @throws TypeError when an array is of another kind or too short
   */
  paintEntities(
    entities: Float32Array,
    count: number,
    /** [C] */
    controls: Float32Array,
    /** What {@link reproject} wrote. */
    surface: Float32Array,
    conditions: Float32Array,
    maps: Float32Array,
    coverage: Uint8Array,
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
    /** [H, W]: share of the chosen slot's colour in each pixel. */
    kept: Float32Array | undefined,
  ): void;
  /**
   * Makes a drawn view larger, with the detail that fine pictures of its slots have: writes `out` [3, height, width].
   * @throws TypeError when an array is of another kind or too short, or the size is smaller than the view's
   */
  enlarge(
    width: number,
    height: number,
    /** uint8 [3, H, W] as drawn. */
    rgb: Uint8Array,
    /** What {@link reproject} wrote and read. */
    conditions: Float32Array,
    surface: Float32Array,
    chosen: Uint8Array,
    /** What {@link compose} wrote. */
    kept: Float32Array,
    transforms: Float32Array,
    /** uint8 [3, fineHeights, fineWidths] of each slot; undefined where it has none. */
    fineRgb: readonly (Uint8Array | undefined)[],
    fineWidths: Int32Array,
    fineHeights: Int32Array,
    out: Uint8Array,
  ): void;
  /**
   * Where entities are worth asking for in a picture's size: writes `out` [rows, width], the surface that hides them,
   * with `margin` rows above the picture. It hides everything where the entities of the view look the same all around.
   * @throws TypeError as {@link enlarge} does
   */
  openRays(
    width: number,
    height: number,
    rows: number,
    margin: number,
    surface: Float32Array,
    /** [5, H, W]: what {@link paintRays} and {@link finishEntities} wrote. */
    maps: Float32Array,
    out: Float32Array,
  ): void;
  /**
   * Shows entities in an enlarged picture as they were asked for in its size.
   * @throws TypeError as {@link enlarge} does
   */
  enlargeEntities(
    width: number,
    height: number,
    rows: number,
    margin: number,
    conditions: Float32Array,
    maps: Float32Array,
    /** [5, rows, width] of a kernel of that size, and what {@link openRays} wrote. */
    fineMaps: Float32Array,
    fineSurface: Float32Array,
    /** [3, height, width], changed in place. */
    picture: Uint8Array,
  ): void;
  /**
   * Puts the look of `shown` on a fine picture: writes `out` [3, height, width].
   * @throws TypeError as {@link enlarge} does
   */
  relightFine(
    width: number,
    height: number,
    /** uint8 [3, H, W]: the view before and after relighting. */
    rgb: Uint8Array,
    shown: Uint8Array,
    /** uint8 [3, height, width] before. */
    fine: Uint8Array,
    out: Uint8Array,
  ): void;
}

type ViewKernelType = new (width: number, height: number, focal: number, slots: number) => ViewKernel;

/**
 * What room memory computes per pixel, in C++ (memory-addon.cpp). `camera` is a position and the nine numbers of the
 * axes; K keyframes. Every function throws a TypeError when an array is of another kind or too short.
 */
export interface NativeMemoryPasses {
  /** The instruction set that was chosen. */
  readonly kernel: string;
  assessNovelty(
    width: number,
    height: number,
    entity: Uint8Array,
    coverage: Uint8Array,
    confidence: Uint8Array,
    inverseDepth: Uint16Array,
    impossible: Uint8Array | undefined,
    imagined: number,
    leastConfidence: number,
    keep: Uint8Array,
    sure: Uint8Array,
    /** [2]: free and known. */
    counts: Int32Array,
  ): void;
  countUncovered(coverage: Uint8Array): number;
  maskCodes(codes: Uint16Array, mask: Uint8Array, out: Uint16Array): void;
  contradictions(
    width: number,
    height: number,
    focal: number,
    inverseDepth: Uint16Array,
    /** [K, 3, 4], from the view to each keyframe. */
    transforms: Float32Array,
    keyframes: readonly Uint16Array[],
    /** 0 before. */
    out: Uint8Array,
  ): void;
  surfaceSamples(
    width: number,
    height: number,
    focal: number,
    camera: Float64Array,
    inverseDepth: Uint16Array,
    weight: number,
    reach: number,
    cells: Int32Array,
    shares: Float64Array,
    walls: Uint8Array,
  ): number;
  measureCoverage(
    width: number,
    height: number,
    focal: number,
    camera: Float64Array,
    /** [K, 3] */
    eyes: Float64Array,
    transforms: Float32Array,
    samples: readonly Float32Array[],
    inverseDepth: readonly Uint16Array[],
    /** All 0 before. */
    quality: Float32Array,
    surface: Float32Array,
    nearest: Float32Array,
  ): void;
  openSky(
    width: number,
    height: number,
    codes: Uint16Array,
    lastCode: number,
    mask: Uint8Array,
    /** [4]: left, right, top, bottom; right is -1 where there is none. */
    range: Int32Array,
  ): void;
  fillSky(
    width: number,
    height: number,
    focal: number,
    /** [3, 3], from the plate to the picture. */
    rotation: Float64Array,
    range: Int32Array,
    mask: Uint8Array,
    rgb: Uint8Array,
    plateCodes: Uint16Array,
    plateRgb: Uint8Array | undefined,
  ): number;
}

const viewKernelSchema = z.object({
  ViewKernel: z.custom<ViewKernelType>((value) => typeof value === 'function', 'must be a class'),
});

const memoryPassesSchema = z.object({
  memoryPasses: z.custom<NativeMemoryPasses>((value) => typeof value === 'object', 'must be an object'),
});

/**
 * Loads what the native module has for drawing.
 * @throws Error when it was not built here, or for another machine
 */
export function loadViewKernel(file = nativeModule): ViewKernelType {
  return viewKernelSchema.parse(createRequire(import.meta.url)(file)).ViewKernel;
}

/** Planar RGB [3, H, W] to I420, by whole numbers as server/streaming/i420.ts. Both sides are even. */
export type I420Conversion = (rgb: Uint8Array, width: number, height: number, out: Uint8Array) => void;

const conversionSchema = z.object({
  rgbToI420: z.custom<I420Conversion>((value) => typeof value === 'function', 'must be a function'),
});

/**
 * Loads the conversion of pictures for video encoders.
 * @throws Error when it was not built here, or for another machine
 */
export function loadI420Conversion(file = nativeModule): I420Conversion {
  return conversionSchema.parse(createRequire(import.meta.url)(file)).rgbToI420;
}

/**
 * Loads what it has for room memory.
 * @throws Error when it was not built here, or for another machine
 */
export function loadMemoryPasses(file = nativeModule): NativeMemoryPasses {
  return memoryPassesSchema.parse(createRequire(import.meta.url)(file)).memoryPasses;
}
