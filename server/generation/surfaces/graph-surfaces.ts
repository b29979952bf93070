import { cameraAxes } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { met } from '../../surface-field/surface-rays.ts';
import {
  airNumbers,
  lightNumbers,
  placeNumbers,
  type SurfaceSamples,
  SurfaceView,
  usualClouds,
} from '../../surface-field/surface-samples.ts';
import {
  mostProbes,
  sideOn,
  type TextureProbe,
  type TextureSizes,
  textureProbes,
} from '../../surface-field/texture-probes.ts';
import {
  allocateFound,
  type FoundSurfaces,
  hazeFrom,
  inFront,
  type SurfaceFinder,
  type SurfaceQuery,
} from './surface-finder.ts';
import type { SurfaceNetwork } from './surface-network.ts';

/** Rows of the graph that one pixel takes at most with textures read at several places. */
const mostRows = 2 * mostProbes;

/**
 * Finds surfaces in TypeScript, and colours them by surface.onnx. As told of the sizes of its textures, it reads them at all
 * places of a pixel, as the native kernel does: up to eight points of the graph for a pixel, which takes long, and is what
 * the kernel is compared with. Otherwise it asks for one point in the middle of each pixel, whose texels are as large as the
 * pixel on average.
 */
export class GraphSurfaces implements SurfaceFinder {
  readonly name = 'graph';
  readonly #network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>;
  readonly #materials: number;
  readonly #textures: TextureSizes | undefined;
  #found = allocateFound(0);

  /** @param materials Number of the pack's materials. */
  constructor(
    network: Pick<SurfaceNetwork, 'samplesFor' | 'colours'>,
    materials: number,
    textures?: TextureSizes,
  ) {
    this.#network = network;
    this.#materials = materials;
    this.#textures = textures;
  }

  async find({ ground, camera, controls, picture, known, off, into }: SurfaceQuery): Promise<FoundSurfaces> {
    const { width, height, focal } = picture;
    if (!into && this.#found.pixels.length < width * height) this.#found = allocateFound(width * height);
    const found = into ?? this.#found;
    const samples = this.#network.samplesFor(width * height * (this.#textures ? mostRows : 1));
    const view = new SurfaceView(ground, camera, { materials: this.#materials, focal });
    const axes = cameraAxes(camera);
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = axes;
    /** Rows of the graph: index of the point that each belongs to, and its share of the colour. */
    const rows: { of: number; share: number }[] = [];
    let count = 0;
    for (let y = 0, pixel = 0; y < height; y++) {
      const up = (height / 2 - y - 0.5 - (off?.v ?? 0)) / focal;
      for (let x = 0; x < width; x++, pixel++) {
        if (known[pixel] === Number.POSITIVE_INFINITY) continue;
        const right = (x + 0.5 + (off?.u ?? 0) - width / 2) / focal;
        const ray = [
          fx + ux * up + rx * right,
          fy + uy * up + ry * right,
          fz + uz * up + rz * right,
        ] as const;
        const what = view.sample(...ray, samples, rows.length);
        if (what === met.unknown && view.distance < hazeFrom) continue;
        const behind = known[pixel];
        if (behind > 0) {
          const isInFront = 1 / view.distance > behind * (1 + inFront.share) + inFront.least;
          if (what !== met.surface || view.isGiven || !isInFront) continue;
        }
        if (what !== met.surface) view.sampleSky(ray, usualClouds, samples, rows.length);
        found.pixels[count] = pixel;
        found.inverse[count] = what === met.surface ? 1 / view.distance : skyCode * inverseDepthScale;
        found.surfaces[count] = what === met.surface ? view.surface : 0;
        if (this.#textures && what === met.surface) {
          const side = (axis: readonly [number, number, number]) =>
            sideOn(axis, ray, view.distance / focal, view.face);
          const probes = textureProbes(side([rx, ry, rz]), side([ux, uy, uz]), this.#textures);
          writeProbes(samples, rows.length, probes);
          for (const { share } of probes) rows.push({ of: count, share });
        } else rows.push({ of: count, share: 1 });
        count++;
      }
    }
    found.count = count;
    if (count === 0) return found;
    const { colours, brightness } = await this.#network.colours(rows.length, controls);
    found.colours.fill(0, 0, 3 * count);
    for (const [row, { of, share }] of rows.entries()) {
      for (let channel = 0; channel < 3; channel++) {
        found.colours[3 * of + channel] += share * colours[3 * row + channel];
      }
      found.brightness[of] = brightness[row];
    }
    return found;
  }
}

/** Makes the row of a pixel's middle those of its probes. */
function writeProbes(
  { surfaces, places, lights, air }: SurfaceSamples,
  first: number,
  probes: readonly TextureProbe[],
): void {
  const along = places[placeNumbers * first];
  const up = places[placeNumbers * first + 1];
  for (const [i, probe] of probes.entries()) {
    const row = first + i;
    surfaces[row] = surfaces[first];
    places.set([along + probe.along, up + probe.up, probe.footprint], placeNumbers * row);
    lights.copyWithin(lightNumbers * row, lightNumbers * first, lightNumbers * (first + 1));
    air.copyWithin(airNumbers * row, airNumbers * first, airNumbers * (first + 1));
  }
}
