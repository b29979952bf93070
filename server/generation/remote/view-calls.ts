import { askedLength, drawingControls } from '../../../shared/controls.ts';
import { entityFeatures, writeEntity } from '../../../shared/entity.ts';
import { writeTransform } from '../../../shared/geometry/camera.ts';
import { relightCameraFeatures, writeRelightCamera } from '../../../shared/geometry/relight-camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { isSameSize, type PictureSize } from '../../contracts/picture.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { isSettled } from '../imagination.ts';
import { fillUniform } from '../noise.ts';
import { allocatePlanes, splitPlanes } from '../view-planes.ts';
import type { InferAnswer, InputTensor } from './kserve-client.ts';
import { KServeError } from './kserve-error.ts';
import { decodePlanes } from './plane-code.ts';
import type { PictureKey, SentPicture } from './sent-pictures.ts';
import { viewModelInputs, viewState } from './view-model.ts';

/** A view with the names of its pictures. */
export interface NamedRequest {
  request: ViewRequest;
  /** [K], slot 0 is the previous frame; undefined in empty slots. */
  slots: readonly (SentPicture | undefined)[];
  /** Under which the server keeps the drawn view. */
  keep: PictureKey;
}

/** What became of a view. */
export type DrawnRow =
  | { state: 'drawn'; view: GeneratedView; imagined: boolean }
  /** It has to be imagined, and came without noise. */
  | { state: 'open' }
  /** The server does not know these of its pictures. */
  | { state: 'unknown'; missing: readonly SentPicture[] };

/** The size of the picture that a view is asked for; undefined where it is the view's own. */
export function largerSize({ size }: ViewRequest, { view }: Manifest): PictureSize | undefined {
  return size === undefined || isSameSize(size, view) ? undefined : size;
}

/** The tensors of views to draw, one a row. With `noise` what has to be imagined is imagined. */
export function viewInputs(
  rows: readonly NamedRequest[],
  manifest: Manifest,
  { noise, relit }: { noise: boolean; relit: boolean },
): InputTensor[] {
  const views = rows.length;
  const K = manifest.memory.slots;
  const { perView } = manifest.entities;
  const C = drawingControls(manifest).length;
  const R = askedLength(manifest);
  const values = {
    pictures: new BigUint64Array(views * K * 2),
    keep: new BigUint64Array(views * 2),
    settled: new Uint8Array(views),
    transforms: new Float32Array(views * K * 12),
    entities: new Float32Array(views * perView * entityFeatures),
    controls: new Float32Array(views * C),
    ...(noise && { noise: noiseOf(rows, manifest) }),
  };
  const look = {
    asked: new Float32Array(views * R),
    guidance: new Float32Array(views),
    relight_camera: new Float32Array(views * relightCameraFeatures),
  };
  const sizes = rows.map(({ request }) => largerSize(request, manifest));
  const size = Uint16Array.from(sizes.flatMap((larger) => [larger?.width ?? 0, larger?.height ?? 0]));
  for (const [row, { request, slots, keep }] of rows.entries()) {
    const { camera, previous, keyframes, entities, controls } = request;
    for (let slot = 0; slot < K; slot++) {
      const key = slots[slot]?.key;
      if (key !== undefined) values.pictures.set(key, 2 * (row * K + slot));
      const source = slot === 0 ? previous?.camera : keyframes[slot - 1]?.pose;
      writeTransform(source ?? camera, camera, values.transforms, (row * K + slot) * 12);
    }
    values.keep.set(keep, 2 * row);
    values.settled[row] = isSettled(request) ? 1 : 0;
    for (const [i, entity] of entities.slice(0, perView).entries()) {
      writeEntity(camera, entity, values.entities, (row * perView + i) * entityFeatures);
    }
    values.controls.set(controls, row * C);
    if (request.look === undefined) continue;
    look.asked.set(request.look.asked, row * R);
    look.guidance[row] = request.look.guidance;
    writeRelightCamera(camera, request.look.sun, look.relight_camera, row * relightCameraFeatures);
  }
  const shapes = viewModelInputs(manifest);
  const isLarger = sizes.some((larger) => larger !== undefined);
  return Object.entries({ ...values, ...(isLarger && { size }), ...(relit && look) }).map(([name, data]) => {
    const { type, shape } = shapes[name];
    return { name, type, shape: [views, ...shape], data };
  });
}

/** [views, steps, 2, T]: noise and order of each step of `imagine` (imagination.ts). */
function noiseOf(rows: readonly NamedRequest[], { imagine }: Manifest): Float32Array {
  const { steps, rows: tokenRows, columns } = imagine ?? { steps: 0, rows: 0, columns: 0 };
  const tokens = tokenRows * columns;
  const noise = new Float32Array(rows.length * 2 * steps * tokens);
  for (const [row, { request }] of rows.entries()) {
    for (let stream = 0; stream < 2 * steps; stream++) {
      const at = (row * 2 * steps + stream) * tokens;
      fillUniform(noise.subarray(at, at + tokens), request, stream);
    }
  }
  return noise;
}

/** Names of the outputs of views. */
export const viewOutputs = ['state', 'imagined', 'milliseconds', 'missing', 'planes'] as const;

/**
 * What became of the views of a call. Their planes are read into shared memory.
 *
 * @throws KServeError if the answer does not have the sizes of the pack's views
 */
export function readViews(
  answer: InferAnswer,
  rows: readonly NamedRequest[],
  manifest: Manifest,
): DrawnRow[] {
  const K = manifest.memory.slots;
  const planes = allocatePlanes(rows.length, manifest);
  const read = (name: string, into: Uint8Array) => {
    const bytes = answer.get(name);
    if (bytes?.length === into.length) into.set(bytes);
    else
      throw new KServeError('refused', `the server answered with ${bytes?.length ?? 'no'} bytes of ${name}`);
    return into;
  };
  const state = read('state', new Uint8Array(rows.length));
  const imagined = read('imagined', new Uint8Array(rows.length));
  const milliseconds = new Float32Array(rows.length);
  read('milliseconds', new Uint8Array(milliseconds.buffer));
  const missing = read('missing', new Uint8Array(rows.length * K));
  const streams = answer.get('planes') ?? new Uint8Array();
  const length = streams.length / rows.length;
  const views = splitPlanes(
    planes,
    rows.map(({ request }) => request),
    manifest,
  );
  return rows.map(({ request, slots }, row) => {
    if (state[row] === viewState.open) return { state: 'open' };
    if (state[row] !== viewState.drawn) {
      const unknown = slots.filter((_, slot) => missing[row * K + slot] === 1);
      return { state: 'unknown', missing: unknown.filter((picture) => picture !== undefined) };
    }
    const view = views[row];
    view.milliseconds = milliseconds[row];
    const stream = streams.subarray(row * length, (row + 1) * length);
    const { shown, ...larger } = decodePlanes(
      stream,
      manifest.view.width,
      view,
      largerSize(request, manifest),
    );
    if (request.look !== undefined && shown !== undefined) view.shown = shown;
    Object.assign(view, larger);
    return { state: 'drawn', view, imagined: imagined[row] === 1 };
  });
}
