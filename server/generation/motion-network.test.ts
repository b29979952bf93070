import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import { MotionNetwork } from './motion-network.ts';
import type { MotionJob } from './motion-queue.ts';

const graph = new URL('./fixtures/pack/motion.onnx', import.meta.url).pathname;

const jobOf = (...first: number[]): MotionJob => {
  const features = new Float32Array(first.length * motionFeatures);
  for (const [i, value] of first.entries()) features[i * motionFeatures] = value;
  return { features, bodies: first.length };
};

/** A network whose changes are each body's first feature, plus what `more` says for a run of so many rows. */
function sessionOf(more: (rows: number) => number) {
  const runs: number[] = [];
  const session = {
    async run(feeds: { features?: Tensor }, fetches: { change?: Tensor }) {
      const features = feeds.features?.data as Float32Array;
      const changes = fetches.change?.data as Float32Array;
      const rows = features.length / motionFeatures;
      runs.push(rows);
      for (let i = 0; i < changes.length; i++) {
        changes[i] = features[Math.floor(i / motionOutputs) * motionFeatures] + more(rows);
      }
      return {};
    },
  } as unknown as InferenceSession;
  return { session, runs };
}

const firstOf = (changes: Float32Array[]) =>
  changes.map((one) => [...one].filter((_, i) => i % motionOutputs === 0));

test('worlds share a run where that changes nothing, and each gets its own rows', async () => {
  const { session, runs } = sessionOf(() => 0);
  const network = await MotionNetwork.create(session);
  runs.length = 0;
  expect(firstOf(await network.move([jobOf(1, 2), jobOf(3), jobOf(4, 5)]))).toEqual([[1, 2], [3], [4, 5]]);
  expect(runs).toEqual([5]);
});

test('worlds have runs of their own where few rows are computed in another way than many', async () => {
  const { session, runs } = sessionOf((rows) => (rows < 3 ? 1e-7 : 0));
  const network = await MotionNetwork.create(session);
  runs.length = 0;
  await network.move([jobOf(1, 2), jobOf(3)]);
  expect(runs).toEqual([2, 1]);
});

test('a run has no more bodies than the graph takes', async () => {
  const { session, runs } = sessionOf(() => 0);
  const network = await MotionNetwork.create(session);
  runs.length = 0;
  const many = jobOf(...new Array<number>(700).fill(5));
  await network.move([many, many, jobOf(1)]);
  expect(runs).toEqual([700, 701]);
});

test('a real graph has the same result together and alone', async () => {
  const network = await MotionNetwork.create(await InferenceSession.create(graph));
  const jobs = [jobOf(0.1, 0.2), jobOf(0.3), jobOf(0.4, 0.5, 0.6)];
  const together = await network.move(jobs);
  for (const [i, job] of jobs.entries()) expect(await network.move([job])).toEqual([together[i]]);
});
