import sharp from 'sharp';
import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';
import { isDrawn, type Keyframe } from '../contracts/keyframe.ts';
import type { Picture } from '../contracts/picture.ts';
import { interleaved } from '../generation/interleaved.ts';
import { skyDistance } from '../memory/keyframe-samples.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { pointCloud } from './point-cloud.ts';
import { defaultDepthUnit, matrixOf, type TransformsFile, transformsFile } from './transforms.ts';

/** A file of an exported world. Its path has forward slashes. */
export interface ExportedFile {
  path: string;
  bytes: Uint8Array;
}

export interface ExportOptions {
  view: Intrinsics;
  /** Metres in one step of depth. nerfstudio's default is millimetres. */
  depthUnit?: number;
  /** Most points of the point cloud. */
  points?: number;
}

export const defaultPoints = 1_000_000;

/** Valid paths of an exported world, for its receiver. */
export const exportedPath = /^(?:transforms\.json|points\.ply|(?:images|depths|masks|sky)\/\d{5}\.png)$/;

/**
 * Exports a world as files of a folder in nerfstudio's layout, with a point cloud, one after the other.
 *
 * Each keyframe has an image, the fine picture where it has one, a 16-bit depth (0 if unknown, too far for 16 bits, or sky), a mask (0 where
 * memory does not know the pixel or an entity was) and, if it shows sky, a sky mask. `worldroom` has the
 * fields that nerfstudio does not. The file list comes last, after all files that it names.
 */
export async function* exportedFiles(world: WorldSeed, options: ExportOptions): AsyncGenerator<ExportedFile> {
  const { view, depthUnit = defaultDepthUnit } = options;
  const { keyframes, ...worldFields } = world;
  const frames: TransformsFile['frames'] = [];
  for (const [i, keyframe] of keyframes.entries()) {
    const name = `${String(i).padStart(5, '0')}.png`;
    const planes = split(keyframe, depthUnit);
    const { fine } = keyframe;
    yield { path: `images/${name}`, bytes: await colourPng(fine ?? { ...view, rgb: keyframe.rgb }) };
    yield { path: `depths/${name}`, bytes: await depthPng(planes.depth, view) };
    yield { path: `masks/${name}`, bytes: await maskPng(planes.known, view) };
    if (planes.sky) yield { path: `sky/${name}`, bytes: await maskPng(planes.sky, view) };
    frames.push({
      file_path: `images/${name}`,
      depth_file_path: `depths/${name}`,
      mask_path: `masks/${name}`,
      ...(planes.sky && { sky_mask_path: `sky/${name}` }),
      ...(fine && lensOf({ ...fine, focal: (view.focal * fine.width) / view.width })),
      transform_matrix: matrixOf(keyframe.pose),
      ...(isDrawn(keyframe) && { drawn: true }),
    });
  }
  const cloud = await pointCloud(keyframes, view, options.points ?? defaultPoints);
  yield { path: 'points.ply', bytes: cloud };
  const content: TransformsFile = {
    camera_model: 'OPENCV',
    ...lensOf(view),
    k1: 0,
    k2: 0,
    p1: 0,
    p2: 0,
    ply_file_path: 'points.ply',
    depth_unit_scale_factor: depthUnit,
    worldroom: worldFields,
    frames,
  };
  yield { path: transformsFile, bytes: Buffer.from(`${JSON.stringify(content, null, 1)}\n`) };
}

interface Planes {
  /** Steps of the depth unit, 0 = unknown or sky. */
  depth: Uint16Array;
  /** 255 where the keyframe's pixel is known. */
  known: Uint8Array;
  /** 255 where it is sky. Undefined without sky. */
  sky: Uint8Array | undefined;
}

function split({ inverseDepth }: Keyframe, depthUnit: number): Planes {
  const depth = new Uint16Array(inverseDepth.length);
  const known = new Uint8Array(inverseDepth.length);
  const sky = new Uint8Array(inverseDepth.length);
  let anySky = false;
  for (let i = 0; i < inverseDepth.length; i++) {
    if (inverseDepth[i] === 0) continue;
    known[i] = 255;
    const metres = 1 / (inverseDepth[i] * inverseDepthScale);
    const steps = Math.max(1, Math.round(metres / depthUnit));
    if (metres >= skyDistance) {
      sky[i] = 255;
      anySky = true;
    } else if (steps <= 65_535) depth[i] = steps;
  }
  return { depth, known, sky: anySky ? sky : undefined };
}

/** Pictures with these intrinsics. */
function lensOf({ width, height, focal }: Intrinsics) {
  return { fl_x: focal, fl_y: focal, cx: width / 2, cy: height / 2, w: width, h: height };
}

function colourPng({ width, height, rgb }: Picture): Promise<Buffer> {
  return sharp(interleaved(rgb), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

function depthPng(steps: Uint16Array, { width, height }: Intrinsics): Promise<Buffer> {
  return sharp(steps, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}

function maskPng(mask: Uint8Array, { width, height }: Intrinsics): Promise<Buffer> {
  return sharp(mask, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}
