import { cameraAxes } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { met } from '../../surface-field/surface-rays.ts';
import { SurfaceView, usualClouds } from '../../surface-field/surface-samples.ts';
import {
  allocateFound,
  type FoundSurfaces,
  hazeFrom,
  inFront,
  type SurfaceFinder,
  type SurfaceQuery,
} from './surface-finder.ts';
import type { SurfaceNetwork } from './surface-network.ts';

/** Finds surfaces in TypeScript, and colours them by surface.onnx. */
export class GraphSurfaces implements SurfaceFinder {
  readonly name = 'graph';
  readonly #network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>;
  readonly #materials: number;
  #found = allocateFound(0);

  /** @param materials Number of the pack's materials. */
  constructor(network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>, materials: number) {
    this.#network = network;
    this.#materials = materials;
  }

  async find({ ground, camera, controls, picture, known, off, into }: SurfaceQuery): Promise<FoundSurfaces> {
    const { width, height, focal } = picture;
    if (!into && this.#found.pixels.length < width * height) this.#found = allocateFound(width * height);
    const found = into ?? this.#found;
    const samples = this.#network.samplesFor(width * height);
    const view = new SurfaceView(ground, camera, { materials: this.#materials, focal });
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = cameraAxes(camera);
    let count = 0;
    for (let y = 0, pixel = 0; y < height; y++) {
      const up = (height / 2 - y - 0.5 - (off?.v ?? 0)) / focal;
      for (let x = 0; x < width; x++, pixel++) {
        if (known[pixel] === Number.POSITIVE_INFINITY) continue;
        const right = (x + 0.5 + (off?.u ?? 0) - width / 2) / focal;
        const [dx, dy, dz] = [
          fx + ux * up + rx * right,
          fy + uy * up + ry * right,
          fz + uz * up + rz * right,
        ];
        const what = view.sample(dx, dy, dz, samples, count);
        if (what === met.unknown && view.distance < hazeFrom) continue;
        const behind = known[pixel];
        if (behind > 0) {
          const isInFront = 1 / view.distance > behind * (1 + inFront.share) + inFront.least;
          if (what !== met.surface || view.isGiven || !isInFront) continue;
        }
        if (what !== met.surface) view.sampleSky([dx, dy, dz], usualClouds, samples, count);
        found.pixels[count] = pixel;
        found.inverse[count] = what === met.surface ? 1 / view.distance : skyCode * inverseDepthScale;
        found.surfaces[count] = what === met.surface ? view.surface : 0;
        count++;
      }
    }
    found.count = count;
    if (count === 0) return found;
    const { colours, brightness } = await this.#network.colours(count, controls);
    found.colours.set(colours.subarray(0, 3 * count));
    found.brightness.set(brightness.subarray(0, count));
    return found;
  }
}
