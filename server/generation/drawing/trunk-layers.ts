import { readFile } from 'node:fs/promises';
import { type OnnxFile, type OnnxNode, type OnnxTensor, readOnnxFile } from '../onnx-file.ts';

/** A convolution: weights [outputs, inputs, kernel, kernel], where `inputs` are those of one output. */
export interface Convolution {
  outputs: number;
  inputs: number;
  kernel: number;
  weights: Float32Array;
  bias: Float32Array;
}

/** A separable block, a way to a map of half the size, or back. */
export type TrunkStep = 'block' | 'down' | 'up';

/** The layers of trunk.onnx in their order. */
export interface TrunkLayers {
  steps: TrunkStep[];
  /** First layer; three of a block, one of another step; head and the two that sharpen. */
  layers: Convolution[];
}

/** What a convolution must be. */
interface ConvolutionKind {
  kernel: number;
  stride: number;
  padding: number;
}

const pointwise: ConvolutionKind = { kernel: 1, stride: 1, padding: 0 };
const halving: ConvolutionKind = { kernel: 2, stride: 2, padding: 0 };
const centred = (kernel: number): ConvolutionKind => ({ kernel, stride: 1, padding: Math.floor(kernel / 2) });

/** Goes over a graph's operators and checks that each is the one that the native kernel computes. */
class Walk {
  readonly layers: Convolution[] = [];
  readonly #nodes: readonly OnnxNode[];
  readonly #tensors: ReadonlyMap<string, OnnxTensor>;
  #at = 0;

  constructor({ nodes, tensors }: OnnxFile) {
    const all = new Map(tensors);
    // Weights of 16 bits are numbers of 32 bits when the graph runs.
    for (const { type, inputs, outputs } of nodes) {
      const numbers = all.get(inputs[0]);
      if (type === 'Cast' && numbers) all.set(outputs[0], numbers);
    }
    this.#tensors = all;
    this.#nodes = nodes.filter(({ type, inputs }) => type !== 'Cast' || !all.has(inputs[0]));
  }

  peek(ahead = 0): OnnxNode | undefined {
    return this.#nodes[this.#at + ahead];
  }

  /** The next operator's output. */
  take(type: string, inputs: readonly string[]): string {
    const node = this.peek();
    const found = node?.inputs.slice(0, inputs.length);
    // Sums may name their terms in either order.
    const isSame =
      found && (type === 'Add' ? same([...found].sort(), [...inputs].sort()) : same(found, inputs));
    if (node?.type !== type || !isSame) {
      const name = node ? `${node.type}(${node.inputs.join(', ')})` : 'none';
      throw new Error(`its step ${this.#at + 1} is ${name} instead of ${type}(${inputs.join(', ')})`);
    }
    this.#at++;
    return node.outputs[0];
  }

  attributes(type: string, expected: Readonly<Record<string, readonly number[] | string>>): void {
    const node = this.peek();
    for (const [name, value] of Object.entries(expected)) {
      const found = typeof value === 'string' ? node?.texts.get(name) : node?.integers.get(name);
      const isSame = typeof value === 'string' ? found === value : Array.isArray(found) && same(found, value);
      if (!isSame)
        throw new Error(
          `${name} of its step ${this.#at + 1} is ${found ?? 'none'} instead of ${value} of ${type}`,
        );
    }
  }

  /** The output of a convolution; `isDepthwise`: of each channel by itself. */
  convolution(input: string, { kernel, stride, padding }: ConvolutionKind, isDepthwise = false): string {
    const [, weightName, biasName] = this.peek()?.inputs ?? [];
    const weights = this.#tensors.get(weightName ?? '');
    const bias = this.#tensors.get(biasName ?? '');
    const step = this.#at + 1;
    this.attributes('Conv', {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      dilations: [1, 1],
      group: [isDepthwise ? (weights?.dims[0] ?? 0) : 1],
    });
    const output = this.take('Conv', [input]);
    const [outputs, inputs = 0, ...kernels] = weights?.dims ?? [];
    const length = outputs * inputs * kernel * kernel;
    if (
      !(weights?.data instanceof Float32Array && bias?.data instanceof Float32Array) ||
      !same(kernels, [kernel, kernel]) ||
      weights.data.length !== length ||
      bias.data.length !== outputs
    ) {
      throw new Error(`its step ${step} has no weights and bias of its own`);
    }
    this.layers.push({ outputs, inputs, kernel, weights: weights.data, bias: bias.data });
    return output;
  }

  shuffle(input: string): string {
    this.attributes('DepthToSpace', { blocksize: [2], mode: 'CRD' });
    return this.take('DepthToSpace', [input]);
  }
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/**
 * Reads trunk.onnx, whose layers the native kernel computes itself: a U-Net of separable blocks and two 3x3 convolutions
 * (draw_unet.py of the trainer), with any number of blocks, sizes and channels.
 *
 * @throws Error if the graph is another one
 */
export async function readTrunk(file: string): Promise<TrunkLayers> {
  const walk = new Walk(readOnnxFile(await readFile(file)));
  const steps: TrunkStep[] = [];
  const kept: string[] = [];
  let map = walk.convolution('features', pointwise);
  for (let node = walk.peek(); node && node.outputs[0] !== 'head'; node = walk.peek()) {
    const [kernel] = node.integers.get('kernel_shape') ?? [];
    const [groups] = node.integers.get('group') ?? [];
    if (node.type === 'Conv' && kernel === 2) {
      kept.push(map);
      map = walk.convolution(map, halving);
      steps.push('down');
    } else if (node.type === 'Conv' && groups > 1) {
      const expanded = walk.convolution(walk.convolution(map, centred(kernel), true), pointwise);
      const reduced = walk.convolution(walk.take('Relu', [expanded]), pointwise);
      map = walk.take('Add', [map, reduced]);
      steps.push('block');
    } else {
      const enlarged = walk.shuffle(walk.convolution(map, pointwise));
      const above = kept.pop();
      if (above === undefined) throw new Error('it enlarges a map that is as large as the first one');
      map = walk.take('Add', [enlarged, above]);
      steps.push('up');
    }
  }
  walk.convolution(map, pointwise);
  const features = walk.shuffle(map);
  walk.attributes('Concat', { axis: [1] });
  const joined = walk.take('Concat', ['picture', features]);
  const sharpened = walk.convolution(walk.take('Relu', [walk.convolution(joined, centred(3))]), centred(3));
  if (sharpened !== 'sharpening' || walk.peek())
    throw new Error('it does not end with the convolution of sharpening');
  return { steps, layers: walk.layers };
}
