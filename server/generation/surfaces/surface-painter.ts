import { intrinsicsAt } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { isSameSize } from '../../contracts/picture.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import { rowOf } from '../rows.ts';
import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';
import { PaintedPicture } from './painted-picture.ts';
import { enlarged, shrunkSurfaces } from './picture-scale.ts';
import { paintedBelow, SkyBorder } from './sky-border.ts';
import { SmoothBorders } from './smooth-borders.ts';
import type { FoundSurfaces, SurfaceFinder } from './surface-finder.ts';

/** How entities are hidden behind surfaces: steepness, and slack as a share of inverse depth (entity_field.py). */
const steepness = 30;
const slack = 0.95;

/** The maps of `conditions` (condition.py). */
const map = { rgb: 0, memory: 3, previous: 4, root: 5, previousRgb: 6, detail: 9 } as const;

/** Planes of one view, [H, W] each. */
interface ViewMaps {
  conditions: Float32Array;
  coarseConditions: Float32Array;
  entityMaps: Float32Array;
  surface: Float32Array;
  coverage: Uint8Array;
  painted: Uint8Array | undefined;
  chosen: Uint8Array;
}

/**
 * Paints what memory does not know of a view, but the room's map does: casts the rays of those pixels over the map, asks
 * the surface network what is seen there, and writes it into the maps of a conditioned view as if memory knew it. The
 * same place has the same colours from every side, so nothing of it needs to be remembered.
 */
export class SurfacePainter {
  readonly #finder: Pick<SurfaceFinder, 'find'>;
  readonly #manifest: Manifest;
  /** Inverse depth of what memory knows of each pixel, 0 = nothing. */
  readonly #known: Float32Array;
  readonly #skyBorder: SkyBorder;
  /** What was painted of larger pictures, by row of the batch. */
  readonly #larger = new Map<number, PaintedPicture>();

  constructor(finder: SurfaceFinder, manifest: Manifest) {
    this.#finder = new SmoothBorders(finder);
    this.#manifest = manifest;
    this.#known = new Float32Array(manifest.view.width * manifest.view.height);
    this.#skyBorder = new SkyBorder(manifest.view);
  }

  /** What the last call of {@link paint} painted of the larger picture of a request; undefined if nothing. */
  larger(row: number): PaintedPicture | undefined {
    return this.#larger.get(row);
  }

  /** Paints the views whose requests have a map. */
  async paint(requests: readonly ViewRequest[], tensors: ViewTensors, planes: ViewPlanes): Promise<void> {
    const rows = requests.length;
    this.#larger.clear();
    for (const [row, request] of requests.entries()) {
      if (!request.ground) continue;
      const maps: ViewMaps = {
        conditions: rowOf(tensors.conditions, row, rows),
        coarseConditions: rowOf(tensors.coarseConditions, row, rows),
        entityMaps: rowOf(tensors.entityMaps, row, rows),
        surface: rowOf(tensors.surface, row, rows),
        coverage: rowOf(planes.coverage, row, rows),
        painted: planes.painted && rowOf(planes.painted, row, rows),
        chosen: rowOf(tensors.chosen, row, rows),
      };
      this.#readKnown(maps);
      const found = await this.#find(request, request.ground, row, maps);
      this.#write(found, maps);
      this.#shrink(found, maps);
    }
  }

  async #find(
    { camera, controls, size }: ViewRequest,
    ground: PlannedGround,
    row: number,
    { conditions, surface }: ViewMaps,
  ): Promise<FoundSurfaces> {
    const { view } = this.#manifest;
    const n = this.#known.length;
    const remembered = {
      memory: conditions.subarray(map.memory * n, (map.memory + 1) * n),
      inverse: surface,
      rgb: conditions.subarray(map.rgb * n, (map.rgb + 3) * n),
    };
    const query = { ground, camera, controls };
    if (size === undefined || isSameSize(size, view)) {
      const found = await this.#finder.find({ ...query, picture: view, known: this.#known });
      this.#skyBorder.find(found, remembered);
      this.#skyBorder.soften(found, view);
      return found;
    }
    const picture = intrinsicsAt(view, size.width);
    const known = enlarged(this.#known, view, picture);
    const found = await this.#finder.find({ ...query, picture, known });
    const small = shrunkSurfaces(found, picture, view);
    this.#skyBorder.find(small, remembered);
    this.#skyBorder.soften(found, picture);
    this.#skyBorder.soften(small, view);
    const painted = new PaintedPicture(size);
    painted.write(found);
    this.#larger.set(row, painted);
    return small;
  }

  #readKnown({ conditions, surface }: ViewMaps): void {
    const n = this.#known.length;
    const memory = conditions.subarray(map.memory * n, (map.memory + 1) * n);
    for (let pixel = 0; pixel < n; pixel++) {
      this.#known[pixel] = memory[pixel] < paintedBelow ? 0 : surface[pixel];
    }
  }

  #write({ count, pixels, inverse, colours }: FoundSurfaces, maps: ViewMaps): void {
    const { width } = this.#manifest.view;
    const n = this.#known.length;
    const { conditions, entityMaps, surface, coverage, painted, chosen } = maps;
    for (let i = 0; i < count; i++) {
      const pixel = pixels[i];
      for (let channel = 0; channel < 3; channel++) {
        conditions[(map.rgb + channel) * n + pixel] = colours[3 * i + channel];
        conditions[(map.previousRgb + channel) * n + pixel] = 0;
      }
      conditions[map.memory * n + pixel] = 1;
      conditions[map.previous * n + pixel] = 0;
      conditions[map.root * n + pixel] = Math.sqrt(inverse[i]);
      conditions[map.detail * n + pixel] = 1;
      surface[pixel] = inverse[i];
      const nearer = entityMaps[4 * n + pixel] ** 2 / (inverse[i] + 0.005);
      entityMaps[3 * n + pixel] /= 1 + Math.exp(-(nearer - slack) * steepness);
      coverage[pixel] = 255;
      if (painted) painted[pixel] = 1;
      const row = Math.floor(pixel / width);
      // The last frame: it is the only slot that may show what is painted.
      chosen[(row >> 1) * (width / 2) + ((pixel - row * width) >> 1)] = 0;
    }
  }

  /** Writes the half-size maps of the pixels that were painted: RGB and root inverse depth by coverage, and coverage. */
  #shrink({ count, pixels }: FoundSurfaces, { conditions, coarseConditions }: ViewMaps): void {
    const { width } = this.#manifest.view;
    const n = this.#known.length;
    const offsets = [0, 1, width, width + 1];
    const sums = new Float64Array(5);
    let last = -1;
    for (let i = 0; i < count; i++) {
      const row = Math.floor(pixels[i] / width);
      const column = pixels[i] - row * width;
      const from = (row & ~1) * width + (column & ~1);
      if (from === last) continue;
      last = from;
      const coarse = (row >> 1) * (width / 2) + (column >> 1);
      sums.fill(0);
      for (let corner = 0; corner < 4; corner++) {
        const pixel = from + offsets[corner];
        const known = Math.max(conditions[map.memory * n + pixel], conditions[map.previous * n + pixel]);
        sums[4] += known;
        sums[3] += known * conditions[map.root * n + pixel];
        for (let channel = 0; channel < 3; channel++) {
          sums[channel] += known * conditions[(map.rgb + channel) * n + pixel];
        }
      }
      for (let part = 0; part < 5; part++) coarseConditions[(part * n) / 4 + coarse] = sums[part] / 4;
    }
  }
}
