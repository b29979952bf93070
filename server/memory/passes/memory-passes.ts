import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { KeyframeSamples } from '../keyframe-samples.ts';

/**
 * What room memory computes per pixel or per sample, in numbers and arrays alone. There are two
 * implementations with the same answers to the last bit: TypeScript, which is the reference
 * (typescript-passes.ts), and the native kernel (native-passes.ts). Planes are [H, W], row-major.
 */
export interface MemoryPasses {
  /** For the log. */
  readonly name: string;
  assessNovelty(view: NoveltyInputs): NoveltyOutputs;
  /** How many of the values of a coverage plane are too low to count as covered. */
  countUncovered(coverage: Uint8Array): number;
  /** Writes the codes where `mask` is 1, and 0 elsewhere. */
  maskCodes(codes: Uint16Array, mask: Uint8Array, out: Uint16Array): void;
  /** 1 for each pixel of `view` that stands where one of `keyframes` sees empty space. */
  contradictions(intrinsics: Intrinsics, view: SeenDepth, keyframes: readonly SeenDepth[]): Uint8Array;
  /** Writes which cells of the height grid the surfaces of a picture stand in; returns how many samples there are. */
  surfaceSamples(intrinsics: Intrinsics, picture: SeenDepth, evidence: Evidence, out: SurfaceSamples): number;
  /** Writes which cells of the view from `camera` each keyframe shows, and how well; `out` is 0 before. */
  measureCoverage(
    intrinsics: Intrinsics,
    camera: Pose,
    keyframes: readonly ViewedKeyframe[],
    out: CellCoverage,
  ): void;
  /** Writes 1 where codes [H, W] show sky with nothing else near it, 0 elsewhere; returns what holds all of it. */
  openSky(intrinsics: Intrinsics, codes: Uint16Array, mask: Uint8Array): PixelRange;
  /**
   * Fills unknown pixels of a sky plate; returns how many. Without `plateRgb` it writes nothing, and answers 1 where
   * there is something to fill.
   */
  fillSky(
    intrinsics: Intrinsics,
    fill: SkyFill,
    plateCodes: Uint16Array,
    plateRgb: Uint8Array | undefined,
  ): number;
}

/** A posed picture's depths. */
export interface SeenDepth {
  pose: Pose;
  /** Codes [H, W], 0 = unknown. */
  inverseDepth: Uint16Array;
}

/** A drawn view, and how sure its pixels must be. */
export interface NoveltyInputs {
  width: number;
  height: number;
  entity: Uint8Array;
  coverage: Uint8Array;
  confidence: Uint8Array;
  inverseDepth: Uint16Array;
  imagined: boolean;
  /** 0 to 255. */
  leastConfidence: number;
  /** 1 where the drawn surface contradicts what is known. */
  impossible: Uint8Array | undefined;
}

export interface NoveltyOutputs {
  /** Pixels away from entities. */
  free: number;
  /** Those of them that can be kept. */
  known: number;
  /** 1 where a pixel can be kept. */
  keep: Uint8Array;
  /** 1 where a pixel's depth can be relied on. */
  sure: Uint8Array;
}

/** How much a picture counts, and up to which depth in metres. */
export interface Evidence {
  readonly weight: number;
  readonly reach: number;
}

/** Where surfaces stand, in the order in which they count. */
export interface SurfaceSamples {
  /** [n, 2]: x and z of a cell of the height grid. */
  readonly cells: Int32Array;
  /** [n]: share of the cell's wall or ground that was seen. */
  readonly shares: Float64Array;
  /** [n]: 1 for a wall, 0 for the ground. */
  readonly walls: Uint8Array;
}

/** A keyframe with its surface samples. */
export interface ViewedKeyframe extends SeenDepth {
  samples: KeyframeSamples;
}

export interface CellCoverage {
  /** [keyframes, cells], 0 to 1: how well each keyframe shows each cell. */
  readonly quality: Float32Array;
  /** [keyframes, cells]: inverse depth of the surface that a keyframe shows, 1 / m. */
  readonly surface: Float32Array;
  /** [cells]: inverse depth of the nearest surface, 1 / m. */
  readonly nearest: Float32Array;
}

/** Pixels, ends included; `right` is -1 where there are none. */
export interface PixelRange {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What a sky plate is filled from. */
export interface SkyFill {
  /** [3, 3], from the plate's camera space to the picture's. */
  rotation: Float64Array;
  /** The part of the plate that may see the picture's sky. */
  part: PixelRange;
  /** 1 where the picture shows open sky, [H, W]. */
  mask: Uint8Array;
  /** [3, H, W] */
  rgb: Uint8Array;
}
