import { existsSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import type { Manifest } from '../../../shared/pack.ts';
import { nativeModule } from '../../native/native-module.ts';
import type { MapChannels } from '../graph-contract.ts';
import type { ViewMethods } from '../view-methods.ts';
import { CoveredDrawer } from './covered-drawer.ts';
import type { Drawer } from './drawer.ts';
import { DrawerTrial } from './drawer-trial.ts';
import { GraphDrawer } from './graph-drawer.ts';
import { NativeDrawer } from './native-drawer.ts';
import { type TrunkCode, TrunkDrawer, trunkCodes } from './trunk-drawer.ts';
import { readTrunk } from './trunk-layers.ts';

export interface ChosenDrawer {
  drawer: Drawer;
  /** Why it was chosen, for the log. */
  reason: string;
  /** How the kernel computes layers, where it does. */
  code?: TrunkCode | undefined;
}

export interface DrawingParts {
  manifest: Manifest;
  draw: InferenceSession;
  /** Undefined if the pack has no such graph. */
  lean: InferenceSession | undefined;
  trunk: InferenceSession | undefined;
  /** File of `trunk`. */
  trunkFile: string | undefined;
  channels: MapChannels;
}

/** A drawer that draws what the lean graph draws. */
interface Candidate {
  drawer: Drawer;
  name: string;
}

/**
 * Allowed share of values that differ by more than one step. Different orders of addition and 16-bit numbers round
 * differently.
 */
export const allowedDifference = 0.002;
/**
 * A drawer is replaced by one that is after it in the order of preference only where that takes less than this share of
 * its time, so that all workers of a machine choose the same one.
 */
const clearlyFaster = 0.85;

/**
 * The drawer that another worker of the process chose, without a trial: this one needs no graph besides those that the
 * drawer runs.
 */
export async function sameDrawer(
  { name, reason, code }: ViewMethods['drawing'],
  { manifest, draw, lean, trunk, trunkFile, channels }: DrawingParts,
): Promise<ChosenDrawer> {
  const full = new GraphDrawer(draw);
  const covered = (drawer: Drawer) => ({ drawer: new CoveredDrawer(drawer, full), reason, code });
  if (code !== undefined && trunkFile !== undefined) {
    return covered(new TrunkDrawer(await readTrunk(trunkFile), code, manifest, channels));
  }
  if (name === 'native' && trunk !== undefined) return covered(new NativeDrawer(trunk, manifest, channels));
  return lean === undefined ? { drawer: full, reason } : covered(new GraphDrawer(lean));
}

/**
 * Chooses the drawer once, when the first worker starts. If the pack has a lean network, it draws views that memory covers. Of
 * the native drawers whose results for random conditions equal those of the lean graph, the fastest is used.
 */
export async function chooseDrawer(native: boolean, parts: DrawingParts): Promise<ChosenDrawer> {
  const { manifest, draw, lean, trunk, channels } = parts;
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
    const trial = new DrawerTrial(manifest, channels);
    const difference = await trial.difference(graph, drawer);
    if (difference > allowedDifference) {
      return byGraph(`the native kernel differs from it in ${(100 * difference).toFixed(2)} % of the values`);
    }
    const { candidates, refusals } = await trunkDrawers(graph, trial, parts);
    const all = [...candidates, { drawer, name: 'layers by ONNX Runtime' }];
    const times = await trial.times(all.map((one) => one.drawer));
    const best = all[times.reduce((first, time, i) => (time < clearlyFaster * times[first] ? i : first), 0)];
    for (const one of [...all.map((other) => other.drawer), graph])
      if (one !== best.drawer) await one.release();
    const compared = all.map(({ name }, i) => `${name} ${times[i].toFixed(1)} ms`).join(', ');
    const reason = [`${drawer.kernel} code, ${best.name}: ${compared}`, ...refusals].join('; ');
    const code = best.drawer instanceof TrunkDrawer ? best.drawer.code : undefined;
    return { drawer: new CoveredDrawer(best.drawer, full), reason, code };
  } catch (error) {
    return byGraph(`the native kernel does not work here: ${textOf(error)}`);
  }
}

/** Drawers that compute the layers themselves, in the fastest code, and why others are not among them. */
async function trunkDrawers(
  graph: Drawer,
  trial: DrawerTrial,
  { manifest, trunkFile, channels }: DrawingParts,
): Promise<{ candidates: Candidate[]; refusals: string[] }> {
  const candidates: Candidate[] = [];
  const refusals: string[] = [];
  try {
    if (trunkFile === undefined) throw new Error('its file is not known');
    const layers = await readTrunk(trunkFile);
    const codes = trunkCodes();
    for (const code of codes.filter(({ name }) => name === codes[0].name)) {
      const drawer = new TrunkDrawer(layers, code, manifest, channels);
      const name = `layers in ${code.arithmetic} (${code.name})`;
      const difference = await trial.difference(graph, drawer);
      if (difference <= allowedDifference) candidates.push({ drawer, name });
      else refusals.push(`${name} differ in ${(100 * difference).toFixed(2)} % of the values`);
    }
  } catch (error) {
    refusals.push(`the native kernel does not know this trunk: ${textOf(error)}`);
  }
  return { candidates, refusals };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
