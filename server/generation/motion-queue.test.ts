import { expect, test } from 'vitest';
import { type MotionJob, MotionQueue } from './motion-queue.ts';

const job = (value: number): MotionJob => ({ features: Float32Array.of(value), bodies: 1 });

/** A queue whose batches are answered, each job with its own features, when `next` is called. */
function heldQueue() {
  const batches: number[][] = [];
  const answers: (() => void)[] = [];
  const queue = new MotionQueue((jobs) => {
    batches.push(jobs.map(({ features }) => features[0]));
    return new Promise((resolve) => answers.push(() => resolve(jobs.map(({ features }) => features))));
  });
  const next = async () => {
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    answers.shift()?.();
  };
  return { queue, batches, next };
}

test('worlds that wait for a batch go together in the next one, and each gets its own answer', async () => {
  const { queue, batches, next } = heldQueue();
  const first = queue.move(job(1));
  await expect.poll(() => batches.length).toBe(1);
  const others = [2, 3, 4].map((value) => queue.move(job(value)));
  await next();
  expect(await first).toEqual(Float32Array.of(1));
  await next();
  expect(await Promise.all(others)).toEqual([2, 3, 4].map((value) => Float32Array.of(value)));
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

test('a batch has a limit, so that the first one of it does not wait long', async () => {
  const { queue, batches, next } = heldQueue();
  const all = Array.from({ length: 40 }, (_, value) => queue.move(job(value)));
  for (let batch = 0; batch < 3; batch++) await next();
  await Promise.all(all);
  expect(batches.map(({ length }) => length)).toEqual([16, 16, 8]);
});

test('a batch that fails rejects its own worlds, and the next one is done', async () => {
  let fails = true;
  const queue = new MotionQueue(async (jobs) => {
    if (fails) throw new Error('no network');
    return jobs.map(({ features }) => features);
  });
  await expect(queue.move(job(1))).rejects.toThrow('no network');
  fails = false;
  expect(await queue.move(job(2))).toEqual(Float32Array.of(2));
});

test('nothing begins while it is held', async () => {
  const { queue, batches, next } = heldQueue();
  let release = () => {};
  queue.holdUntil(
    new Promise<void>((resolve) => {
      release = resolve;
    }),
  );
  const moved = queue.move(job(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([]);
  release();
  await next();
  await moved;
  expect(batches).toEqual([[1]]);
});
