import { Tensor } from 'onnxruntime-node';
import { cameraRow, cameraRowNumbers } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { EmbeddedPlanes, ViewEmbedding } from '../contracts/view-embedding.ts';
import { createSession } from './session.ts';

/** Embeds parts of a drawn view where the text tower puts the words for them. */
export type WordsNetwork = (view: EmbeddedPlanes) => Promise<ViewEmbedding>;

/** Loads words.onnx. It always runs on the CPU: it is asked for a view now and then, and a GPU is for views. */
export async function createWordsNetwork(file: string, manifest: Manifest): Promise<WordsNetwork> {
  const session = await createSession(file, 'words', manifest, 'cpu');
  const { width, height } = manifest.view;
  return async ({ rgb, inverseDepth, camera }) => {
    const { embedding } = await session.run({
      rgb: new Tensor('uint8', rgb, [1, 3, height, width]),
      inverse_depth: new Tensor('uint16', inverseDepth, [1, height, width]),
      camera: new Tensor('float32', Float32Array.from(cameraRow(camera)), [1, cameraRowNumbers]),
    });
    const { data, dims } = embedding;
    if (!(data instanceof Float32Array)) throw new TypeError('words.onnx answers something else than floats');
    return { width: dims[1], rows: dims[2], columns: dims[3], values: data };
  };
}
