import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { MapChannels } from '../graph-contract.ts';
import { fillUniform } from '../noise.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors, type ViewTensors } from '../view-tensors.ts';
import type { Drawer } from './drawer.ts';

const rounds = 7;

/** One made-up view; `imagined` is 0 or 1. */
export function trialTensors(manifest: Manifest, channels: MapChannels, imagined: number): ViewTensors {
  const tensors = createViewTensors(manifest, channels, 1, new TensorStorage(1));
  fillTrial(tensors, imagined, drawingControls(manifest).length);
  return tensors;
}

/**
 * Share of values that differ between two drawers by more than rounding, over an imagined view and one that
 * is not.
 */
export async function compareDrawers(
  first: Drawer,
  second: Drawer,
  manifest: Manifest,
  channels: MapChannels,
): Promise<number> {
  let different = 0;
  let values = 0;
  for (const imagined of [0, 1]) {
    const run = async (drawer: Drawer) => {
      const planes = allocatePlanes(1, manifest);
      await drawer.draw(1, trialTensors(manifest, channels, imagined), planes);
      return planes;
    };
    const [a, b] = [await run(first), await run(second)];
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
 * Milliseconds of each drawer for a view that is not imagined: the least of a few rounds in which they take turns, so
 * that other work on the machine does not decide.
 */
export async function timeDrawers(
  drawers: readonly Drawer[],
  manifest: Manifest,
  channels: MapChannels,
): Promise<number[]> {
  const tensors = trialTensors(manifest, channels, 0);
  const planes = allocatePlanes(1, manifest);
  const least = drawers.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, drawer] of drawers.entries()) {
      const start = performance.now();
      await drawer.draw(1, tensors, planes);
      least[i] = Math.min(least[i], performance.now() - start);
    }
  }
  return least;
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
