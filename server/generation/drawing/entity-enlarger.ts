import type { Manifest } from '../../../shared/pack.ts';
import type { Picture, PictureSize } from '../../contracts/picture.ts';
import { loadViewKernel, type ViewKernel } from '../../native/native-module.ts';
import type { PerceptronLayers } from '../conditioning/perceptron-weights.ts';

/** What a view was drawn from, at its own size. */
export interface DrawnEntities {
  /** Entities of the view. */
  count: number;
  /** The maps of one view, see view-tensors.ts. */
  entities: Float32Array;
  controls: Float32Array;
  surface: Float32Array;
  conditions: Float32Array;
  entityMaps: Float32Array;
}

/** A kernel's width and height are multiples of this. */
const step = 16;

/** Kernel and maps of one picture size. Maps have more rows than the picture where its height is no multiple. */
interface FineEntities {
  kernel: ViewKernel;
  rows: number;
  /** Rows above the picture. */
  margin: number;
  surface: Float32Array;
  /** Nothing is known of memory at this size. */
  conditions: Float32Array;
  entityMaps: Float32Array;
  coverage: Uint8Array;
}

/**
 * Shows entities in larger pictures as sharp as they are: the entity field can be asked for any ray
 * (native/entities.h). It is asked where the entities of the view change from pixel to pixel: at
 * outlines, mostly.
 */
export class EntityEnlarger {
  readonly #appearance: PerceptronLayers;
  readonly #kernel: ViewKernel;
  readonly #manifest: Manifest;
  /** By width. */
  readonly #sizes = new Map<number, FineEntities>();

  /** @param kernel That of the view's own size. */
  constructor(appearance: PerceptronLayers, kernel: ViewKernel, manifest: Manifest) {
    this.#appearance = appearance;
    this.#kernel = kernel;
    this.#manifest = manifest;
  }

  /** Changes the pixels of `picture`, an enlarged view, that show entities; none where no kernel has its width. */
  enlarge(picture: Picture, { count, surface, entityMaps, ...drawn }: DrawnEntities): void {
    if (count === 0) return;
    const { width, height, rgb } = picture;
    const fine = this.#of(picture);
    if (fine === undefined) return;
    const { rows, margin } = fine;
    this.#kernel.openRays(width, height, rows, margin, surface, entityMaps, fine.surface);
    fine.kernel.paintEntities(
      drawn.entities,
      count,
      drawn.controls,
      fine.surface,
      fine.conditions,
      fine.entityMaps,
      fine.coverage,
    );
    this.#kernel.enlargeEntities(
      width,
      height,
      rows,
      margin,
      drawn.conditions,
      entityMaps,
      fine.entityMaps,
      fine.surface,
      rgb,
    );
  }

  #of({ width, height }: PictureSize): FineEntities | undefined {
    const known = this.#sizes.get(width);
    if (known) return known;
    const { view } = this.#manifest;
    const rows = Math.ceil(height / step) * step;
    if (width % step !== 0) return undefined;
    const ViewKernel = loadViewKernel();
    const kernel = new ViewKernel(width, rows, (view.focal * width) / view.width, 2);
    kernel.setAppearance(this.#appearance.weights, this.#appearance.biases);
    const pixels = width * rows;
    const made = {
      kernel,
      rows,
      margin: (rows - height) / 2,
      surface: new Float32Array(pixels),
      conditions: new Float32Array(4 * pixels),
      entityMaps: new Float32Array(5 * pixels),
      coverage: new Uint8Array(pixels),
    };
    this.#sizes.set(width, made);
    return made;
  }
}
