import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import { encodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { type Picture, shrunk } from '../contracts/picture.ts';
import type { FramePictures, Plane } from './capture-pictures.ts';
import type { Lens } from './frames/lens.ts';

export interface ResampleOptions {
  lens: Lens;
  /** Rows right, up, forward of the source's rotation from world to camera. Any roll. */
  axes: Float64Array;
  /** Pose of the keyframe: the source's position, any direction. */
  pose: Pose;
  view: Intrinsics;
  /** Metres in one step of depth. */
  depthUnit: number;
  /** Depth in metres from which a pixel is sky. */
  skyFrom: number;
  /** Pixels of the fine picture for each of the view's, along each side; without one by default. */
  scale?: number;
}

/** Ratio of neighbouring depths above which they belong to different surfaces. */
const edge = 1.1;

/**
 * Resamples a picture to the pack's camera at the same position. Every pixel of the view looks up its ray in
 * the source, through the source's lens, so angles are correct for any size, focal length and roll. Rays
 * outside of the source get inverse depth 0. Colours are interpolated. Inverse depth is interpolated, too,
 * because planes are linear in it, but not across edges. Where there is a fine picture, colours are its mean.
 */
export function resample(
  { colour, depth, mask, sky }: FramePictures,
  options: ResampleOptions,
): Pick<Keyframe, 'rgb' | 'inverseDepth' | 'fine'> {
  const { lens, view, depthUnit, skyFrom, scale = 1 } = options;
  const pixels = view.width * view.height;
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels));
  const turn = turnOf(options);
  const reach = distortionReach(lens);
  const picture = pictureOf(colour, scaled(view, scale), { turn, reach, lens });
  const rgb = scale > 1 ? shrunk(picture, scale) : picture.rgb;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = lookUp(pixel, view, { turn, reach, lens });
    if (place === undefined) continue;
    const { u, v, forward } = place;
    if (u < 0 || v < 0 || u >= 1 || v >= 1 || (mask && at(mask, u, v) === 0)) continue;
    if (sky && at(sky, u, v) > 0) {
      inverseDepth[pixel] = skyCode;
      continue;
    }
    const inverse = inverseAt(depth, u, v);
    if (inverse === 0) continue;
    // Depth is measured along the camera's axis, so it changes with roll and pitch.
    const metres = depthUnit / inverse / forward;
    inverseDepth[pixel] = metres >= skyFrom ? skyCode : encodeDepth(metres);
  }
  return { rgb, inverseDepth, ...(scale > 1 && { fine: picture }) };
}

/** From the keyframe's camera to the source's: a rotation, row-major. */
function turnOf({ axes, pose }: ResampleOptions): Float64Array {
  const target = cameraAxes(pose);
  return Float64Array.from({ length: 9 }, (_, k) => {
    const row = 3 * Math.floor(k / 3);
    const column = 3 * (k % 3);
    return (
      axes[row] * target[column] + axes[row + 1] * target[column + 1] + axes[row + 2] * target[column + 2]
    );
  });
}

/** How rays of a view find their place in the source. */
interface SourceCamera {
  turn: Float64Array;
  lens: Lens;
  /** Slope up to which the lens's distortion can be undone. */
  reach: number;
}

/**
 * Where the ray of a pixel meets the source, as shares of its width and height, and its depth there for each metre of
 * its own. Undefined if it goes elsewhere.
 */
function lookUp(
  pixel: number,
  { width, height, focal }: Intrinsics,
  { turn, lens, reach }: SourceCamera,
): { u: number; v: number; forward: number } | undefined {
  const x = ((pixel % width) + 0.5 - width / 2) / focal;
  const y = (height / 2 - Math.floor(pixel / width) - 0.5) / focal;
  const forward = turn[6] * x + turn[7] * y + turn[8];
  if (forward < 1e-6) return undefined;
  const right = (turn[0] * x + turn[1] * y + turn[2]) / forward;
  const down = -(turn[3] * x + turn[4] * y + turn[5]) / forward;
  if (Math.hypot(right, down) > reach) return undefined;
  const [u, v] = throughLens(lens, right, down);
  return { u, v, forward };
}

