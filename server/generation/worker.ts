/**
 * A generation thread. It holds sessions and does one job at a time. ONNX Runtime blocks the calling thread,
 * so sessions never run on the main thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { drawingControls, scaled } from '../../shared/controls.ts';
import type { ViewRequest } from '../contracts/view.ts';
import { fillTile } from '../map-generation/tile-filler.ts';
import { PackError } from '../pack/pack-error.ts';
import { lowerPriority } from '../threads/thread-priority.ts';
import { chooseConditioner } from './conditioning/choose-conditioner.ts';
import { readPerceptron } from './conditioning/perceptron-weights.ts';
import { depthHintOf } from './depth-hint.ts';
import { chooseDrawer, sameDrawer } from './drawing/choose-drawer.ts';
import { Enlarger } from './drawing/enlarger.ts';
import { MotionNetwork } from './motion-network.ts';
import { createPlanNetwork } from './plan-network.ts';
import { Sampler } from './sampler.ts';
import { createSession, createViewGraphs } from './session.ts';
import { SharedMemoryCollection } from './shared-memory-collection.ts';
import { chooseSurfaces } from './surfaces/choose-surfaces.ts';
import { SurfacePainter } from './surfaces/surface-painter.ts';
import { createWordsNetwork } from './words-network.ts';
import type { WorkerAnswer, WorkerJob, WorkerSetting } from './worker-messages.ts';

const { role, provider, manifest, files, conditioning, methods } = workerData as WorkerSetting;
const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread; create a Generator instead');

/** Bytes of views after which their buffers are collected. */
const collectedAfter = 8 * 2 ** 20;

type Work = (job: WorkerJob) => Promise<WorkerAnswer>;
type Prepared = { work: Work } & Omit<Extract<WorkerAnswer, { kind: 'ready' }>, 'kind'>;

const answer = (message: WorkerAnswer) => port.postMessage(message);
function failure(error: unknown): WorkerAnswer {
  if (error instanceof PackError) {
    const { file, field, problem, remedy } = error;
    return { kind: 'failed', error: new Error(error.message), fault: { file, field, problem, remedy } };
  }
  return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
}

try {
  const prepare = { views: prepareViews, motion: prepareMotion, plan: preparePlan, words: prepareWords }[
    role
  ];
  const { work, ...ready } = await prepare();
  let current: Promise<void> = Promise.resolve();
  port.on('message', (job: WorkerJob) => {
    if (job.kind === 'close') void current.then(() => port.close());
    else current = work(job).then(answer, (error: unknown) => answer(failure(error)));
  });
  answer({ kind: 'ready', ...ready });
} catch (error) {
  answer(failure(error));
  port.close();
}

async function prepareViews(): Promise<Prepared> {
  const graphs = await createViewGraphs(files, manifest, provider, methods?.drawing);
  // On other providers, conditioning runs on the device with the views.
  const choice = provider === 'cpu' ? conditioning : 'graph';
  const { conditioner, reason } = await chooseConditioner(
    choice,
    { ...graphs, manifest, appearance: files.appearance },
    methods?.conditioning,
  );
  const drawing = { ...graphs, manifest, trunkFile: files.trunk };
  const { drawer, ...chosen } = methods
    ? await sameDrawer(methods.drawing, drawing)
    : await chooseDrawer(choice !== 'graph', drawing);
  // Enlarging needs the per-pixel data of the native steps.
  const isNative = conditioner.name === 'native' && drawer.name === 'native';
  const enlarger =
    isNative && manifest.view.sizes && files.appearance
      ? new Enlarger(await readPerceptron(files.appearance), manifest)
      : undefined;
  const surfaces =
    files.surface && manifest.plan
      ? await chooseSurfaces(choice !== 'graph', files.surface, manifest, methods?.painting)
      : undefined;
  const painter = surfaces && new SurfacePainter(surfaces.finder, manifest);
  const sampler = new Sampler(graphs, { conditioner, drawer, enlarger, painter }, manifest);
  // The first run allocates memory and compiles on a GPU. The second measures the cost of a view.
  await sampler.sample([emptyRequest()]);
  const { milliseconds } = await sampler.sample([emptyRequest()]);
  const collection = new SharedMemoryCollection(collectedAfter);
  const work: Work = async (job) => {
    if (job.kind !== 'sample') throw new Error(`a view worker cannot ${job.kind}`);
    const requests = job.requests.map((request) => ({
      ...request,
      depthHint: depthHintOf(request, manifest),
    }));
    const result = await sampler.sample(requests, { warp: job.warp });
    collection.used(result.views);
    return { kind: 'sampled', result };
  };
  return {
    work,
    milliseconds,
    methods: {
      conditioning: { name: conditioner.name, reason },
      drawing: { name: drawer.name, reason: chosen.reason, ...(chosen.code && { code: chosen.code }) },
      ...(surfaces && { painting: { name: surfaces.finder.name, reason: surfaces.reason } }),
    },
  };
}

async function prepareMotion(): Promise<Prepared> {
  if (files.motion === undefined) throw new Error('the pack has no motion graph; give it one');
  // Rows have a few dozen numbers, so a GPU would only add a round trip.
  const session = await createSession(files.motion, 'motion', manifest, 'cpu');
  const network = await MotionNetwork.create(session);
  const work: Work = async (job) => {
    if (job.kind !== 'move') throw new Error(`a motion worker cannot ${job.kind}`);
    return { kind: 'moved', changes: await network.move(job.jobs) };
  };
  return { work, milliseconds: 0 };
}

async function preparePlan(): Promise<Prepared> {
  const { plan } = manifest;
  if (files.plan === undefined || plan === undefined) {
    throw new Error('the pack has no plan graph; give it one');
  }
  lowerPriority();
  const network = await createPlanNetwork(files.plan, manifest);
  const work: Work = async (job) => {
    if (job.kind !== 'fill') throw new Error(`a plan worker cannot ${job.kind}`);
    return { kind: 'filled', tile: await fillTile(network, job.request, plan) };
  };
  return { work, milliseconds: 0 };
}

async function prepareWords(): Promise<Prepared> {
  if (files.words === undefined) throw new Error('the pack has no words graph; give it one');
  lowerPriority();
  const network = await createWordsNetwork(files.words, manifest);
  const work: Work = async (job) => {
    if (job.kind !== 'embed') throw new Error(`a words worker cannot ${job.kind}`);
    return { kind: 'embedded', embedding: await network(job.view) };
  };
  return { work, milliseconds: 0 };
}

/** An empty view: no memory and no entities. With `imagine`, all of it is imagined. */
function emptyRequest(): ViewRequest {
  return {
    room: '',
    view: '',
    roomSeed: 0,
    tick: 0,
    camera: { x: 0, y: manifest.motion.eyeHeight, z: 0, yaw: 0, pitch: 0 },
    previous: undefined,
    keyframes: [],
    entities: [],
    controls: drawingControls(manifest).map((control) => scaled(control, control.default)),
  };
}
