import type { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/pack.ts';
import { defaultPackFolder, loadPack } from '../pack/pack.ts';
import { createSession } from './session.ts';
import { TensorStorage } from './tensor-storage.ts';
import { createImagineTensors } from './view-tensors.ts';

let manifest: Manifest;
let imagine: InferenceSession;

beforeAll(async () => {
  const pack = await loadPack(defaultPackFolder);
  manifest = pack.manifest;
  imagine = await createSession(pack.graphFile('imagine'), 'imagine', manifest, 'cpu');
});

afterAll(() => imagine.release());

/**
 * One step from the same half of the tokens, after which the share `reveal` of each view's tokens is known.
 */
async function step(reveal: readonly number[]) {
  const { rows, columns } = manifest.imagine ?? { rows: 0, columns: 0 };
  const tensors = createImagineTensors(manifest, reveal.length, new TensorStorage(reveal.length));
  tensors.noise.fill(0.4);
  tensors.order.forEach((_, i) => {
    tensors.order[i] = ((i % (rows * columns)) + 0.5) / (rows * columns);
    tensors.known[i] = i % 2;
    tensors.tokens[i] = BigInt(i % 7);
  });
  tensors.reveal.set(reveal);
  await imagine.run(tensors.inputs, tensors.outputs);
  return tensors;
}

describe('the default pack’s imagine graph', () => {
  it('decodes tokens into a coarse view in the last step', async () => {
    const { coarse, nextKnown } = await step([1]);
    expect(Math.min(...nextKnown)).toBe(1);
    expect(new Set(coarse).size).toBeGreaterThan(1000);
  });

  it.each([[[0.5]], [[0.5, 1]]])(
    'spends nothing on decoding before, with shares %j revealed',
    async (reveal) => {
      const { coarse, nextKnown } = await step(reveal);
      expect(Math.min(...nextKnown)).toBe(0);
      expect(coarse.every((value) => value === 0)).toBe(true);
    },
  );
});
