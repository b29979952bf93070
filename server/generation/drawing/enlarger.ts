import type { Manifest } from '../../../shared/pack.ts';
import { isSameSize, type Picture, type PictureSize } from '../../contracts/picture.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { loadViewKernel, type ViewKernel } from '../../native/native-module.ts';
import type { PerceptronLayers } from '../conditioning/perceptron-weights.ts';
import { rowOf } from '../rows.ts';
import type { PaintedPicture } from '../surfaces/painted-picture.ts';
import type { ViewTensors } from '../view-tensors.ts';
import { EntityEnlarger } from './entity-enlarger.ts';

/**
 * Enlarges drawn views. Networks draw at the view's own size. The enlarger adds detail from the fine pictures
 * of memory where their colours were drawn, and asks for entities again at the larger size. It needs the tensors that
 * the native conditioner and drawer fill.
 */
export class Enlarger {
  readonly #kernel: ViewKernel;
  readonly #entities: EntityEnlarger;
  readonly #manifest: Manifest;
  readonly #widths: Int32Array;
  readonly #heights: Int32Array;

  /** @throws Error if the native module cannot be loaded */
  constructor(appearance: PerceptronLayers, manifest: Manifest) {
    const { width, height, focal } = manifest.view;
    const { slots } = manifest.memory;
    const ViewKernel = loadViewKernel();
    this.#kernel = new ViewKernel(width, height, focal, slots);
    this.#entities = new EntityEnlarger(appearance, this.#kernel, manifest);
    this.#manifest = manifest;
    this.#widths = new Int32Array(slots);
    this.#heights = new Int32Array(slots);
  }

  /**
   * Gives each view a picture of the requested size.
   *
   * @param tensors The tensors by which the views were drawn.
   * @param painted What was painted of each larger picture, which memory does not know.
   */
  enlarge(
    requests: readonly ViewRequest[],
    views: readonly GeneratedView[],
    tensors: ViewTensors,
    painted: (row: number) => PaintedPicture | undefined = () => undefined,
  ): void {
    for (const [row, request] of requests.entries()) {
      const { size } = request;
      if (size === undefined || isSameSize(size, this.#manifest.view)) continue;
      const view = views[row];
      const pixels = view.entity.length;
      const known = rowOf(tensors.conditions, row, requests.length).subarray(3 * pixels, 4 * pixels);
      const kept = rowOf(tensors.kept, row, requests.length);
      view.fine = this.#fine(size, request, row, view.rgb, kept, requests.length, tensors);
      painted(row)?.putInto(view.fine, kept, this.#manifest.view);
      this.#entities.enlarge(view.fine, {
        count: Math.min(request.entities.length, this.#manifest.entities.perView),
        entities: rowOf(tensors.entities, row, requests.length),
        controls: rowOf(tensors.controls, row, requests.length),
        surface: rowOf(tensors.surface, row, requests.length),
        conditions: rowOf(tensors.conditions, row, requests.length),
        entityMaps: rowOf(tensors.entityMaps, row, requests.length),
      });
      if (view.warp)
        view.fineWarp = this.#fine(size, request, row, view.warp, known, requests.length, tensors);
      if (view.shown !== undefined) view.fineShown = this.#relit(view.rgb, view.shown, view.fine);
    }
  }

  #fine(
    size: PictureSize,
    { previous, keyframes }: ViewRequest,
    row: number,
    rgb: Uint8Array,
    kept: Float32Array,
    rows: number,
    tensors: ViewTensors,
  ): Picture {
    const { slots } = this.#manifest.memory;
    const sources = Array.from({ length: slots }, (_, slot) =>
      slot === 0 ? previous?.fine : keyframes[slot - 1]?.fine,
    );
    for (const [slot, source] of sources.entries()) {
      this.#widths[slot] = source?.width ?? 0;
      this.#heights[slot] = source?.height ?? 0;
    }
    const picture = emptyPicture(size);
    this.#kernel.enlarge(
      size.width,
      size.height,
      rgb,
      rowOf(tensors.conditions, row, rows),
      rowOf(tensors.surface, row, rows),
      rowOf(tensors.chosen, row, rows),
      kept,
      rowOf(tensors.transforms, row, rows),
      sources.map((source) => source?.rgb),
      this.#widths,
      this.#heights,
      picture.rgb,
    );
    return picture;
  }

  #relit(rgb: Uint8Array, shown: Uint8Array, fine: Picture): Picture {
    const picture = emptyPicture(fine);
    this.#kernel.relightFine(fine.width, fine.height, rgb, shown, fine.rgb, picture.rgb);
    return picture;
  }
}

function emptyPicture({ width, height }: PictureSize): Picture {
  return { width, height, rgb: new Uint8Array(new SharedArrayBuffer(3 * width * height)) };
}
