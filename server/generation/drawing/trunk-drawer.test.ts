import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { loadPack } from '../../pack/pack.ts';
import { type Operator, type TrunkOptions, trunkGraph } from '../fixtures/trunk-graph.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors } from '../view-tensors.ts';
import { DrawerTrial } from './drawer-trial.ts';
import { NativeDrawer } from './native-drawer.ts';
import { type TrunkCode, TrunkDrawer, trunkCodes } from './trunk-drawer.ts';
import { readTrunk } from './trunk-layers.ts';

const channels = { conditions: 10, entityMaps: 5 };
let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunk-'));
  ({ manifest } = await loadPack(join(import.meta.dirname, '../fixtures/pack')));
});
afterAll(() => rm(folder, { recursive: true }));

/** Random numbers that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const small = { width: 48, height: 32, channels: [32, 48], blocks: 1, deepKernel: 5, sharpened: 8 } as const;

/** A trunk of this shape with random weights, and a manifest of its size. */
async function trunkOf(options: Omit<TrunkOptions, 'controls' | 'random'>, seed = 1) {
  const sized = structuredClone(manifest);
  Object.assign(sized.view, { width: options.width, height: options.height });
  const controls = drawingControls(sized).length;
  const file = join(folder, `trunk-${seed}-${options.width}.onnx`);
  await writeFile(file, trunkGraph({ ...options, controls, random: randomFrom(seed) }));
  return { file, manifest: sized };
}

describe('a trunk in the native kernel', () => {
  it.each([
    ['of the smallest view', { ...small, width: 16, height: 16, channels: [16, 32, 48] }],
    ['of a wide view', { ...small, width: 240, height: 16 }],
    ['of a high view', { ...small, width: 16, height: 176, channels: [64, 16, 32] }],
    ['of one size of maps', { ...small, channels: [48] }],
    ['of four sizes of maps', { ...small, width: 64, height: 32, channels: [16, 32, 16, 48] }],
    ['of more blocks, as the shipped one', { ...small, channels: [64, 96, 160], blocks: 2, sharpened: 24 }],
    ['with kernels of 3 at the smallest size', { ...small, deepKernel: 3, sharpened: 40 }],
  ])('%s draws what ONNX Runtime draws, in every code', async (_, options) => {
    const { file, manifest: sized } = await trunkOf(options, options.channels.length);
    const session = await InferenceSession.create(file, { logSeverityLevel: 3 });
    const reference = new NativeDrawer(session, sized, channels);
    const layers = await readTrunk(file);
    for (const code of trunkCodes()) {
      const own = new TrunkDrawer(layers, code, sized, channels);
      const difference = await new DrawerTrial(sized, channels).difference(reference, own);
      // Random weights answer larger numbers than learnt ones do.
      expect(difference, JSON.stringify(code)).toBeLessThan(code.arithmetic === 'floats' ? 0.0005 : 0.005);
    }
    await reference.release();
  });

  it.each(codes())('draws the same picture again after other ones in %j', async (code) => {
    const { file, manifest: sized } = await trunkOf(small);
    const drawer = new TrunkDrawer(await readTrunk(file), code, sized, channels);
    const draw = async (value: number) => {
      const tensors = createViewTensors(sized, channels, 1, new TensorStorage(1));
      const random = randomFrom(value);
      tensors.conditions.forEach((_, i) => {
        tensors.conditions[i] = value * random();
      });
      const planes = allocatePlanes(1, sized);
      await drawer.draw(1, tensors, planes);
      return [...planes.rgb, ...planes.inverseDepth, ...planes.confidence];
    };
    const first = await draw(0.5);
    expect(new Set(first).size).toBeGreaterThan(20);
    expect(await draw(900)).not.toEqual(first);
    expect(await draw(0.5)).toEqual(first);
  });

  it('draws something of numbers that are no numbers', async () => {
    const { file, manifest: sized } = await trunkOf(small);
    const layers = await readTrunk(file);
    for (const code of codes()) {
      const tensors = createViewTensors(sized, channels, 1, new TensorStorage(1));
      tensors.conditions.fill(Number.NaN).fill(Number.POSITIVE_INFINITY, 100, 200);
      const planes = allocatePlanes(1, sized);
      await new TrunkDrawer(layers, code, sized, channels).draw(1, tensors, planes);
      expect(planes.rgb).toHaveLength(3 * 48 * 32);
    }
  });

  it('refuses networks and views that it was not made for, and says why', async () => {
    const [code] = trunkCodes();
    const refused = async (options: Partial<TrunkOptions>, change: (sized: Manifest) => void = () => {}) => {
      const { file, manifest: sized } = await trunkOf({ ...small, ...options });
      change(sized);
      const layers = await readTrunk(file);
      return () => new TrunkDrawer(layers, code, sized, channels);
    };
    expect(await refused({ channels: [24, 48] })).toThrow('enter has 24 outputs; multiples of 16');
    expect(await refused({ channels: [32, 40] })).toThrow('a way down has 40 outputs');
    expect(await refused({ sharpened: 12 })).toThrow('sharpening has outputs that are no multiple of 8');
    const four = await refused({ width: 64, channels: [16, 16, 16, 16] }, ({ view }) => {
      view.width = 48;
    });
    expect(four).toThrow('no multiples of 32');
    const controlled = await refused({}, (sized) => {
      sized.controls.splice(0, 1);
    });
    expect(controlled).toThrow('enter has weights');
    const { file } = await trunkOf(small);
    const layers = await readTrunk(file);
    expect(() => new TrunkDrawer(layers, { ...code, name: 'sse9' }, manifest, channels)).toThrow(
      'trunkCodes',
    );
  });
});

