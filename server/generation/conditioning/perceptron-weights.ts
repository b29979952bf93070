import { readFile } from 'node:fs/promises';
import { readOnnxFile } from '../onnx-file.ts';

/** The layers of a perceptron, first to last: weights [outputs, inputs] and biases [outputs]. */
export interface PerceptronLayers {
  weights: Float32Array[];
  biases: Float32Array[];
}

/**
 * Reads the weights of appearance.onnx, which the native kernel multiplies itself: ONNX Runtime multiplies matrices this
 * small at about half of the speed of its convolutions. Only a chain of MatMul, Add and Relu with its weights in the file is understood.
 *
 * @throws Error if the graph is another one
 */
export async function readPerceptron(file: string): Promise<PerceptronLayers> {
  const { nodes, tensors } = readOnnxFile(await readFile(file));
  const layers: PerceptronLayers = { weights: [], biases: [] };
  const steps = nodes.map(({ type, inputs }) => ({
    type,
    numbers: inputs
      .flatMap((name) => tensors.get(name)?.data ?? [])
      .find((found) => found instanceof Float32Array),
  }));
  for (const [i, { type, numbers }] of steps.entries()) {
    const expected = (['MatMul', 'Add', 'Relu'] as const)[i % 3];
    if (type !== expected || (type !== 'Relu' && (numbers === undefined || numbers.length === 0))) {
      throw new Error(
        `its step ${i + 1} is ${type || 'none'} instead of ${expected} with weights of its own`,
      );
    }
    if (type === 'MatMul' && numbers) layers.weights.push(numbers);
    if (type === 'Add' && numbers) layers.biases.push(numbers);
  }
  if (steps.length % 3 !== 2) throw new Error('it does not end with a layer');
  return layers;
}
