import { existsSync } from 'node:fs';
import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { planHeights, planKind } from '../../../shared/plan.ts';
import { planMaterials } from '../../../shared/plan-manifest.ts';
import type { PlannedGround } from '../../contracts/planned-ground.ts';
import { nativeModule } from '../../native/native-module.ts';
import type { MethodReport } from '../view-methods.ts';
import { GraphSurfaces } from './graph-surfaces.ts';
import { NativeSurfaces } from './native-surfaces.ts';
import type { FoundSurfaces, SurfaceFinder, SurfaceQuery } from './surface-finder.ts';
import { SurfaceNetwork } from './surface-network.ts';
import { readSurfaceWeights } from './surface-weights.ts';

/** Colours and depths that differ by more than this share count as different. */
const tolerance = 2 / 255;
/** Allowed share of different points: rays along the border of two cells may fall to either side. */
const allowedDifference = 0.01;

export interface ChosenSurfaces {
  finder: SurfaceFinder;
  /** Why it was chosen, for the log. */
  reason: string;
}

/**
 * Chooses once, when the first worker starts, how surfaces of maps are found: by the native kernel where it agrees with the graph
 * on a trial map, else by the graph.
 *
 * @param found What another worker of the process chose, which is taken without a trial.
 * @throws PackError if the graph violates its contract
 */
export async function chooseSurfaces(
  prefersNative: boolean,
  file: string,
  manifest: Manifest,
  found?: MethodReport,
): Promise<ChosenSurfaces> {
  const materials = planMaterials(manifest.plan);
  if (found?.name === 'native') {
    return {
      finder: new NativeSurfaces(await readSurfaceWeights(file, materials), materials),
      reason: found.reason,
    };
  }
  const controls = drawingControls(manifest).length;
  const network = await SurfaceNetwork.load(file, manifest, controls);
  const byGraph = (reason: string) => ({ finder: new GraphSurfaces(network, materials), reason });
  if (found !== undefined) return byGraph(found.reason);
  if (!prefersNative) return byGraph('asked for');
  if (!existsSync(nativeModule)) return byGraph('the native kernel was not built');
  try {
    const weights = await readSurfaceWeights(file, materials);
    const native = new NativeSurfaces(weights, materials);
    const graph = new GraphSurfaces(network, materials, weights);
    const difference = await compareSurfaces(graph, native, trialQuery(manifest));
    if (!(difference <= allowedDifference)) {
      return byGraph(`the native kernel differs from it in ${(100 * difference).toFixed(1)} % of the pixels`);
    }
    return { finder: native, reason: 'the native kernel agrees with the graph' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return byGraph(`the native kernel does not work here: ${text}`);
  }
}

/** Share of pixels in which two finders differ. */
export async function compareSurfaces(
  first: SurfaceFinder,
  second: SurfaceFinder,
  query: SurfaceQuery,
): Promise<number> {
  const rowsOf = ({ count, pixels, inverse, colours }: FoundSurfaces) =>
    new Map(
      Array.from({ length: count }, (_, i) => [
        pixels[i],
        [inverse[i], ...colours.subarray(3 * i, 3 * i + 3)],
      ]),
    );
  const [a, b] = [rowsOf(await first.find(query)), rowsOf(await second.find(query))];
  let different = 0;
  for (const pixel of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(pixel), b.get(pixel)];
    // Written so that NaN counts as different.
    if (!left || !right || !left.every((value, i) => Math.abs(value - right[i]) <= tolerance)) different++;
  }
  return different / Math.max(1, a.size);
}

/** A view over a map with walls of all heights and materials, of which memory knows some pixels. */
export function trialQuery(manifest: Manifest): SurfaceQuery {
  const size = 32;
  const count = planMaterials(manifest.plan);
  const kinds = new Uint8Array(new SharedArrayBuffer(size * size));
  const materials = new Uint8Array(new SharedArrayBuffer(size * size));
  const given = new Uint8Array(new SharedArrayBuffer(size * size));
  for (let cell = 0; cell < size * size; cell++) {
    const [x, z] = [cell % size, Math.floor(cell / size)];
    const isWall = (x * 7 + z * 13) % 11 === 0 && Math.max(Math.abs(x - 16), Math.abs(z - 16)) > 2;
    kinds[cell] = isWall ? 1 + ((x + z) % planKind.highest) : planKind.floor;
    if (planHeights[kinds[cell]] === 0 && (x * z) % 17 === 3) kinds[cell] = planKind.orb;
    materials[cell] = (x + 3 * z) % count;
    given[cell] = x % 3 === 0 ? 1 : 0;
  }
  const ground: PlannedGround = { x: -116, z: 208, size, kinds, materials, given, sun: 0.7 };
  const { width, height } = manifest.view;
  const camera = { x: -99.4, y: manifest.motion.eyeHeight, z: 224.6, yaw: 2.1, pitch: -0.1 };
  const controls = drawingControls(manifest).map(() => 0.4);
  const known = Float32Array.from({ length: width * height }, (_, pixel) => (pixel % 5 === 0 ? 0.15 : 0));
  return { ground, camera, controls, picture: manifest.view, known };
}
