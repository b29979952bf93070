import { Tensor } from 'onnxruntime-node';
import { type Pose, writeTransform } from '../../shared/camera.ts';
import { drawingControls } from '../../shared/controls.ts';
import { entityFeatures, writeEntity } from '../../shared/entity.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';

/**
 * The tensors that a batch of B views is drawn through, allocated once and used again every tick.
 * Shapes are those of shared/pack.ts. What the graphs hand on to each other (conditions, entity maps)
 * is one tensor that one graph fills and the next reads.
 */
export interface ViewTensors {
  /** Inputs of condition.onnx as arrays: what {@link writeRequests} fills. */
  rgb: Uint8Array;
  inverseDepth: Uint16Array;
  transforms: Float32Array;
  entities: Float32Array;
  controls: Float32Array;
  /** The same as tensors, by input name. */
  conditionInputs: Record<string, Tensor>;
  /** conditions, entity_maps and coarse_conditions, which condition.onnx fills. */
  conditionOutputs: Record<string, Tensor>;
  /** [B, 5, H/2, W/2], the data of coarse_conditions. */
  coarseConditions: Float32Array;
  /** [B, 4, H/2, W/2] and [B], what draw.onnx reads of imagine's work. */
  coarse: Float32Array;
  imagined: Float32Array;
  drawInputs: Record<string, Tensor>;
}

/** The tensors that a batch of B views is imagined through. */
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

/** From this mask value on a pixel may show an entity, whose colours must not linger once it is gone. */
export const entityThreshold = 48;
/**
 * The first confidence code (0 to 255) at which a pixel of the previous frame is carried on, `confidence`
 * being what memory asks for (0 to 1).
 */
export function carriedFrom(confidence: number): number {
  return Math.ceil(confidence * 255);
}

export function createViewTensors(
  manifest: Manifest,
  channels: { conditions: number; entityMaps: number },
  views: number,
): ViewTensors {
  const { width: W, height: H } = manifest.view;
  const K = manifest.memory.slots;
  const M = manifest.entities.perView;
  const C = drawingControls(manifest).length;
  const coarsePixels = (H / 2) * (W / 2);
  const rgb = new Uint8Array(views * K * 3 * H * W);
  const inverseDepth = new Uint16Array(views * K * H * W);
  const transforms = new Float32Array(views * K * 12);
  const entities = new Float32Array(views * M * entityFeatures);
  const controls = new Float32Array(views * C);
  const coarseConditions = new Float32Array(views * 5 * coarsePixels);
  const coarse = new Float32Array(views * 4 * coarsePixels);
  const imagined = new Float32Array(views);
  const controlTensor = new Tensor('float32', controls, [views, C]);
  const conditions = new Tensor('float32', new Float32Array(views * channels.conditions * H * W), [
    views,
    channels.conditions,
    H,
    W,
  ]);
  const entityMaps = new Tensor('float32', new Float32Array(views * channels.entityMaps * H * W), [
    views,
    channels.entityMaps,
    H,
    W,
  ]);
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
      entities: new Tensor('float32', entities, [views, M, entityFeatures]),
      controls: controlTensor,
    },
    conditionOutputs: {
      conditions,
      entity_maps: entityMaps,
      coarse_conditions: new Tensor('float32', coarseConditions, [views, 5, H / 2, W / 2]),
    },
    drawInputs: {
      conditions,
      entity_maps: entityMaps,
      coarse: new Tensor('float32', coarse, [views, 4, H / 2, W / 2]),
      imagined: new Tensor('float32', imagined, [views]),
      controls: controlTensor,
    },
  };
}

export function createImagineTensors(manifest: Manifest, tokenCount: number, views: number): ImagineTensors {
  const { width: W, height: H } = manifest.view;
  const coarsePixels = (H / 2) * (W / 2);
  const numbers = () => new Float32Array(views * tokenCount);
  const codes = () => new BigInt64Array(views * tokenCount);
  const tensors = {
    coarseConditions: new Float32Array(views * 5 * coarsePixels),
    tokens: codes(),
    known: numbers(),
    noise: numbers(),
    order: numbers(),
    reveal: new Float32Array(views),
    nextTokens: codes(),
    nextKnown: numbers(),
    coarse: new Float32Array(views * 4 * coarsePixels),
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
 * Fills the inputs of condition.onnx: slot 0 of each view with its previous frame (entities' pixels
 * unknown, since what can change is drawn from state), the other slots with keyframes, best first.
 */
export function writeRequests(
  tensors: ViewTensors,
  requests: readonly ViewRequest[],
  manifest: Manifest,
): void {
  const pixels = manifest.view.width * manifest.view.height;
  const slots = manifest.memory.slots;
  const perView = manifest.entities.perView;
  const controlCount = drawingControls(manifest).length;
  // What is carried on looks surer to the network than when it was drawn: a guess would end up in memory.
  const sureFrom = carriedFrom(manifest.memory.confidence);
  tensors.entities.fill(0);
  for (const [view, request] of requests.entries()) {
    const { camera, previous, keyframes, entities, controls } = request;
    const firstSlot = view * slots;
    if (previous) {
      const depth = writeSlot(tensors, firstSlot, previous, previous.camera, camera, pixels);
      for (let i = 0; i < pixels; i++) {
        if (previous.entity[i] >= entityThreshold || previous.confidence[i] < sureFrom) depth[i] = 0;
      }
    } else {
      clearSlot(tensors, firstSlot, pixels);
    }
    for (let slot = 1; slot < slots; slot++) {
      const keyframe = keyframes[slot - 1];
      if (keyframe) writeSlot(tensors, firstSlot + slot, keyframe, keyframe.pose, camera, pixels);
      else clearSlot(tensors, firstSlot + slot, pixels);
    }
    for (const [i, entity] of entities.slice(0, perView).entries()) {
      writeEntity(camera, entity, tensors.entities, (view * perView + i) * entityFeatures);
    }
    tensors.controls.set(controls, view * controlCount);
  }
}

/** Copies a picture into a slot; returns the slot's inverse depth. */
function writeSlot(
  tensors: ViewTensors,
  slot: number,
  picture: { rgb: Uint8Array; inverseDepth: Uint16Array },
  source: Pose,
  target: Pose,
  pixels: number,
): Uint16Array {
  tensors.rgb.set(picture.rgb, slot * 3 * pixels);
  tensors.inverseDepth.set(picture.inverseDepth, slot * pixels);
  writeTransform(source, target, tensors.transforms, slot * 12);
  return tensors.inverseDepth.subarray(slot * pixels, (slot + 1) * pixels);
}

/** An empty slot knows nothing and stands where the view does. */
function clearSlot(tensors: ViewTensors, slot: number, pixels: number): void {
  tensors.rgb.fill(0, slot * 3 * pixels, (slot + 1) * 3 * pixels);
  tensors.inverseDepth.fill(0, slot * pixels, (slot + 1) * pixels);
  tensors.transforms.fill(0, slot * 12, (slot + 1) * 12);
  for (const diagonal of [0, 5, 10]) tensors.transforms[slot * 12 + diagonal] = 1;
}
