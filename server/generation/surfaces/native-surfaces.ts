import { cameraAxes } from '../../../shared/geometry/camera.ts';
import { loadSurfaceKernel, type SurfaceKernel } from '../../native/surface-kernel.ts';
import { GroundCells } from '../../surface-field/ground-cells.ts';
import { usualClouds } from '../../surface-field/surface-samples.ts';
import {
  allocateFound,
  type FoundSurfaces,
  hazeFrom,
  inFront,
  type SurfaceFinder,
  type SurfaceQuery,
} from './surface-finder.ts';
import type { SurfaceWeights } from './surface-weights.ts';

/** Metres after which all textures repeat: places are told from a multiple of it, so that 32-bit numbers are exact. */
const commonPeriod = 4;
const eyeNumbers = 18;

/** Finds and colours surfaces by the native kernel. */
export class NativeSurfaces implements SurfaceFinder {
  readonly name = 'native';
  readonly #kernel: SurfaceKernel;
  readonly #eye = new Float32Array(eyeNumbers);
  #found = allocateFound(0);

  /** @throws Error if the native module cannot be loaded, or the weights do not fit each other */
  constructor(weights: SurfaceWeights, materials: number) {
    const SurfaceKernel = loadSurfaceKernel();
    const { texels, offset, columns, rows, levels, texelsPerMetre, light, density, fog, sky } = weights;
    this.#kernel = new SurfaceKernel(
      ...([texels, offset, columns, rows, levels, texelsPerMetre, materials] as const),
      ...([light.weights, light.biases, density.weights, density.biases] as const),
      ...([fog.weights, fog.biases, sky.weights, sky.biases] as const),
    );
  }

  async find({ ground, camera, controls, picture, known, off, into }: SurfaceQuery): Promise<FoundSurfaces> {
    const { width, height, focal } = picture;
    const n = width * height;
    if (!into && this.#found.pixels.length < n) this.#found = allocateFound(n);
    const found = into ?? this.#found;
    const cells = new GroundCells(ground);
    const fromX = Math.floor(cells.x / commonPeriod) * commonPeriod;
    const fromZ = Math.floor(cells.z / commonPeriod) * commonPeriod;
    const [timeOfDay, fog] = controls;
    const { sun } = ground;
    this.#eye.set([
      ...[camera.x - fromX, camera.y, camera.z - fromZ],
      ...cameraAxes(camera),
      ...(sun === undefined ? [0, 0] : [Math.sin(sun), Math.cos(sun)]),
      ...[timeOfDay, fog, usualClouds.cover, usualClouds.shift],
    ]);
    const { pixels, inverse, colours, surfaces, brightness } = found;
    found.count = this.#kernel.paint(
      ...([
        cells.heights,
        cells.materials,
        cells.given,
        cells.stride,
        cells.x - fromX,
        cells.z - fromZ,
      ] as const),
      ...([this.#eye, width, height, focal, known, hazeFrom, inFront.share, inFront.least] as const),
      ...([pixels, inverse, colours, surfaces, brightness] as const),
      ...([off?.u ?? 0, off?.v ?? 0] as const),
    );
    return found;
  }
}
