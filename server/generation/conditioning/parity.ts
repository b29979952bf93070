import { drawingControls } from '../../../shared/controls.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { fillUniform } from '../noise.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors } from '../view-tensors.ts';
import type { Conditioner } from './conditioner.ts';

/** Values that differ by more than one step of a byte count as different. */
const tolerance = 1 / 255;
/**
 * Allowed share of different values. A point on the border between two pixels may round to either side. There
 * is no other reason to differ.
 */
export const allowedDifference = 0.02;

/** Shares of values that differ between two conditioners. */
export interface ConditionDifference {
  conditions: number;
  coarseConditions: number;
  entityMaps: number;
  coverage: number;
}

/** Runs both conditioners on one request and compares their results. */
export async function compareConditioners(
  first: Conditioner,
  second: Conditioner,
  request: ViewRequest,
  manifest: Manifest,
  channels: { conditions: number; entityMaps: number },
): Promise<ConditionDifference> {
  const run = async (conditioner: Conditioner) => {
    const tensors = createViewTensors(manifest, channels, 1, new TensorStorage(1));
    const planes = allocatePlanes(1, manifest, { warp: true });
    await conditioner.condition([request], tensors, planes);
    return { ...tensors, coverage: planes.coverage };
  };
  const [a, b] = [await run(first), await run(second)];
  return {
    conditions: differentShare(a.conditions, b.conditions, tolerance),
    coarseConditions: differentShare(a.coarseConditions, b.coarseConditions, tolerance),
    entityMaps: differentShare(a.entityMaps, b.entityMaps, tolerance),
    coverage: differentShare(a.coverage, b.coverage, 1),
  };
}

/** The largest of the shares. */
export function worstOf(difference: ConditionDifference): number {
  return Math.max(...Object.values(difference));
}

function differentShare(a: ArrayLike<number>, b: ArrayLike<number>, most: number): number {
  let different = 0;
  // Written so that NaN counts as different.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= most)) different++;
  return different / a.length;
}

/**
 * A request that exercises everything: keyframes of a room with flat walls from several positions, with
 * textures and holes, a previous frame with entities and low confidence, and an entity in sight.
 */
export function trialRequest(manifest: Manifest): ViewRequest {
  const eye = manifest.motion.eyeHeight;
  const camera = { x: 0, y: eye, z: 0, yaw: 0.1, pitch: -0.05 };
  const keyframes = Array.from({ length: manifest.memory.slots - 1 }, (_, i): Keyframe => {
    const pose = { x: 0.4 * (i % 3) - 0.4, y: eye, z: -0.3 * i, yaw: 0.25 * (i % 4) - 0.3, pitch: 0 };
    return { id: i, pose, tick: 0, author: '', ...trialPicture(manifest, pose.z, i) };
  });
  return {
    room: 'trial',
    view: 'trial',
    roomSeed: 1,
    tick: 1,
    camera,
    previous: trialFrame(manifest, { ...camera, yaw: 0 }),
    keyframes,
    entities: [{ kind: 'player', x: 0.5, y: 0.9, z: 3, yaw: 1, colour: [1, 0.2, 0.2], state: 0 }],
    controls: drawingControls(manifest).map(() => 0.5),
  };
}

/** A floor, and a wall five metres ahead of the origin, textured and with a hole. */
function trialPicture(manifest: Manifest, z: number, number: number) {
  const { width, height, focal } = manifest.view;
  const pixels = width * height;
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels));
  const noise = new Float32Array(pixels);
  fillUniform(noise, { view: 'trial', roomSeed: number, tick: 1 }, 0);
  for (let i = 0; i < pixels; i++) {
    const column = i % width;
    const row = Math.floor(i / width);
    const down = (row + 0.5 - height / 2) / focal;
    const floor = down / manifest.motion.eyeHeight;
    const isHole = column > width * 0.6 && column < width * 0.7 && row > height * 0.3;
    inverseDepth[i] = isHole ? 0 : Math.max(1 / (5 - z), floor) * (65_535 / 5);
    rgb[i] = 100 + 60 * Math.sin(column / 7) + 20 * noise[i];
    rgb[pixels + i] = 90 + 50 * Math.sin(row / 5) + 20 * noise[i];
    rgb[2 * pixels + i] = 80 + 90 * noise[i];
  }
  return { rgb, inverseDepth };
}

function trialFrame(manifest: Manifest, camera: GeneratedView['camera']): GeneratedView {
  const { width, height } = manifest.view;
  const pixels = width * height;
  const { rgb, inverseDepth } = trialPicture(manifest, 0, 99);
  const plane = (value: (column: number, row: number) => number) => {
    const values = new Uint8Array(new SharedArrayBuffer(pixels));
    for (let i = 0; i < pixels; i++) values[i] = value(i % width, Math.floor(i / width));
    return values;
  };
  return {
    room: 'trial',
    view: 'trial',
    tick: 0,
    camera,
    rgb,
    inverseDepth,
    entity: plane((column) => (column < width / 8 ? 255 : 0)),
    confidence: plane((_column, row) => (row < height / 8 ? 0 : 255)),
    coverage: plane(() => 255),
    imagined: false,
    milliseconds: 0,
  };
}
