/**
 * The thread behind world-thread.ts. It decodes a world seed and remembers its keyframes one by one, as a
 * room would, so that rooms can fork the resulting memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Manifest } from '../../shared/pack.ts';
import { PackError } from '../pack/pack-error.ts';
import { lowerPriority } from '../threads/thread-priority.ts';
import { RoomMemory } from './room-memory.ts';
import { checkSeedPictures, readWorldSeed } from './world-seed.ts';
import type { WorldAnswer, WorldJob } from './world-thread.ts';

const manifest: Manifest = workerData;
const port = parentPort;
if (!port) throw new Error('world-worker.ts runs as a worker thread; create a WorldThread instead');

lowerPriority();

let last = Promise.resolve();
port.on('message', (job: WorldJob) => {
  if (job.kind === 'close') last = last.then(() => port.close());
  else last = last.then(() => answer(job));
});

async function answer(job: Exclude<WorldJob, { kind: 'close' }>): Promise<void> {
  try {
    if (job.kind === 'check') {
      await checkSeedPictures(job.folder, manifest.view, job.root);
      return post({ kind: 'checked' });
    }
    const { keyframes, ...seed } = await readWorldSeed(job.folder, manifest.view, job.root);
    const memory = new RoomMemory(manifest);
    for (const keyframe of keyframes) memory.remember(keyframe);
    const snapshot = memory.snapshot();
    const buffers = snapshot.heights.flatMap(({ kind, sums: { seed, drawn } }) =>
      [kind, seed.wall, seed.ground, drawn.wall, drawn.ground].map(({ buffer }) => buffer),
    );
    post(
      { kind: 'prepared', prepared: { seed, memory: snapshot } },
      buffers.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  } catch (error) {
    post(failure(error));
  }
}

function post(message: WorldAnswer, transferred: ArrayBuffer[] = []): void {
  port?.postMessage(message, transferred);
}

function failure(error: unknown): WorldAnswer {
  if (error instanceof PackError) {
    const { file, field, problem, remedy } = error;
    return { kind: 'failed', error: new Error(error.message), fault: { file, field, problem, remedy } };
  }
  return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
}
