import { existsSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { nativeModule } from '../../native/native-module.ts';
import type { MapChannels } from '../graph-contract.ts';
import { fillUniform } from '../noise.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors, type ViewTensors } from '../view-tensors.ts';
import { CoveredDrawer } from './covered-drawer.ts';
import type { Drawer } from './drawer.ts';
import { GraphDrawer } from './graph-drawer.ts';
import { NativeDrawer } from './native-drawer.ts';

export interface ChosenDrawer {
  drawer: Drawer;
  /** Why it was chosen, for the log. */
  reason: string;
}

export interface DrawingParts {
  manifest: Manifest;
  draw: InferenceSession;
  /** Undefined if the pack has no such graph. */
  lean: InferenceSession | undefined;
  trunk: InferenceSession | undefined;
  channels: MapChannels;
}

/**
 * Allowed share of values that differ by more than one step. Different orders of addition round differently.
 */
export const allowedDifference = 0.002;

/**
 * Chooses the drawer once, when a worker starts. If the pack has a lean network, it draws views that memory covers.
 * The native drawer is used if its result for random conditions equals that of the lean graph.
 */
export async function chooseDrawer(
  native: boolean,
  { manifest, draw, lean, trunk, channels }: DrawingParts,
): Promise<ChosenDrawer> {
  const full = new GraphDrawer(draw);
  if (lean === undefined) {
    await trunk?.release();
    return { drawer: full, reason: 'the pack has no lean graph' };
  }
  const graph = new GraphDrawer(lean);
  const byGraph = async (reason: string) => {
    await trunk?.release();
    return { drawer: new CoveredDrawer(graph, full), reason };
  };
  if (!native) return byGraph('asked for');
  if (trunk === undefined) return byGraph('the pack has no trunk graph');
  if (!existsSync(nativeModule)) return byGraph('the native kernel was not built');
  try {
    const drawer = new NativeDrawer(trunk, manifest, channels);
    const difference = await compareDrawers(graph, drawer, manifest, channels);
    if (difference > allowedDifference) {
      return byGraph(`the native kernel differs from it in ${(100 * difference).toFixed(2)} % of the values`);
    }
    await graph.release();
    return { drawer: new CoveredDrawer(drawer, full), reason: `${drawer.kernel} code` };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return byGraph(`the native kernel does not work here: ${text}`);
  }
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
      const tensors = createViewTensors(manifest, channels, 1, new TensorStorage(1));
      fillTrial(tensors, imagined, drawingControls(manifest).length);
      const planes = allocatePlanes(1, manifest, false);
      await drawer.draw(1, tensors, planes);
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
