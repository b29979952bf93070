/**
 * The thread that speaks with a server of views. Answers are large, and what collects their buffers would hold up ticks
 * on the main thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { KServeClient } from './kserve-client.ts';
import { KServeError } from './kserve-error.ts';
import type {
  NumberedRequest,
  PictureNumber,
  RemoteAnswer,
  RemoteJob,
  RemoteResult,
  RemoteSetting,
} from './remote-messages.ts';
import { RemoteViews } from './remote-views.ts';

const { address, manifest } = workerData as RemoteSetting;
const port = parentPort;
if (!port) throw new Error('remote-worker.ts runs as a worker thread; create a RemoteThread instead');

const client = new KServeClient(address);
const views = new RemoteViews(client, manifest);
/** RGB planes that the main thread has too. */
const planes = new Map<PictureNumber, Uint8Array<SharedArrayBuffer>>();
let drawn = 0;

port.on('message', (job: RemoteJob) => {
  switch (job.kind) {
    case 'forget':
      views.forget();
      return;
    case 'drop':
      planes.delete(job.picture);
      return;
    case 'close':
      client.close();
      port.close();
      return;
    default:
      void answer(job);
  }
});

async function answer(job: Extract<RemoteJob, { id: number }>): Promise<void> {
  const result = await (job.kind === 'draw' ? draw(job) : identify(job)).catch(failure);
  port?.postMessage({ ...result, id: job.id, bytes: { ...client.bytes } } satisfies RemoteAnswer);
}

async function identify({ deadline }: { deadline: number }): Promise<RemoteResult> {
  await views.identify(deadline);
  return { kind: 'identified' };
}

async function draw(job: Extract<RemoteJob, { kind: 'draw' }>): Promise<RemoteResult> {
  const found = await views.draw(job.requests.map(ownRequest), job.deadline, {
    priority: job.priority,
    trace: job.trace,
  });
  return {
    kind: 'drawn',
    views: found.map((view) => {
      if (view === undefined) return undefined;
      const picture = -++drawn;
      planes.set(picture, view.rgb);
      return { view, picture };
    }),
  };
}

/** The request with this thread's own arrays, by which pictures are known (sent-pictures.ts). */
function ownRequest({ request, previous, keyframes }: NumberedRequest) {
  const frame = request.previous;
  return {
    ...request,
    previous: frame && previous !== undefined ? { ...frame, rgb: ownPlane(previous, frame.rgb) } : undefined,
    keyframes: request.keyframes.map((keyframe, i) => ({
      ...keyframe,
      rgb: ownPlane(keyframes[i], keyframe.rgb),
    })),
  };
}

function ownPlane(picture: PictureNumber, rgb: Uint8Array<SharedArrayBuffer>): Uint8Array<SharedArrayBuffer> {
  const own = planes.get(picture) ?? rgb;
  planes.set(picture, own);
  return own;
}

function failure(error: unknown): RemoteResult {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'failed', name, message, ...(error instanceof KServeError && { reason: error.kind }) };
}
