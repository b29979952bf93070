import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { defaultPackFolder } from '../../pack/pack.ts';
import { type PerceptronLayers, readPerceptron } from './perceptron-weights.ts';

const appearance = join(defaultPackFolder, 'appearance.onnx');

/** One column through the layers, in double precision. */
function answer({ weights, biases }: PerceptronLayers, column: readonly number[]): number[] {
  return biases.reduce<number[]>(
    (inputs, bias, layer) => {
      const sums = [...bias].map((start, output) =>
        inputs.reduce((sum, value, i) => sum + value * weights[layer][output * inputs.length + i], start),
      );
      return layer + 1 < biases.length ? sums.map((sum) => Math.max(0, sum)) : sums;
    },
    [...column],
  );
}

describe('the weights of appearance.onnx', () => {
  it('give what ONNX Runtime gives with the file', async () => {
    const layers = await readPerceptron(appearance);
    const inputs = layers.weights[0].length / layers.biases[0].length;
    const features = Float32Array.from({ length: inputs * 256 }, (_, i) => Math.sin(i * 1.7));
    const session = await InferenceSession.create(appearance);
    const { answer: found } = await session.run({
      features: new Tensor('float32', features, [1, inputs, 256]),
    });
    for (const ray of [0, 7, 255]) {
      const expected = answer(
        layers,
        Array.from({ length: inputs }, (_, i) => features[i * 256 + ray]),
      );
      expect(expected).toHaveLength(5);
      for (const [i, value] of expected.entries()) {
        expect(Number(found.data[i * 256 + ray])).toBeCloseTo(value, 3);
      }
    }
    await session.release();
  });

  it('are not read from a graph of another kind, nor from what is no graph', async () => {
    await expect(readPerceptron(join(defaultPackFolder, 'lean.onnx'))).rejects.toThrow('instead of MatMul');
    const broken = join(await mkdtemp(join(tmpdir(), 'worldroom-broken-')), 'appearance.onnx');
    for (const bytes of [Buffer.alloc(0), Buffer.from('no graph at all'), Buffer.alloc(40, 0xff)]) {
      await writeFile(broken, bytes);
      await expect(readPerceptron(broken)).rejects.toThrow();
    }
  });
});
