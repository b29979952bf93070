import { createHash } from 'node:crypto';
import { askedLength, drawingControls } from '../../../shared/controls.ts';
import { relightCameraFeatures } from '../../../shared/geometry/relight-camera.ts';
import type { GraphName, Manifest } from '../../../shared/pack.ts';
import { coveredFrom } from '../../contracts/view.ts';
import { carriedFrom, entityThreshold } from '../view-tensors.ts';

/**
 * The model that draws views on a server of the KServe v2 protocol. Its version changes whenever the tensors below do.
 * `npm run triton` writes it; worldroom_serving (Python) answers.
 */
export const viewModel = { name: 'worldroom', version: '3' } as const;

/** Most rows of a request. */
export const largestRequest = 32;

/** What a row of an answer says: the view was drawn; it has to be imagined, with noise; pictures of it are unknown. */
export const viewState = { drawn: 0, open: 1, unknown: 2 } as const;

/** Data types of the protocol that are used here. */
export type TensorType = 'UINT8' | 'UINT16' | 'UINT64' | 'FP32';

/** A tensor of the model: its rows have this shape, with -1 for any length, which is the same in all rows of a request. */
export interface RowShape {
  type: TensorType;
  shape: readonly number[];
}

/** 128 bits name a picture. Zeros name an empty slot. */
const key: RowShape = { type: 'UINT64', shape: [2] };
const flag: RowShape = { type: 'UINT8', shape: [1] };

/**
 * Inputs by name. A request has those of one kind: `identify`; the pictures of `upload_...`, one a row, with `upload_fine`
 * where they have more pixels as well; or views, one a row, with noise where `imagine` may run, with `size` (width and
 * height, zeros for the view's own) where pictures are to be larger, and with the last three where they are to be relit.
 */
export function viewModelInputs(manifest: Manifest): Record<string, RowShape> {
  const { width: W, height: H } = manifest.view;
  const K = manifest.memory.slots;
  const { imagine } = manifest;
  return {
    identify: flag,
    upload_key: key,
    upload_rgb: { type: 'UINT8', shape: [3, H, W] },
    upload_inverse_depth: { type: 'UINT16', shape: [H, W] },
    upload_fine: { type: 'UINT8', shape: [3, -1, -1] },
    pictures: { type: 'UINT64', shape: [K, 2] },
    keep: key,
    settled: flag,
    transforms: { type: 'FP32', shape: [K, 3, 4] },
    entities: { type: 'FP32', shape: [manifest.entities.perView, manifest.entities.features] },
    controls: { type: 'FP32', shape: [drawingControls(manifest).length] },
    size: { type: 'UINT16', shape: [2] },
    ...(imagine && {
      noise: { type: 'FP32', shape: [imagine.steps, 2, imagine.rows * imagine.columns] },
    }),
    ...(manifest.relight && {
      asked: { type: 'FP32', shape: [askedLength(manifest)] },
      guidance: { type: 'FP32', shape: [1] },
      relight_camera: { type: 'FP32', shape: [relightCameraFeatures] },
    }),
  };
}

/**
 * Outputs by name. `identity` is the SHA-256 of {@link servedPack}; `milliseconds` is a view's share of the time in which
 * its batch was drawn; `planes` is its pixels (plane-code.ts), with zeros behind all but the longest of a request.
 */
export function viewModelOutputs(manifest: Manifest): Record<string, RowShape> {
  return {
    identity: { type: 'UINT8', shape: [32] },
    state: flag,
    imagined: flag,
    milliseconds: { type: 'FP32', shape: [1] },
    missing: { type: 'UINT8', shape: [manifest.memory.slots] },
    planes: { type: 'UINT8', shape: [-1] },
  };
}

/**
 * Graphs that the model runs, where the pack has them. `trunk` may hold the weights of `lean`; the weights of `appearance`
 * are read by the native kernel.
 */
const servedGraphs: readonly GraphName[] = [
  ...(['condition', 'imagine', 'draw', 'lean', 'trunk', 'relight', 'appearance'] as const),
];

/** Graphs of the pack that a model repository holds. */
export function graphNamesOf(manifest: Manifest): GraphName[] {
  return servedGraphs.filter((name) => manifest.graphs[name] !== undefined);
}

/** What the model has to know of a pack, as pack_files.py reads it. */
export function servedPack(manifest: Manifest) {
  const { view, memory, imagine } = manifest;
  const graphs = Object.fromEntries(
    graphNamesOf(manifest).map((name) => [name, manifest.graphs[name]?.sha256]),
  );
  const settings = {
    name: manifest.name,
    graphs,
    width: view.width,
    height: view.height,
    focal: view.focal,
    slots: memory.slots,
    entity_threshold: entityThreshold,
    carried_from: carriedFrom(memory.confidence),
    covered_from: coveredFrom,
    imagine_threshold: imagine?.threshold ?? null,
    imagine_steps: imagine?.steps ?? 0,
    tokens: imagine ? imagine.rows * imagine.columns : 0,
  };
  return { ...settings, sha256: createHash('sha256').update(JSON.stringify(settings)).digest('hex') };
}