/** The source's colours as a camera with these intrinsics sees them. */
function pictureOf(colour: Plane<Uint8Array>, camera: Intrinsics, source: SourceCamera): Picture {
  const { width, height } = camera;
  const pixels = width * height;
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = lookUp(pixel, camera, source);
    if (place !== undefined) mixColour(colour, place.u, place.v, rgb, pixel, pixels);
  }
  return { width, height, rgb };
}

function scaled({ width, height, focal }: Intrinsics, scale: number): Intrinsics {
  return { width: scale * width, height: scale * height, focal: scale * focal };
}

/** Where a ray with these slopes meets the picture, as shares of its width and height (OpenCV's model). */
function throughLens(lens: Lens, right: number, down: number): [number, number] {
  const [k1, k2, k3, p1, p2] = lens.distortion;
  const r2 = right * right + down * down;
  const radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  const x = right * radial + 2 * p1 * right * down + p2 * (r2 + 2 * right * right);
  const y = down * radial + p1 * (r2 + 2 * down * down) + 2 * p2 * right * down;
  return [(lens.centreX + lens.focalX * x) / lens.width, (lens.centreY + lens.focalY * y) / lens.height];
}

/**
 * The slope up to which radial distortion increases. Beyond it, the polynomial would fold the picture back.
 */
function distortionReach({ distortion: [k1, k2, k3] }: Lens): number {
  const step = 0.01;
  for (let r = step; r < 4; r += step) {
    const r2 = r * r;
    if (1 + r2 * (3 * k1 + r2 * (5 * k2 + r2 * 7 * k3)) <= 0) return r - step;
  }
  return Number.POSITIVE_INFINITY;
}

/** The pixel at a position. */
function at({ width, height, data }: Plane<Uint8Array | Uint16Array>, u: number, v: number): number {
  return data[Math.floor(v * height) * width + Math.floor(u * width)];
}

/** Writes the bilinear colour at (u, v). Border pixels extend beyond the picture. */
function mixColour(
  { width, height, data }: Plane<Uint8Array>,
  u: number,
  v: number,
  out: Uint8Array,
  pixel: number,
  pixels: number,
): void {
  const x = clamp(u * width - 0.5, width - 1);
  const y = clamp(v * height - 0.5, height - 1);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const a = x - left;
  const b = y - top;
  const across = left + 1 < width ? 3 : 0;
  const below = top + 1 < height ? 3 * width : 0;
  for (let channel = 0, i = 3 * (top * width + left); channel < 3; channel++, i++) {
    const upper = data[i] * (1 - a) + data[i + across] * a;
    const lower = data[i + below] * (1 - a) + data[i + below + across] * a;
    out[channel * pixels + pixel] = upper * (1 - b) + lower * b + 0.5;
  }
}

/** 1 / steps of depth at (u, v). 0 if unknown. */
function inverseAt(depth: Plane<Uint16Array>, u: number, v: number): number {
  const { width, height, data } = depth;
  const nearest = at(depth, u, v);
  if (nearest === 0) return 0;
  const x = clamp(u * width - 0.5, width - 1);
  const y = clamp(v * height - 0.5, height - 1);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = left + 1 < width ? 1 : 0;
  const below = top + 1 < height ? width : 0;
  const i = top * width + left;
  const [p, q, r, s] = [data[i], data[i + across], data[i + below], data[i + below + across]];
  const least = Math.min(p, q, r, s);
  if (least === 0 || Math.max(p, q, r, s) > edge * least) return 1 / nearest;
  const a = x - left;
  const b = y - top;
  return (1 - b) * ((1 - a) / p + a / q) + b * ((1 - a) / r + a / s);
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
