import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { MapChannels } from '../graph-contract.ts';
import { fillUniform } from '../noise.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes, type ViewPlanes } from '../view-planes.ts';
import { createViewTensors, type ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';

const rounds = 7;

/** One made-up view; `imagined` is 0 or 1. */
export function trialTensors(manifest: Manifest, channels: MapChannels, imagined: number): ViewTensors {
  const tensors = createViewTensors(manifest, channels, 1, new TensorStorage(1));
  fillTrial(tensors, imagined, drawingControls(manifest).length);
  return tensors;
}

/** Two made-up views, by which drawers are compared: one that is not imagined, and one that is. */
export class DrawerTrial {
  readonly #manifest: Manifest;
  readonly #views: readonly ViewTensors[];
  /** What drawers drew, view by view: the drawer that others are compared with draws once. */
  readonly #drawn = new Map<Drawer, ViewPlanes[]>();

  constructor(manifest: Manifest, channels: MapChannels) {
    this.#manifest = manifest;
    this.#views = [0, 1].map((imagined) => trialTensors(manifest, channels, imagined));
  }

  /** Share of values that differ between two drawers by more than rounding. */
  async difference(first: Drawer, second: Drawer): Promise<number> {
    let different = 0;
    let values = 0;
    const others = await this.#drawnBy(second);
    for (const [view, a] of (await this.#drawnBy(first)).entries()) {
      const b = others[view];
      for (const [one, other, step] of [
        [a.rgb, b.rgb, 1],
        [a.entity, b.entity, 1],
        [a.confidence, b.confidence, 1],
        // Codes of near surfaces are large, so one step of a byte is 64 codes.
        [a.inverseDepth, b.inverseDepth, 64],
      ] as const) {
        values += one.length;
        for (let i = 0; i < one.length; i++) if (Math.abs(one[i] - other[i]) > step) different++;
      }
    }
    return different / values;
  }

  /**
   * Milliseconds of each drawer for the view that is not imagined: the least of a few rounds in which they take turns,
   * so that other work on the machine does not decide.
   */
  async times(drawers: readonly Drawer[]): Promise<number[]> {
    const planes = allocatePlanes(1, this.#manifest);
    const least = drawers.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < rounds; round++) {
      for (const [i, drawer] of drawers.entries()) {
        const start = performance.now();
        await drawer.draw(1, this.#views[0], planes);
        least[i] = Math.min(least[i], performance.now() - start);
      }
    }
    return least;
  }

  async #drawnBy(drawer: Drawer): Promise<ViewPlanes[]> {
    const known = this.#drawn.get(drawer);
    if (known !== undefined) return known;
    const drawn: ViewPlanes[] = [];
    for (const tensors of this.#views) {
      const planes = allocatePlanes(1, this.#manifest);
      await drawer.draw(1, tensors, planes);
      drawn.push(planes);
    }
    this.#drawn.set(drawer, drawn);
    return drawn;
  }
}

/**
 * Fills every map with noise from 0 to 1, and large parts with 0, as where memory knows nothing or there is
 * no entity.
 */
function fillTrial(tensors: ViewTensors, imagined: number, controls: number): void {
  const key = { view: 'trial', roomSeed: 3, tick: imagined };
  for (const [draw, map] of [tensors.conditions, tensors.entityMaps, tensors.coarse].entries()) {
    fillUniform(map, key, draw);
    for (let i = 0; i < map.length; i++) if (Math.floor(i / 1000) % 3 === draw) map[i] = 0;
  }
  if (imagined === 0) tensors.coarse.fill(0);
  tensors.imagined.fill(imagined);
  tensors.controls.fill(0.5, 0, controls);
}
