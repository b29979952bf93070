import { cameraAxes, type Intrinsics, type Pose, wrapAngle } from '../../shared/camera.ts';
import { inverseDepthScale, skyCode } from '../../shared/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { skyDistance } from './keyframe-samples.ts';

/**
 * The sky as the room has seen it, from wherever that was: a ring of pictures of nothing but sky.
 *
 * The sky is so far away that a camera's place makes no difference to it, only its direction. So what
 * many keyframes saw of it over their walls is put together once, and a view finds all of its sky in
 * one or two plates instead of losing it to the limit of keyframes a view is drawn from.
 */

/** Plates around the horizon, each as wide as a view: neighbours overlap by more than half. */
const plateCount = 16;
/** Radians that plates look up, so that their lower edge lies a little under the horizon. */
const platePitch = 0.28;
/** A keyframe's sky is taken up to this many pixels from anything else, whose colour bleeds into it. */
const border = 2;
/** Plates offered for a view. */
const offered = 4;

/** Codes up to this one are sky. */
const lastSkyCode = Math.floor(1 / (skyDistance * inverseDepthScale));

interface Plate extends Keyframe {
  /** Pixels not seen yet. */
  unknown: number;
}

export class SkyPlates {
  readonly #intrinsics: Intrinsics;
  readonly #plates: Plate[];

  /** Plates carry the ids from `firstId` down: lower than any keyframe's. */
  constructor(intrinsics: Intrinsics, firstId: number) {
    this.#intrinsics = intrinsics;
    const pixels = intrinsics.width * intrinsics.height;
    this.#plates = Array.from({ length: plateCount }, (_, i) => ({
      id: firstId - i,
      pose: { x: 0, y: 0, z: 0, yaw: wrapAngle((2 * Math.PI * i) / plateCount), pitch: platePitch },
      rgb: new Uint8Array(new SharedArrayBuffer(3 * pixels)),
      inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * pixels)),
      tick: 0,
      author: '',
      unknown: pixels,
    }));
  }

  /** Adds what a keyframe shows of the sky where none is known yet. */
  add({ pose, rgb, inverseDepth }: Pick<Keyframe, 'pose' | 'rgb' | 'inverseDepth'>): void {
    const sky = openSky(inverseDepth, this.#intrinsics);
    if (sky) for (const plate of this.#plates) this.#fill(plate, pose, rgb, sky);
  }

  /** The plates that look where `camera` does, as if taken from its place; nearest first. */
  facing(camera: Pose): Keyframe[] {
    const turn = ({ pose }: Keyframe) => Math.abs(wrapAngle(pose.yaw - camera.yaw));
    const pixels = this.#intrinsics.width * this.#intrinsics.height;
    return this.#plates
      .filter((plate) => plate.unknown < pixels)
      .sort((a, b) => turn(a) - turn(b))
      .slice(0, offered)
      .map((plate) => ({ ...plate, pose: { ...plate.pose, x: camera.x, y: camera.y, z: camera.z } }));
  }

  #fill(plate: Plate, pose: Pose, rgb: Uint8Array, sky: Uint8Array): void {
    const { width, height, focal } = this.#intrinsics;
    if (plate.unknown === 0) return;
    const from = cameraAxes(plate.pose);
    const to = cameraAxes(pose);
    // From the plate's camera space to the keyframe's.
    const r = Array.from({ length: 9 }, (_, k) => {
      const row = 3 * Math.floor(k / 3);
      const column = 3 * (k % 3);
      return to[row] * from[column] + to[row + 1] * from[column + 1] + to[row + 2] * from[column + 2];
    });
    // Both fields of view are equal: beyond this angle the two share nothing.
    const halfDiagonal = Math.atan(Math.hypot(width, height) / 2 / focal);
    if (r[8] < Math.cos(2 * halfDiagonal)) return;
    const pixels = width * height;
    for (let row = 0, pixel = 0; row < height; row++) {
      const y = (height / 2 - row - 0.5) / focal;
      for (let column = 0; column < width; column++, pixel++) {
        if (plate.inverseDepth[pixel] !== 0) continue;
        const x = (column + 0.5 - width / 2) / focal;
        const depth = r[6] * x + r[7] * y + r[8];
        if (depth < 0.05) continue;
        const u = width / 2 + (focal * (r[0] * x + r[1] * y + r[2])) / depth - 0.5;
        const v = height / 2 - (focal * (r[3] * x + r[4] * y + r[5])) / depth - 0.5;
        if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) continue;
        const left = Math.floor(u);
        const top = Math.floor(v);
        const at = top * width + left;
        if (sky[at] + sky[at + 1] + sky[at + width] + sky[at + width + 1] < 4) continue;
        const a = u - left;
        const b = v - top;
        for (let channel = 0, plane = at; channel < 3; channel++, plane += pixels) {
          const upper = rgb[plane] * (1 - a) + rgb[plane + 1] * a;
          const lower = rgb[plane + width] * (1 - a) + rgb[plane + width + 1] * a;
          plate.rgb[channel * pixels + pixel] = upper * (1 - b) + lower * b + 0.5;
        }
        plate.inverseDepth[pixel] = skyCode;
        plate.unknown--;
      }
    }
  }
}

/** 1 where a picture shows sky with nothing else within `border` pixels [H, W]; undefined when nowhere. */
function openSky(codes: Uint16Array, { width, height }: Intrinsics): Uint8Array | undefined {
  const isSky = (pixel: number) => codes[pixel] !== 0 && codes[pixel] <= lastSkyCode;
  const across = new Uint8Array(codes.length);
  const sky = new Uint8Array(codes.length);
  let any = false;
  // Two passes, along rows and then columns; a run of 2 * border + 1 pixels must be sky.
  for (let row = 0; row < height; row++) {
    for (let column = 0, run = 0; column < width + border; column++) {
      run = column >= width || isSky(row * width + column) ? run + 1 : 0;
      if (column >= border && run > Math.min(2 * border, column)) across[row * width + column - border] = 1;
    }
  }
  for (let column = 0; column < width; column++) {
    for (let row = 0, run = 0; row < height + border; row++) {
      run = row >= height || across[row * width + column] === 1 ? run + 1 : 0;
      if (row < border || run <= Math.min(2 * border, row)) continue;
      sky[(row - border) * width + column] = 1;
      any = true;
    }
  }
  return any ? sky : undefined;
}
