import { cameraAxes } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { met } from '../../surface-field/surface-rays.ts';
import { SurfaceView, usualClouds } from '../../surface-field/surface-samples.ts';
import {
  type FoundSurfaces,
  hazeFrom,
  inFront,
  type SurfaceFinder,
  type SurfaceQuery,
} from './surface-finder.ts';
import type { SurfaceNetwork } from './surface-network.ts';

const nothing = { colours: new Float32Array(), brightness: new Float32Array() };

/** Finds surfaces in TypeScript, and colours them by surface.onnx. */
export class GraphSurfaces implements SurfaceFinder {
  readonly name = 'graph';
  readonly #network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>;
  readonly #materials: number;
  #pixels = new Int32Array();
  #inverse = new Float32Array();
  #surfaces = new Int32Array();

  /** @param materials Number of the pack's materials. */
  constructor(network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>, materials: number) {
    this.#network = network;
    this.#materials = materials;
  }

  async find({ ground, camera, controls, picture, known }: SurfaceQuery): Promise<FoundSurfaces> {
    const { width, height, focal } = picture;
    if (this.#pixels.length < width * height) {
      this.#pixels = new Int32Array(width * height);
      this.#inverse = new Float32Array(width * height);
      this.#surfaces = new Int32Array(width * height);
    }
    const samples = this.#network.samplesFor(width * height);
    const view = new SurfaceView(ground, camera, { materials: this.#materials, focal });
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = cameraAxes(camera);
    let count = 0;
    for (let y = 0, pixel = 0; y < height; y++) {
      const up = (height / 2 - y - 0.5) / focal;
      for (let x = 0; x < width; x++, pixel++) {
        if (known[pixel] === Number.POSITIVE_INFINITY) continue;
        const right = (x + 0.5 - width / 2) / focal;
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
        this.#pixels[count] = pixel;
        this.#inverse[count] = what === met.surface ? 1 / view.distance : skyCode * inverseDepthScale;
        this.#surfaces[count] = what === met.surface ? view.surface : 0;
        count++;
      }
    }
    const lit = count > 0 ? await this.#network.colours(count, controls) : nothing;
    return { count, pixels: this.#pixels, inverse: this.#inverse, surfaces: this.#surfaces, ...lit };
  }
}
