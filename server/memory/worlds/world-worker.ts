/**
 * The thread behind world-thread.ts. It decodes a world seed and remembers its keyframes one by one, as a
 * room would, so that rooms can fork the resulting memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Manifest } from '../../../shared/pack.ts';
import { PackError } from '../../pack/pack-error.ts';
import { lowerPriority } from '../../threads/thread-priority.ts';
import { RoomMemory } from '../room-memory.ts';
import { checkSeedPictures, readWorldSeed } from './world-seed.ts';
import type { WorldJob, WorldResult } from './world-thread.ts';

const manifest: Manifest = workerData;
const port = parentPort;
if (!port) throw new Error('world-worker.ts runs as a worker thread; create a WorldThread instead');

lowerPriority();

/** The last job of each kind. */
const last = { prepare: Promise.resolve(), check: Promise.resolve() };
port.on('message', (job: WorldJob) => {
  if (job.kind === 'close') Promise.all([last.prepare, last.check]).then(() => port.close());
  else last[job.kind] = last[job.kind].then(() => answer(job));
});

async function answer(job: Exclude<WorldJob, { kind: 'close' }>): Promise<void> {
  try {
    if (job.kind === 'check') {
      await checkSeedPictures(job.folder, manifest.view, job.root);
      return post(job.id, { kind: 'checked' });
    }
    const { keyframes, ...seed } = await readWorldSeed(job.folder, manifest.view, job.root);
    const memory = new RoomMemory(manifest);
    for (const keyframe of keyframes) memory.remember(keyframe);
    const snapshot = memory.snapshot();
    const buffers = snapshot.heights.flatMap(({ kind, sums: { seed, drawn } }) =>
      [kind, seed.wall, seed.ground, drawn.wall, drawn.ground].map(({ buffer }) => buffer),
    );
    post(
      job.id,
      { kind: 'prepared', prepared: { seed, memory: snapshot } },
      buffers.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  } catch (error) {
    post(job.id, failure(error));
  }
}

function post(id: number, result: WorldResult, transferred: ArrayBuffer[] = []): void {
  port?.postMessage({ id, ...result }, transferred);
}

function failure(error: unknown): WorldResult {
  if (error instanceof PackError) {
    const { file, field, problem, remedy } = error;
    return { kind: 'failed', error: new Error(error.message), fault: { file, field, problem, remedy } };
  }
  return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
}
