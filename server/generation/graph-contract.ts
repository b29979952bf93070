import { askedLength, drawingControls } from '../../shared/controls.ts';
import { cameraRowNumbers } from '../../shared/geometry/camera.ts';
import { relightCameraFeatures } from '../../shared/geometry/relight-camera.ts';
import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import { type GraphName, graphTensors, type Manifest } from '../../shared/pack.ts';
import { planControls, planKinds, planTile, planWindow } from '../../shared/plan.ts';
import { planMaterials } from '../../shared/plan-manifest.ts';
import { partSize } from '../contracts/view-embedding.ts';
import { airNumbers, lightNumbers, placeNumbers } from '../surface-field/surface-samples.ts';

/**
 * One tensor of a graph: the docstring of shared/pack.ts in numbers, for one manifest. A dimension is either
 * a required number or a name. `batch` varies from run to run. `conditions`, `entityMaps` and `embedding` are
 * channel numbers that the graph chooses.
 */
export interface TensorContract {
  name: string;
  type: 'float32' | 'uint8' | 'uint16' | 'int32' | 'int64';
  shape: readonly (number | 'batch' | 'conditions' | 'entityMaps' | 'embedding')[];
}

export interface GraphContract {
  inputs: TensorContract[];
  outputs: TensorContract[];
}

/** Channels of `conditions` and of `entity_maps`. */
export interface MapChannels {
  conditions: number;
  entityMaps: number;
}

/** Channels that the native kernel reads and writes. */
export const nativeChannels: MapChannels = { conditions: 10, entityMaps: 5 };

/** @throws Error if the pack's maps do not have the channels of the native kernel */
export function requireNativeChannels({ conditions, entityMaps }: MapChannels): void {
  if (conditions === nativeChannels.conditions && entityMaps === nativeChannels.entityMaps) return;
  throw new Error(
    `it is for ${nativeChannels.conditions} and ${nativeChannels.entityMaps} maps, the pack has ${conditions} and ${entityMaps}`,
  );
}

/**
 * Output channels of trunk.onnx for 4 x 4 pixels: blend logits 4, RGB 3, root inverse depth, entity,
 * confidence.
 */
export const trunkHead = 16 * 10;

/** Input channels of trunk.onnx without the picture. */
export function trunkFeatures(controls: number): number {
  return 16 * (nativeChannels.conditions + nativeChannels.entityMaps) + 16 + 1 + controls;
}

/** Rays that appearance.onnx, and points that surface.onnx, looks at together. */
export const raysOfGroup = 256;

/** Input channels of appearance.onnx. */
export function rayFeatures(controls: number): number {
  return 75 + controls;
}

