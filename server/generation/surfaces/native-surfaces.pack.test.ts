import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawingControls } from '../../../shared/controls.ts';
import { planMaterials } from '../../../shared/plan-manifest.ts';
import { defaultPackFolder, loadPack, type Pack } from '../../pack/pack.ts';
import { chooseSurfaces, compareSurfaces, trialQuery } from './choose-surfaces.ts';
import { GraphSurfaces } from './graph-surfaces.ts';
import { NativeSurfaces } from './native-surfaces.ts';
import { SurfaceNetwork } from './surface-network.ts';
import { readSurfaceWeights } from './surface-weights.ts';

describe('surfaces of maps by the shipped pack', () => {
  let pack: Pack;
  let file: string;
  let graph: GraphSurfaces;
  let native: NativeSurfaces;

  beforeAll(async () => {
    pack = await loadPack(defaultPackFolder);
    file = pack.graphFile('surface');
    const { manifest } = pack;
    const materials = planMaterials(manifest.plan);
    const network = await SurfaceNetwork.load(file, manifest, drawingControls(manifest).length);
    const weights = await readSurfaceWeights(file, materials);
    graph = new GraphSurfaces(network, materials, weights);
    native = new NativeSurfaces(weights, materials);
  });

  test('are found natively as by the graph, from everywhere', async () => {
    const query = trialQuery(pack.manifest);
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(angle, unit, unit, unit, async (yaw, up, timeOfDay, fog) => {
        const camera = { ...query.camera, yaw, pitch: up - 0.5, y: 0.6 + 1.6 * up };
        const off = { u: fog - 0.5, v: up - 0.5 };
        const asked = { ...query, camera, controls: [timeOfDay, fog], off };
        expect(await compareSurfaces(graph, native, asked)).toBeLessThan(0.01);
      }),
      { numRuns: 12 },
    );
    const unknownSun = { ...query, ground: { ...query.ground, sun: undefined } };
    expect(await compareSurfaces(graph, native, unknownSun)).toBeLessThan(0.01);
  });

  test('are found natively where that is possible, by the graph where it is asked for', async () => {
    const chosen = await chooseSurfaces(true, file, pack.manifest);
    expect(chosen.finder.name, chosen.reason).toBe('native');
    expect((await chooseSurfaces(false, file, pack.manifest)).finder.name).toBe('graph');
    for (const name of ['native', 'graph'] as const) {
      const { finder, reason } = await chooseSurfaces(true, file, pack.manifest, {
        name,
        reason: 'as before',
      });
      expect([finder.name, reason]).toEqual([name, 'as before']);
    }
  });

  test('are not found with weights that are missing', async () => {
    const other = join(await mkdtemp(join(tmpdir(), 'worldroom-surface-')), 'surface.onnx');
    await writeFile(other, Buffer.from('no graph at all'));
    await expect(readSurfaceWeights(other, 20)).rejects.toThrow();
    await expect(readSurfaceWeights(pack.graphFile('motion'), 20)).rejects.toThrow('textures.offset');
  });
});
