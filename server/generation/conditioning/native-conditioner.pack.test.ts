import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ViewRequest } from '../../contracts/view.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { loadViewKernel } from '../../native/native-module.ts';
import { defaultPackFolder, loadPack, type Pack } from '../../pack/pack.ts';
import { realRequests } from '../fixtures/real-requests.ts';
import { createViewGraphs, type ViewGraphs } from '../session.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors } from '../view-tensors.ts';
import { GraphConditioner } from './graph-conditioner.ts';
import { NativeConditioner } from './native-conditioner.ts';
import { compareConditioners, trialRequest } from './parity.ts';
import { readPerceptron } from './perceptron-weights.ts';

let pack: Pack;
let graphs: ViewGraphs;
let graph: GraphConditioner;
let native: NativeConditioner;
let seed: WorldSeed;
let memory: RoomMemory;

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
  const { manifest } = pack;
  const names = ['condition', 'imagine', 'draw', 'relight'] as const;
  const files = Object.fromEntries(names.map((name) => [name, pack.graphFile(name)]));
  graphs = await createViewGraphs(files, manifest, 'cpu');
  graph = new GraphConditioner(graphs.condition, manifest);
  native = new NativeConditioner(
    await readPerceptron(pack.graphFile('appearance')),
    manifest,
    graphs.channels,
  );
  seed = await pack.seed(manifest.seeds[0].name);
  memory = new RoomMemory(manifest);
  for (const keyframe of seed.keyframes) memory.remember(keyframe);
});

afterAll(async () => {
  await Promise.all([graph.release(), native.release()]);
});

const compare = (request: ViewRequest) =>
  compareConditioners(graph, native, request, pack.manifest, graphs.channels);

/** Share of a view's pixels that memory knows. */
async function knownShare(request: ViewRequest): Promise<number> {
  const tensors = createViewTensors(pack.manifest, graphs.channels, 1, new TensorStorage(1));
  const planes = allocatePlanes(1, pack.manifest, {});
  await native.condition([request], tensors, planes);
  return planes.coverage.filter((value) => value > 0).length / planes.coverage.length;
}

describe('the native conditioner', () => {
  it('gives what the graph gives, but for points that fall on the border of a pixel', async () => {
    const all = [];
    for (const request of realRequests(pack, seed, memory, 60)) {
      // Where next to nothing is known, a few such points are the colour of all that is not.
      if ((await knownShare(request)) > 0.01) all.push(await compare(request));
    }
    expect(all.length).toBeGreaterThan(40);
    for (const part of ['conditions', 'coarseConditions', 'coverage'] as const) {
      const shares = all.map((difference) => difference[part]).sort((a, b) => a - b);
      expect(shares[Math.floor(shares.length / 2)], `median of ${part}`).toBeLessThan(0.002);
      expect(shares[shares.length - 1], `greatest of ${part}`).toBeLessThan(0.03);
    }
    expect(Math.max(...all.map(({ entityMaps }) => entityMaps))).toBeLessThan(0.002);
  });

  it('knows nothing where there is no memory', async () => {
    const request = { ...trialRequest(pack.manifest), keyframes: [], previous: undefined, entities: [] };
    expect(await compare(request)).toEqual({
      conditions: 0,
      coarseConditions: 0,
      entityMaps: 0,
      coverage: 0,
    });
  });

  it('gives a view in a batch what it gives it alone', async () => {
    const { manifest } = pack;
    const requests = [...realRequests(pack, seed, memory, 3)];
    const run = async (batch: readonly ViewRequest[]) => {
      const tensors = createViewTensors(
        manifest,
        graphs.channels,
        batch.length,
        new TensorStorage(batch.length),
      );
      const planes = allocatePlanes(batch.length, manifest, { warp: true });
      await native.condition(batch, tensors, planes);
      return { ...tensors, coverage: planes.coverage, warp: planes.warp };
    };
    const together = await run(requests);
    for (const [i, request] of requests.entries()) {
      const alone = await run([request]);
      const { conditions, coverage, warp } = alone;
      expect(together.conditions.subarray(i * conditions.length, (i + 1) * conditions.length)).toEqual(
        conditions,
      );
      expect(together.coverage.subarray(i * coverage.length, (i + 1) * coverage.length)).toEqual(coverage);
      if (!warp || !together.warp) throw new Error('warp was asked for');
      expect(together.warp.subarray(i * warp.length, (i + 1) * warp.length)).toEqual(warp);
    }
  });

  it('reprojects for the baseline what the graph does', async () => {
    const { manifest } = pack;
    for (const request of realRequests(pack, seed, memory, 4)) {
      const warps = [];
      for (const conditioner of [graph, native]) {
        const tensors = createViewTensors(manifest, graphs.channels, 1, new TensorStorage(1));
        const planes = allocatePlanes(1, manifest, { warp: true });
        await conditioner.condition([request], tensors, planes);
        warps.push(planes.warp ?? new Uint8Array());
      }
      const [a, b] = warps;
      let different = 0;
      for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > 1) different++;
      expect(different / a.length).toBeLessThan(0.03);
    }
  });
});

describe('the native module', () => {
  const ViewKernel = loadViewKernel();
  const pixels = 32 * 16;
  const slots = <T>(value: T) => [value, undefined];
  const run = (change: {
    rgb?: Uint8Array;
    depth?: Uint16Array;
    transforms?: Float32Array;
    conditions?: Float32Array;
    surface?: Float32Array;
  }) =>
    new ViewKernel(32, 16, 20, 2).reproject(
      slots(change.rgb ?? new Uint8Array(3 * pixels)),
      slots(change.depth ?? new Uint16Array(pixels)),
      change.transforms ?? new Float32Array(24),
      undefined,
      undefined,
      48,
      100,
      change.conditions ?? new Float32Array(10 * pixels),
      new Float32Array((5 * pixels) / 4),
      change.surface ?? new Float32Array(pixels),
      undefined,
      undefined,
    );

  it('takes arrays of the right lengths', () => {
    expect(() => run({})).not.toThrow();
  });

  it.each([
    ['rgb', { rgb: new Uint8Array(3 * pixels - 1) }],
    ['inverseDepth', { depth: new Uint16Array(1) }],
    ['transforms', { transforms: new Float32Array(23) }],
    ['conditions', { conditions: new Float32Array(9 * pixels) }],
    ['surface', { surface: new Float32Array(pixels - 1) }],
  ])('refuses a short %s', (name, change) => {
    expect(() => run(change)).toThrow(name);
  });

  it.each([
    [33, 16, 20, 2],
    [32, 0, 20, 2],
    [32, 16, 0, 2],
    [32, 16, 20, 1],
    [Number.NaN, 16, 20, 2],
    [1e9, 16, 20, 2],
  ])('refuses a view of %d x %d, focal %d, %d slots', (...shape) => {
    expect(() => new ViewKernel(...shape)).toThrow(/multiples of 16/);
  });
});
