import { Tensor } from 'onnxruntime-node';
import { drawingControls } from '../../shared/controls.ts';
import { entityFeatures, writeEntity } from '../../shared/entity.ts';
import { writeTransform } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';
import type { TensorStorage } from './tensor-storage.ts';

/**
 * The tensors through which a batch of B views is drawn. They are allocated once and reused every tick.
 * Shapes are those of shared/pack.ts. A tensor between two graphs (conditions, entity maps) exists once: one
 * graph fills it and the next reads it.
 */
export interface ViewTensors {
  /** Inputs of condition.onnx as arrays, filled by {@link writeRequests}. */
  rgb: Uint8Array;
  inverseDepth: Uint16Array;
  transforms: Float32Array;
  entities: Float32Array;
  controls: Float32Array;
  /** The same as tensors, by input name. */
  conditionInputs: Record<string, Tensor>;
  /** conditions, entity_maps and coarse_conditions, which condition.onnx fills. */
  conditionOutputs: Record<string, Tensor>;
  /** Their data, [B, Cc, H, W] and [B, Ce, H, W], for conditioners without that graph. */
  conditions: Float32Array;
  entityMaps: Float32Array;
  /** [B, H, W], inverse depth of the visible surface (1 / m). It hides entities that lie behind it. */
  surface: Float32Array;
  /**
   * [B, H/2, W/2], the slot that 2 x 2 pixels come from, and [B, H, W], the share of its colour in the drawn
   * view.
   */
  chosen: Uint8Array;
  kept: Float32Array;
  /** [B, 5, H/2, W/2], the data of coarse_conditions. */
  coarseConditions: Float32Array;
  /** [B, 4, H/2, W/2] and [B], the result of `imagine` that draw.onnx reads. */
  coarse: Float32Array;
  imagined: Float32Array;
  drawInputs: Record<string, Tensor>;
}

/** The tensors through which a batch of B views is imagined. */
export interface ImagineTensors {
  coarseConditions: Float32Array;
  tokens: BigInt64Array;
  known: Float32Array;
  noise: Float32Array;
  order: Float32Array;
  reveal: Float32Array;
  inputs: Record<string, Tensor>;
  nextTokens: BigInt64Array;
  nextKnown: Float32Array;
  coarse: Float32Array;
  outputs: Record<string, Tensor>;
}

/** Mask value from which a pixel may show an entity. Its colours must not linger after the entity is gone. */
export const entityThreshold = 48;
/**
 * Lowest confidence code (0 to 255) of a pixel of the previous frame that is reused.
 *
 * @param confidence The confidence that memory requires, 0 to 1.
 */
export function carriedFrom(confidence: number): number {
  // Reused pixels look more certain to the network than when they were drawn. A lower limit would let guesses
  // into memory.
  return Math.ceil(confidence * 255);
}

export function createViewTensors(
  manifest: Manifest,
  channels: { conditions: number; entityMaps: number },
  views: number,
  storage: TensorStorage,
): ViewTensors {
  const { width: W, height: H } = manifest.view;
  const K = manifest.memory.slots;
  const M = manifest.entities.perView;
  const C = drawingControls(manifest).length;
  const pixels = H * W;
  const coarsePixels = pixels / 4;
  const floats = (name: string, perView: number) => storage.float32(name, perView, views);
  const rgb = storage.uint8('rgb', K * 3 * pixels, views);
  const inverseDepth = storage.uint16('inverseDepth', K * pixels, views);
  const transforms = floats('transforms', K * 12);
  const entities = floats('entities', M * entityFeatures);
  const controls = floats('controls', C);
  const coarseConditions = floats('coarseConditions', 5 * coarsePixels);
  const coarse = floats('coarse', 4 * coarsePixels);
  const imagined = floats('imagined', 1);
  const conditionData = floats('conditions', channels.conditions * pixels);
  const entityMapData = floats('entityMaps', channels.entityMaps * pixels);
  const surface = floats('surface', pixels);
  const controlTensor = new Tensor('float32', controls, [views, C]);
  const entityTensor = new Tensor('float32', entities, [views, M, entityFeatures]);
  const conditions = new Tensor('float32', conditionData, [views, channels.conditions, H, W]);
  const entityMaps = new Tensor('float32', entityMapData, [views, channels.entityMaps, H, W]);
  return {
    rgb,
    inverseDepth,
    transforms,
    entities,
    controls,
    coarseConditions,
    coarse,
    imagined,
    conditionInputs: {
      rgb: new Tensor('uint8', rgb, [views, K, 3, H, W]),
      inverse_depth: new Tensor('uint16', inverseDepth, [views, K, H, W]),
      transforms: new Tensor('float32', transforms, [views, K, 3, 4]),
      entities: entityTensor,
      controls: controlTensor,
    },
    conditionOutputs: {
      conditions,
      entity_maps: entityMaps,
      coarse_conditions: new Tensor('float32', coarseConditions, [views, 5, H / 2, W / 2]),
    },
    conditions: conditionData,
    entityMaps: entityMapData,
    surface,
    chosen: storage.uint8('chosen', coarsePixels, views),
    kept: floats('kept', pixels),
    drawInputs: {
      conditions,
      entity_maps: entityMaps,
      coarse: new Tensor('float32', coarse, [views, 4, H / 2, W / 2]),
      imagined: new Tensor('float32', imagined, [views]),
      controls: controlTensor,
    },
  };
}

