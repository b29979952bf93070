import { readFile } from 'node:fs/promises';
import { texturePeriod } from '../../surface-field/surface-samples.ts';
import type { PerceptronLayers } from '../conditioning/perceptron-weights.ts';
import { type OnnxTensor, readOnnxFile } from '../onnx-file.ts';

/** The weights of surface.onnx, for engines that do its work without the graph (surfaces/network.py of the trainer). */
export interface SurfaceWeights {
  /** Colours [T, 3] of all textures, and where each surface's levels lie among them. */
  texels: Uint8Array;
  offset: Int32Array;
  columns: Int32Array;
  rows: Int32Array;
  levels: number;
  /** Of the first level; each further level has half of it. */
  texelsPerMetre: number;
  light: PerceptronLayers;
  density: PerceptronLayers;
  fog: PerceptronLayers;
  sky: PerceptronLayers;
}

/**
 * Reads the weights of surface.onnx by the names that the trainer gave them (SurfaceGraph.named_weights).
 *
 * @param materials Number of the pack's materials.
 * @throws Error if one is missing
 */
export async function readSurfaceWeights(file: string, materials: number): Promise<SurfaceWeights> {
  const { tensors } = readOnnxFile(await readFile(file));
  const numbers = <Data extends OnnxTensor['data']>(name: string, type: { new (): Data }): Data => {
    const found = tensors.get(name)?.data;
    if (found instanceof type) return found;
    throw new Error(`it has no weights named ${name}`);
  };
  const layersOf = (part: string): PerceptronLayers => {
    const layers: PerceptronLayers = { weights: [], biases: [] };
    // Every second step is a rectified linear unit.
    for (let i = 0; tensors.has(`${part}.${i}.weight`); i += 2) {
      const biases = numbers(`${part}.${i}.bias`, Float32Array);
      layers.weights.push(transposed(numbers(`${part}.${i}.weight`, Float32Array), biases.length));
      layers.biases.push(biases);
    }
    return layers;
  };
  const offset = numbers('textures.offset', Int32Array);
  const columns = numbers('textures.columns', Int32Array);
  return {
    texels: numbers('textures.texels', Uint8Array),
    offset,
    columns,
    rows: numbers('textures.rows', Int32Array),
    levels: offset.length / (2 * materials + 1),
    texelsPerMetre: columns[0] / texturePeriod,
    light: layersOf('light'),
    density: layersOf('density'),
    fog: layersOf('fog'),
    sky: layersOf('sky'),
  };
}

/** A matrix [inputs, outputs] as [outputs, inputs]. */
function transposed(matrix: Float32Array, outputs: number): Float32Array {
  const inputs = matrix.length / outputs;
  return Float32Array.from(matrix, (_, i) => matrix[(i % inputs) * outputs + Math.floor(i / inputs)]);
}
