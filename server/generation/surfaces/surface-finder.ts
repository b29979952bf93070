import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';

/** What is looked for. */
export interface SurfaceQuery {
  ground: PlannedGround;
  camera: Pose;
  /** Drawing controls, each in [0, 1]. */
  controls: readonly number[];
  /** Of the picture, which may be larger than the view. */
  picture: Intrinsics;
  /**
   * [H, W] of the picture: inverse depth (1 / m) of what memory knows there, 0 = nothing, infinity = nobody asks. Where memory knows something, a
   * surface is found only in front of it, and only of cells that memory has not seen.
   */
  known: Float32Array;
  /** Pixels off the middle of each pixel where its ray goes through, right and down; none by default. */
  off?: { u: number; v: number };
  /** Takes the answer, and has room for all pixels; by default the finder's own, which is valid until the next query. */
  into?: FoundSurfaces;
}

/** What pixels show of a map: N pixels in the order of rows. */
export interface FoundSurfaces {
  count: number;
  /** [N] */
  pixels: Int32Array;
  /** [N], inverse depths (1 / m); of the sky that of its code. */
  inverse: Float32Array;
  /** [N, 3], 0 to 1. */
  colours: Float32Array;
  /** [N]: the same number for pixels of one material in one plane; 0 = sky or haze. Other queries number them otherwise. */
  surfaces: Int32Array;
  /** [N]: brightness of the light on the surface as far as the air lets it be seen; of the sky without meaning. */
  brightness: Float32Array;
}

/** Room for what so many pixels show; nothing is found yet. */
export function allocateFound(pixels: number): FoundSurfaces {
  return {
    count: 0,
    pixels: new Int32Array(pixels),
    inverse: new Float32Array(pixels),
    colours: new Float32Array(3 * pixels),
    surfaces: new Int32Array(pixels),
    brightness: new Float32Array(pixels),
  };
}

/**
 * Casts the rays of pixels over a room's map and colours what they meet. Pixels that show what the map does not know, nearer
 * than {@link hazeFrom}, are left out. surface.onnx defines the colours; the native kernel is compared with it.
 */
export interface SurfaceFinder {
  readonly name: 'graph' | 'native';
  find(query: SurfaceQuery): Promise<FoundSurfaces>;
}

/** A surface is in front of what memory knows if its inverse depth is larger by this share, and by this (1 / m). */
export const inFront = { share: 0.1, least: 0.02 } as const;
/** Metres from which what the map does not know is haze above the horizon. */
export const hazeFrom = 20;