export function createImagineTensors(
  manifest: Manifest,
  views: number,
  storage: TensorStorage,
): ImagineTensors {
  const { width: W, height: H } = manifest.view;
  const { rows, columns } = manifest.imagine ?? { rows: 0, columns: 0 };
  const tokenCount = rows * columns;
  const coarsePixels = (H / 2) * (W / 2);
  const numbers = (name: string) => storage.float32(name, tokenCount, views);
  const codes = (name: string) => storage.int64(name, tokenCount, views);
  const tensors = {
    coarseConditions: storage.float32('coarseConditions', 5 * coarsePixels, views),
    tokens: codes('tokens'),
    known: numbers('known'),
    noise: numbers('noise'),
    order: numbers('order'),
    reveal: storage.float32('reveal', 1, views),
    nextTokens: codes('nextTokens'),
    nextKnown: numbers('nextKnown'),
    coarse: storage.float32('coarse', 4 * coarsePixels, views),
  };
  const shape = [views, tokenCount];
  return {
    ...tensors,
    inputs: {
      coarse_conditions: new Tensor('float32', tensors.coarseConditions, [views, 5, H / 2, W / 2]),
      tokens: new Tensor('int64', tensors.tokens, shape),
      known: new Tensor('float32', tensors.known, shape),
      noise: new Tensor('float32', tensors.noise, shape),
      order: new Tensor('float32', tensors.order, shape),
      reveal: new Tensor('float32', tensors.reveal, [views]),
    },
    outputs: {
      next_tokens: new Tensor('int64', tensors.nextTokens, shape),
      next_known: new Tensor('float32', tensors.nextKnown, shape),
      coarse: new Tensor('float32', tensors.coarse, [views, 4, H / 2, W / 2]),
    },
  };
}

/**
 * Fills the inputs of condition.onnx. Slot 0 of each view gets its previous frame, the other slots get
 * keyframes, best first. Entity pixels of the previous frame are unknown, because entities are drawn from
 * state.
 */
export function writeRequests(
  tensors: ViewTensors,
  requests: readonly ViewRequest[],
  manifest: Manifest,
): void {
  writeState(tensors, requests, manifest);
  writeTransforms(tensors, requests, manifest);
  writePictures(tensors, requests, manifest);
}

/** Fills the inputs that do not come from pictures: entities and controls. */
export function writeState(tensors: ViewTensors, requests: readonly ViewRequest[], manifest: Manifest): void {
  const { perView } = manifest.entities;
  const controlCount = drawingControls(manifest).length;
  tensors.entities.fill(0);
  for (const [view, { camera, entities, controls }] of requests.entries()) {
    for (const [i, entity] of entities.slice(0, perView).entries()) {
      writeEntity(camera, entity, tensors.entities, (view * perView + i) * entityFeatures);
    }
    tensors.controls.set(controls, view * controlCount);
  }
}

/** Fills the transforms from each slot's camera to the view's. An empty slot gets the identity. */
export function writeTransforms(
  tensors: ViewTensors,
  requests: readonly ViewRequest[],
  manifest: Manifest,
): void {
  const { slots } = manifest.memory;
  for (const [view, { camera, previous, keyframes }] of requests.entries()) {
    for (let slot = 0; slot < slots; slot++) {
      const source = slot === 0 ? previous?.camera : keyframes[slot - 1]?.pose;
      writeTransform(source ?? camera, camera, tensors.transforms, (view * slots + slot) * 12);
    }
  }
}

function writePictures(tensors: ViewTensors, requests: readonly ViewRequest[], manifest: Manifest): void {
  const pixels = manifest.view.width * manifest.view.height;
  const { slots } = manifest.memory;
  const leastConfidence = carriedFrom(manifest.memory.confidence);
  for (const [view, { previous, keyframes }] of requests.entries()) {
    for (let slot = 0; slot < slots; slot++) {
      const at = view * slots + slot;
      const depth = tensors.inverseDepth.subarray(at * pixels, (at + 1) * pixels);
      const picture = slot === 0 ? previous : keyframes[slot - 1];
      if (picture === undefined) {
        tensors.rgb.fill(0, at * 3 * pixels, (at + 1) * 3 * pixels);
        depth.fill(0);
        continue;
      }
      tensors.rgb.set(picture.rgb, at * 3 * pixels);
      depth.set(picture.inverseDepth);
      if (slot > 0 || previous === undefined) continue;
      for (let i = 0; i < pixels; i++) {
        if (previous.entity[i] >= entityThreshold || previous.confidence[i] < leastConfidence) depth[i] = 0;
      }
    }
  }
}
