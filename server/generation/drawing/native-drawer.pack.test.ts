import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomMemory } from '../../memory/room-memory.ts';
import { defaultPackFolder, graphNames, loadPack, type Pack } from '../../pack/pack.ts';
import { NativeConditioner } from '../conditioning/native-conditioner.ts';
import { readPerceptron } from '../conditioning/perceptron-weights.ts';
import { realRequests } from '../fixtures/real-requests.ts';
import { createViewGraphs, type ViewGraphs } from '../session.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes, type ViewPlanes } from '../view-planes.ts';
import { createViewTensors, type ViewTensors, writeRequests } from '../view-tensors.ts';
import { allowedDifference, chooseDrawer, sameDrawer } from './choose-drawer.ts';
import type { Drawer } from './drawer.ts';
import { DrawerTrial } from './drawer-trial.ts';
import { GraphDrawer } from './graph-drawer.ts';
import { NativeDrawer } from './native-drawer.ts';
import { TrunkDrawer, trunkCodes } from './trunk-drawer.ts';
import { readTrunk } from './trunk-layers.ts';

let pack: Pack;
const opened: { release(): Promise<void> }[] = [];

const filesOf = ({ manifest, graphFile }: Pack) =>
  Object.fromEntries(graphNames(manifest).map((name) => [name, graphFile(name)]));

const graphs = (): Promise<ViewGraphs> => createViewGraphs(filesOf(pack), pack.manifest, 'cpu');

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
    expect(await new DrawerTrial(pack.manifest, channels).difference(graph, native)).toBeLessThan(
      allowedDifference,
    );
  });

  it('draws what the graph draws with its own layers, in every code', async () => {
    const { graph, channels } = await drawers();
    const layers = await readTrunk(pack.graphFile('trunk'));
    const codes = trunkCodes();
    expect(codes.at(-1)).toEqual({ name: 'baseline', arithmetic: 'floats' });
    for (const code of codes) {
      const own = new TrunkDrawer(layers, code, pack.manifest, channels);
      const difference = await new DrawerTrial(pack.manifest, channels).difference(graph, own);
      expect(difference, JSON.stringify(code)).toBeLessThan(allowedDifference / 10);
    }
  });

  it('draws views of play within a step of a byte of what the graph draws, with its own layers', async () => {
    const { graph, channels } = await drawers();
    const { manifest } = pack;
    const layers = await readTrunk(pack.graphFile('trunk'));
    const native = new NativeConditioner(
      await readPerceptron(pack.graphFile('appearance')),
      manifest,
      channels,
    );
    opened.push(native);
    const [{ name }] = trunkCodes();
    const own = trunkCodes()
      .filter((code) => code.name === name)
      .map((code) => ({
        code,
        drawer: new TrunkDrawer(layers, code, manifest, channels),
        greatest: 0,
      }));
    const seed = await pack.seed(manifest.seeds[0].name);
    const memory = new RoomMemory(manifest);
    for (const keyframe of seed.keyframes) memory.remember(keyframe);
    const tensors = createViewTensors(manifest, channels, 1, new TensorStorage(1));
    for (const request of realRequests(pack, seed, memory, 20)) {
      writeRequests(tensors, [request], manifest);
      const planes = allocatePlanes(1, manifest);
      await native.condition([request], tensors, planes);
      await graph.draw(1, tensors, planes);
      for (const one of own) {
        const drawn = allocatePlanes(1, manifest);
        await one.drawer.draw(1, tensors, drawn);
        for (let i = 0; i < drawn.rgb.length; i++) {
          const difference = Math.abs(drawn.rgb[i] - planes.rgb[i]);
          one.greatest = Math.max(one.greatest, difference);
        }
      }
    }
    for (const { code, greatest } of own) expect(greatest, JSON.stringify(code)).toBeLessThan(2);
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
    const planes = allocatePlanes(3, pack.manifest);
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
    const single = allocatePlanes(1, pack.manifest);
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
  const parts = (found: ViewGraphs) => ({
    ...found,
    manifest: pack.manifest,
    trunkFile: pack.graphFile('trunk'),
  });

  it('is a native one for the default pack, and says its code and what others took', async () => {
    const { drawer, reason } = await chooseDrawer(true, parts(await graphs()));
    opened.push(drawer);
    expect(drawer.name).toBe('native');
    expect(reason).toMatch(
      /^\w+ code, layers .*layers in floats \(\w+\) [\d.]+ ms, layers by ONNX Runtime [\d.]+ ms$/,
    );
  });

  it('leaves the layers to ONNX Runtime where the native kernel does not know them', async () => {
    const trunkFile = pack.graphFile('motion');
    const { drawer, reason } = await chooseDrawer(true, { ...parts(await graphs()), trunkFile });
    opened.push(drawer);
    expect(drawer.name).toBe('native');
    expect(reason).toMatch(
      /^\w+ code, layers by ONNX Runtime: .*; the native kernel does not know this trunk: .* of its step 1 is none/,
    );
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
    const { drawer, reason } = await chooseDrawer(native, parts(found));
    opened.push(drawer);
    expect([drawer.name, reason]).toEqual(['graph', expected]);
  });

  it.each([
    ['its own layers', (file: string) => file, ['draw']],
    ['layers by ONNX Runtime', () => pack.graphFile('motion'), ['draw', 'trunk']],
    ['the graph', () => undefined, ['draw', 'lean']],
  ] as const)('is followed without a trial, with the graphs of %s alone', async (_, trunkOf, loaded) => {
    const trunkFile = trunkOf(pack.graphFile('trunk'));
    const first = await chooseDrawer(trunkFile !== undefined, { ...parts(await graphs()), trunkFile });
    const { reason, code } = first;
    const methods = { name: first.drawer.name, reason, ...(code && { code }) };
    const few = await createViewGraphs(filesOf(pack), pack.manifest, 'cpu', methods);
    expect((['draw', 'lean', 'trunk'] as const).filter((name) => few[name])).toEqual(loaded);
    const next = await sameDrawer(methods, { ...parts(few), trunkFile });
    opened.push(first.drawer, next.drawer);
    expect([next.drawer.name, next.reason, next.code]).toEqual([first.drawer.name, reason, code]);
    expect(await new DrawerTrial(pack.manifest, few.channels).difference(first.drawer, next.drawer)).toBe(0);
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
    expect(await new DrawerTrial(pack.manifest, channels).difference(graph, off)).toBeGreaterThan(
      allowedDifference,
    );
  });
});
