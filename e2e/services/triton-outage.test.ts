import { expect, onTestFinished, test } from 'vitest';
import { openServer } from '../test-bed.ts';
import { FrameWalker } from './frame-walker.ts';
import { outageUnderPlay } from './triton-outage.ts';
import { TritonServer } from './triton-server.ts';

/** Kills, of which the middle one counts. */
const trials = 3;
/** Ticks in a row that may have no picture. */
const ticks = 3;
/** Frames before each kill and after it. */
const stretch = 24;
/** Milliseconds. Triton starts four times, and a busy machine takes its time for that. */
const timeout = 15 * 60_000;

test(
  'Triton is killed at the usual rate and deadline: no picture is more than three ticks late',
  async () => {
    const triton = await TritonServer.start();
    onTestFinished(() => triton.close());
    const options = ['--generation', `grpc://${triton.address}`, '--least-views-per-second', '0'];
    const server = await openServer(undefined, { options });
    onTestFinished(() => server.close());
    const walker = await FrameWalker.join(server.url);
    onTestFinished(() => walker.leave());
    const missing: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const { before, at } = await outageUnderPlay(walker, triton, server.log, 'kill', stretch);
      // A machine that leaves ticks out while nothing happens leaves out as many when Triton is gone.
      missing.push(at.missing - before.missing);
    }
    const [, middle] = missing.sort((a, b) => a - b);
    expect(middle).toBeLessThan(ticks);
  },
  timeout,
);
