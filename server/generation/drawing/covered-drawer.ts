import type { ViewPlanes } from '../view-planes.ts';
import type { ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';

/**
 * Draws views that memory covers with one drawer, and batches with an imagined view with another. A lean network is
 * enough to combine what memory knows. It is not enough for imagined views.
 */
export class CoveredDrawer implements Drawer {
  readonly #covered: Drawer;
  readonly #imagined: Drawer;

  constructor(covered: Drawer, imagined: Drawer) {
    this.#covered = covered;
    this.#imagined = imagined;
  }

  /** The method of most views. */
  get name(): Drawer['name'] {
    return this.#covered.name;
  }

  draw(views: number, tensors: ViewTensors, planes: ViewPlanes): Promise<void> {
    const isImagined = tensors.imagined.subarray(0, views).some((value) => value !== 0);
    return (isImagined ? this.#imagined : this.#covered).draw(views, tensors, planes);
  }

  async release(): Promise<void> {
    await Promise.all([this.#covered.release(), this.#imagined.release()]);
  }
}
