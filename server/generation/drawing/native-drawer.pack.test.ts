import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPackFolder, graphNames, loadPack, type Pack } from '../../pack/pack.ts';
import { createViewGraphs, type ViewGraphs } from '../session.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes, type ViewPlanes } from '../view-planes.ts';
import { createViewTensors, type ViewTensors } from '../view-tensors.ts';
import { allowedDifference, chooseDrawer, compareDrawers } from './choose-drawer.ts';
import type { Drawer } from './drawer.ts';
import { GraphDrawer } from './graph-drawer.ts';
import { NativeDrawer } from './native-drawer.ts';

let pack: Pack;
const opened: { release(): Promise<void> }[] = [];

async function graphs(): Promise<ViewGraphs> {
  const files = Object.fromEntries(graphNames(pack.manifest).map((name) => [name, pack.graphFile(name)]));
  return createViewGraphs(files, pack.manifest, 'cpu');
}

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
});
afterAll(async () => {
  for (const drawer of opened) await drawer.release();
});

async function drawers() {
  const { lean, trunk, channels } = await graphs();
  if (!lean || !trunk) throw new Error('the default pack has no lean network');
  const pair = { graph: new GraphDrawer(lean), native: new NativeDrawer(trunk, pack.manifest, channels) };
  opened.push(pair.graph, pair.native);
  return { ...pair, channels };
}

describe('the native drawer', () => {
  it('draws what the graph draws, imagined or not', async () => {
    const { graph, native, channels } = await drawers();
    expect(await compareDrawers(graph, native, pack.manifest, channels)).toBeLessThan(allowedDifference);
  });

  it('draws each view of a batch as it does alone', async () => {
    const { native, channels } = await drawers();
    const fill = (tensors: ViewTensors, view: number, views: number) => {
      for (const map of [tensors.conditions, tensors.entityMaps, tensors.coarse]) {
        const length = map.length / views;
        for (let i = 0; i < length; i++) map[view * length + i] = ((i * 31 + view * 7) % 97) / 97;
      }
      tensors.imagined[view] = view % 2;
      tensors.controls.fill(0.5);
    };
    const three = createViewTensors(pack.manifest, channels, 3, new TensorStorage(3));
    const planes = allocatePlanes(3, pack.manifest, false);
    for (let view = 0; view < 3; view++) fill(three, view, 3);
    await native.draw(3, three, planes);
    const alone = createViewTensors(pack.manifest, channels, 1, new TensorStorage(1));
    // The second view is imagined.
    for (const [key, value] of [
      ['conditions', three.conditions],
      ['entityMaps', three.entityMaps],
      ['coarse', three.coarse],
      ['controls', three.controls],
    ] as const) {
      alone[key].set(value.subarray(value.length / 3, (2 * value.length) / 3));
    }
    alone.imagined[0] = 1;
    const single = allocatePlanes(1, pack.manifest, false);
    await native.draw(1, alone, single);
    for (const plane of ['rgb', 'inverseDepth', 'entity', 'confidence'] as const) {
      expect(second(planes, plane)).toEqual(Array.from(single[plane]));
    }
  });
});

function second(planes: ViewPlanes, plane: 'rgb' | 'inverseDepth' | 'entity' | 'confidence'): number[] {
  const { length } = planes[plane];
  return Array.from(planes[plane].subarray(length / 3, (2 * length) / 3));
}

describe('the choice of a drawer', () => {
  it('is the native one for the default pack, and says its code', async () => {
    const { drawer, reason } = await chooseDrawer(true, { ...(await graphs()), manifest: pack.manifest });
    opened.push(drawer);
    expect(drawer.name).toBe('native');
    expect(reason).toMatch(/code$/);
  });

  it.each([
    ['graphs are asked for', false, (found: ViewGraphs) => found, 'asked for'],
    [
      'the pack has no lean network',
      true,
      (found: ViewGraphs) => ({ ...found, lean: undefined }),
      'the pack has no lean graph',
    ],
    [
      'the pack has no trunk',
      true,
      (found: ViewGraphs) => ({ ...found, trunk: undefined }),
      'the pack has no trunk graph',
    ],
    [
      'the pack has other maps',
      true,
      (found: ViewGraphs) => ({ ...found, channels: { conditions: 11, entityMaps: 5 } }),
      'the native kernel does not work here: it is for 10 and 5 maps, the pack has 11 and 5',
    ],
  ])('is the graph where %s', async (_, native, change, expected) => {
    const found = change(await graphs());
    const { drawer, reason } = await chooseDrawer(native, { ...found, manifest: pack.manifest });
    opened.push(drawer);
    expect([drawer.name, reason]).toEqual(['graph', expected]);
  });

  it('hears of a drawer that draws a little otherwise', async () => {
    const { graph, native, channels } = await drawers();
    const off: Drawer = {
      name: 'native',
      release: async () => {},
      async draw(views, tensors, planes) {
        await native.draw(views, tensors, planes);
        for (let i = 0; i < planes.rgb.length; i += 100) planes.rgb[i] ^= 4;
      },
    };
    expect(await compareDrawers(graph, off, pack.manifest, channels)).toBeGreaterThan(allowedDifference);
  });
});
