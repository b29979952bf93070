import type { Manifest } from '../../shared/pack.ts';
import { type Keyframe, savedAuthor } from '../contracts/keyframe.ts';
import { skyDistance } from '../memory/keyframe-samples.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { PackError } from '../pack/pack-error.ts';
import type { Capture } from './capture.ts';
import { readPictures, storedPicture } from './capture-pictures.ts';
import { chooseCovering } from './coverage-choice.ts';
import type { CaptureFrame } from './frames/capture-frame.ts';
import { uprightSize } from './frames/orientation.ts';
import { freeGround } from './free-ground.ts';
import { resample } from './resample.ts';
import { defaultDepthUnit, matrixOf, type Placement, placementOf, poseOf } from './transforms.ts';
import { type Up, upright } from './upright.ts';

export interface ImportOptions {
  manifest: Manifest;
  /** Name of the file or folder, for messages. */
  path: string;
  title: string;
  /** Up direction of the capture. By default 'auto'. */
  up?: Up;
  /** Metres in one unit of the capture's poses. By default 1. */
  scale?: number;
  /** Height of the first camera above the ground, metres. By default the pack's eye height. */
  eyeHeight?: number;
  /** Units of the capture's poses in one step of depth. By default the file's, else millimetres. */
  depthUnit?: number;
  /** Depth in metres from which a pixel is sky. By default 1000. */
  skyFrom?: number;
  /** Most keyframes of the seed. */
  keyframes: number;
  /** Spawns, instead of searching for them. */
  spawns?: WorldSeed['spawns'];
}

/** Frames that know less than this share of a view are left out. */
const leastKnown = 0.01;

/**
 * Makes a world seed of a capture. Pictures are resampled to the pack's camera. A capture of this engine
 * keeps its position, spawns, entities and controls. Any other is put upright and has no entities.
 *
 * @throws PackError if a picture is invalid or there is no free ground
 */
export async function importCapture(capture: Capture, options: ImportOptions): Promise<WorldSeed> {
  const { manifest, path, title } = options;
  const { view } = manifest;
  const { world } = capture;
  if (world && (options.up ?? options.scale ?? options.eyeHeight) !== undefined) {
    throw new PackError({
      file: path,
      field: 'worldroom',
      problem: 'says that its poses stand in place already, in metres',
      remedy: 'Leave --up, --scale and --eye-height out, or take the field out of the file.',
    });
  }
  const scale = options.scale ?? 1;
  const placements = (
    world
      ? capture.frames.map(({ matrix }) => matrix)
      : upright(capture.frames, {
          up: options.up ?? 'auto',
          scale,
          eyeHeight: options.eyeHeight ?? manifest.motion.eyeHeight,
        })
  ).map(placementOf);
  const depth = {
    depthUnit: scale * (options.depthUnit ?? capture.depthUnit ?? defaultDepthUnit),
    skyFrom: options.skyFrom ?? skyDistance,
  };
  const seen: Keyframe[] = [];
  for (const [i, frame] of capture.frames.entries()) {
    const keyframe = await readFrame(frame, placements[i], view, depth);
    const known = keyframe.inverseDepth.reduce((count, code) => count + (code > 0 ? 1 : 0), 0);
    if (known >= leastKnown * keyframe.inverseDepth.length) seen.push({ ...keyframe, id: seen.length });
  }
  if (seen.length === 0) {
    const remedy = 'Check masks, fl_x, cx and cy: the depths must fall into the picture.';
    throw new PackError({ file: path, problem: 'has no frame with known depths in view', remedy });
  }
  const keyframes = chooseCovering(seen, options.keyframes, view).map((keyframe, id) => ({
    ...keyframe,
    id,
  }));
  const spawns = options.spawns ?? world?.spawns ?? freeGround(keyframes, view);
  if (spawns.length === 0) {
    throw new PackError({
      file: path,
      problem: 'shows no free ground near its cameras to start on',
      remedy:
        'Check --eye-height, --scale, --depth-unit and --up, or say where to start with --spawn x,z,yaw.',
    });
  }
  const defaults = Object.fromEntries(manifest.controls.map((control) => [control.name, control.default]));
  return {
    title,
    source: world?.source ?? `${keyframes.length} of ${capture.frames.length} frames of a capture`,
    spawns,
    entities: world?.entities ?? [],
    controls: { ...defaults, ...world?.controls },
    ...(world?.asked && { asked: world.asked }),
    ...(world?.sun !== undefined && { sun: world.sun }),
    ...(world?.map && { map: world.map }),
    keyframes,
  };
}

export interface ImageOptions {
  image: string;
  depth: string;
  /** Horizontal field of view, radians. */
  fieldOfView: number;
  /** Upward pitch of the camera, radians. */
  pitch: number;
}

/**
 * The capture of one image with its depth, taken from the origin. The field of view is that of the upright
 * image.
 */
export async function imageCapture({ image, depth, fieldOfView, pitch }: ImageOptions): Promise<Capture> {
  const { size, orientation } = await storedPicture(image);
  const { width, height } = uprightSize(size, orientation);
  const focal = width / 2 / Math.tan(fieldOfView / 2);
  const lens = {
    width,
    height,
    focalX: focal,
    focalY: focal,
    centreX: width / 2,
    centreY: height / 2,
    distortion: [0, 0, 0, 0, 0] as const,
  };
  const matrix = matrixOf({ x: 0, y: 0, z: 0, yaw: 0, pitch });
  return { frames: [{ image, depth, drawn: false, orientation, lens, matrix }], warnings: [] };
}

/** Pixels of a capture for each of the view's, along each side, from which keyframes get a fine picture. */
const leastFine = 1.5;

/** Pixels of the largest pictures of a view for each of its own, along each side. */
function finestScale({ width, sizes = [] }: Manifest['view']): number {
  return Math.ceil(Math.max(1, ...sizes.map((size) => size.width / width)));
}

async function readFrame(
  frame: CaptureFrame,
  placement: Placement,
  view: Manifest['view'],
  depth: { depthUnit: number; skyFrom: number },
): Promise<Omit<Keyframe, 'id'>> {
  const pose = poseOf(placement);
  const ratio = Math.min(frame.lens.focalX, frame.lens.focalY) / view.focal;
  const scale = ratio < leastFine ? 1 : Math.min(Math.ceil(ratio), finestScale(view));
  // Slightly larger pictures are sharp enough without a filter.
  const shrink = ratio / scale > 1.25 ? ratio / scale : 1;
  const pictures = await readPictures(frame, shrink);
  const planes = resample(pictures, { lens: frame.lens, axes: placement.axes, pose, view, scale, ...depth });
  return { pose, ...planes, tick: 0, author: frame.drawn ? savedAuthor : '' };
}