export function graphContract(name: GraphName, manifest: Manifest): GraphContract {
  const { width: W, height: H } = manifest.view;
  const K = manifest.memory.slots;
  const T = manifest.imagine ? manifest.imagine.rows * manifest.imagine.columns : 0;
  const C = drawingControls(manifest).length;
  const P = planMaterials(manifest.plan);
  const tensors: Record<string, Omit<TensorContract, 'name'>> = {
    'condition.rgb': { type: 'uint8', shape: ['batch', K, 3, H, W] },
    'condition.inverse_depth': { type: 'uint16', shape: ['batch', K, H, W] },
    'condition.transforms': { type: 'float32', shape: ['batch', K, 3, 4] },
    'condition.warp': { type: 'uint8', shape: ['batch', 3, H, W] },
    'condition.coverage': { type: 'uint8', shape: ['batch', H, W] },
    'draw.rgb': { type: 'uint8', shape: ['batch', 3, H, W] },
    'draw.inverse_depth': { type: 'uint16', shape: ['batch', H, W] },
    'draw.entity': { type: 'uint8', shape: ['batch', H, W] },
    'draw.confidence': { type: 'uint8', shape: ['batch', H, W] },
    'draw.imagined': { type: 'float32', shape: ['batch'] },
    'imagine.reveal': { type: 'float32', shape: ['batch'] },
    'motion.features': { type: 'float32', shape: ['batch', motionFeatures] },
    'motion.change': { type: 'float32', shape: ['batch', motionOutputs] },
    'relight.rgb': { type: 'uint8', shape: ['batch', 3, H, W] },
    'relight.inverse_depth': { type: 'uint16', shape: ['batch', H, W] },
    'relight.entity': { type: 'uint8', shape: ['batch', H, W] },
    'relight.camera': { type: 'float32', shape: ['batch', relightCameraFeatures] },
    'relight.asked': { type: 'float32', shape: ['batch', askedLength(manifest)] },
    'relight.guidance': { type: 'float32', shape: ['batch'] },
    'relight.shown': { type: 'uint8', shape: ['batch', 3, H, W] },
    'trunk.features': { type: 'float32', shape: ['batch', trunkFeatures(C), H / 4, W / 4] },
    'trunk.picture': { type: 'float32', shape: ['batch', 16, H / 2, W / 2] },
    'trunk.head': { type: 'float32', shape: ['batch', trunkHead, H / 4, W / 4] },
    'trunk.sharpening': { type: 'float32', shape: ['batch', 12, H / 2, W / 2] },
    'plan.kinds': { type: 'int64', shape: ['batch', planWindow, planWindow] },
    'plan.materials': { type: 'int64', shape: ['batch', planWindow, planWindow] },
    'plan.asked': { type: 'float32', shape: ['batch', planControls.length] },
    'plan.kind_logits': { type: 'float32', shape: ['batch', planKinds.length, planTile, planTile] },
    'plan.material_logits': { type: 'float32', shape: ['batch', P, planTile, planTile] },
    'appearance.features': { type: 'float32', shape: ['batch', rayFeatures(C), raysOfGroup] },
    'appearance.answer': { type: 'float32', shape: ['batch', 5, raysOfGroup] },
    'surface.surfaces': { type: 'int32', shape: ['batch', raysOfGroup] },
    'surface.places': { type: 'float32', shape: ['batch', raysOfGroup, placeNumbers] },
    'surface.lights': { type: 'float32', shape: ['batch', raysOfGroup, lightNumbers] },
    'surface.air': { type: 'float32', shape: ['batch', raysOfGroup, airNumbers] },
    'surface.colours': { type: 'float32', shape: ['batch', raysOfGroup, 3] },
    'surface.brightness': { type: 'float32', shape: ['batch', raysOfGroup] },
    'words.rgb': { type: 'uint8', shape: ['batch', 3, H, W] },
    'words.inverse_depth': { type: 'uint16', shape: ['batch', H, W] },
    'words.camera': { type: 'float32', shape: ['batch', cameraRowNumbers] },
    'words.embedding': { type: 'float32', shape: ['batch', 'embedding', H / partSize, W / partSize] },
    entities: { type: 'float32', shape: ['batch', manifest.entities.perView, manifest.entities.features] },
    controls: { type: 'float32', shape: ['batch', C] },
    conditions: { type: 'float32', shape: ['batch', 'conditions', H, W] },
    entity_maps: { type: 'float32', shape: ['batch', 'entityMaps', H, W] },
    coarse_conditions: { type: 'float32', shape: ['batch', 5, H / 2, W / 2] },
    coarse: { type: 'float32', shape: ['batch', 4, H / 2, W / 2] },
    tokens: { type: 'int64', shape: ['batch', T] },
    next_tokens: { type: 'int64', shape: ['batch', T] },
    known: { type: 'float32', shape: ['batch', T] },
    next_known: { type: 'float32', shape: ['batch', T] },
    noise: { type: 'float32', shape: ['batch', T] },
    order: { type: 'float32', shape: ['batch', T] },
  };
  const contract = (tensor: string) => ({
    name: tensor,
    ...(tensors[`${name === 'lean' ? 'draw' : name}.${tensor}`] ?? tensors[tensor]),
  });
  return {
    inputs: graphTensors[name].inputs.map(contract),
    outputs: graphTensors[name].outputs.map(contract),
  };
}