function codes(): TrunkCode[] {
  return trunkCodes();
}

describe('the reader of trunks', () => {
  const read = async (change: (nodes: Operator[]) => void) => {
    const { file } = await trunkOf({ ...small, change });
    return readTrunk(file);
  };
  const first = (nodes: Operator[], type: string) => nodes.find((node) => node.type === type) as Operator;

  it('finds the steps and the layers with their weights', async () => {
    const { steps, layers } = await read(() => {});
    expect(steps).toEqual(['block', 'down', 'block', 'up', 'block']);
    expect(layers.map(({ outputs, inputs, kernel }) => [outputs, inputs, kernel])).toEqual([
      [32, 257 + drawingControls(manifest).length, 1],
      ...[
        [32, 1, 3],
        [64, 32, 1],
        [32, 64, 1],
        [48, 32, 2],
      ],
      ...[
        [48, 1, 5],
        [96, 48, 1],
        [48, 96, 1],
        [128, 48, 1],
      ],
      ...[
        [32, 1, 3],
        [64, 32, 1],
        [32, 64, 1],
      ],
      ...[
        [160, 32, 1],
        [8, 24, 3],
        [12, 8, 3],
      ],
    ]);
    const random = randomFrom(1);
    const size = Math.sqrt(3 / layers[0].inputs);
    for (const weight of layers[0].weights.subarray(0, 50)) {
      const written = (2 * random() - 1) * size;
      expect(Math.abs(weight - written)).toBeLessThan(2 ** -10 * Math.abs(written) + 2 ** -14);
    }
  });

  it.each<[string, (nodes: Operator[]) => void, string]>([
    ['another activation', (nodes) => (first(nodes, 'Relu').type = 'Sigmoid'), 'Sigmoid'],
    [
      'another order of pixels',
      (nodes) => (first(nodes, 'DepthToSpace').attributes.mode = 'DCR'),
      'mode of its step',
    ],
    [
      'a dilated convolution',
      (nodes) => (first(nodes, 'Conv').attributes.dilations = [2, 2]),
      'dilations of its step 1 is 2,2 instead of 1,1',
    ],
    ['another sum', (nodes) => (first(nodes, 'Add').inputs[0] = 'features'), 'Add(features'],
    [
      'a first layer that reads the picture',
      (nodes) => (first(nodes, 'Conv').inputs[0] = 'picture'),
      'Conv(picture',
    ],
    [
      'something after the end',
      (nodes) => nodes.push({ type: 'Relu', inputs: ['sharpening'], output: 'more', attributes: {} }),
      'does not end',
    ],
    [
      'weights that are computed',
      (nodes) =>
        nodes.splice(
          nodes.findIndex(({ type }) => type === 'Cast'),
          1,
        ),
      'no weights',
    ],
  ])('refuses %s', async (_, change, expected) => {
    await expect(read(change)).rejects.toThrow(expected);
  });
});
