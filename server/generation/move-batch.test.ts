import { expect, it } from 'vitest';
import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import { MoveBatch } from './move-batch.ts';

/** Answers each body with its first feature and counts its calls. */
function echo() {
  const calls: number[] = [];
  return {
    calls,
    move: async (features: Float32Array, bodies: number) => {
      calls.push(bodies);
      return Float32Array.from(
        { length: bodies * motionOutputs },
        (_, i) => features[Math.floor(i / motionOutputs) * motionFeatures],
      );
    },
  };
}

function bodies(...first: number[]): Float32Array {
  const features = new Float32Array(first.length * motionFeatures);
  for (const [i, value] of first.entries()) features[i * motionFeatures] = value;
  return features;
}

it('merges many calls into one and answers each of them', async () => {
  const model = echo();
  const batch = new MoveBatch(model);
  const answers = await Promise.all([batch.move(bodies(1, 2), 2), batch.move(bodies(3), 1)]);
  expect(model.calls).toEqual([3]);
  expect(answers.map((answer) => [...answer].filter((_, i) => i % motionOutputs === 0))).toEqual([
    [1, 2],
    [3],
  ]);
});

it('takes no more bodies at once than the graph does', async () => {
  const model = echo();
  const batch = new MoveBatch(model);
  const many = new Array<number>(700).fill(5);
  await Promise.all([batch.move(bodies(...many), 700), batch.move(bodies(...many), 700)]);
  expect(model.calls).toEqual([700, 700]);
});

it('rejects every call of a batch that fails', async () => {
  const batch = new MoveBatch({ move: () => Promise.reject(new Error('no network')) });
  const calls = [batch.move(bodies(1), 1), batch.move(bodies(2), 1)];
  for (const result of await Promise.allSettled(calls)) expect(result.status).toBe('rejected');
});
