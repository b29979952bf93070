import { cameraAxes, type Pose, writeTransform } from '../../../shared/geometry/camera.ts';
import type { NativeMemoryPasses } from '../../native/native-module.ts';
import type { MemoryPasses, SeenDepth } from './memory-passes.ts';
import { lastSkyCode } from './sky-pass.ts';

/** The passes as the native kernel computes them. */
export function nativePasses(native: NativeMemoryPasses): MemoryPasses {
  return {
    name: `${native.kernel} code`,
    assessNovelty({ width, height, entity, coverage, confidence, inverseDepth, ...rest }) {
      const { imagined, leastConfidence, impossible } = rest;
      const keep = new Uint8Array(width * height);
      const sure = new Uint8Array(width * height);
      const counts = new Int32Array(2);
      native.assessNovelty(
        width,
        height,
        entity,
        coverage,
        confidence,
        inverseDepth,
        impossible,
        imagined ? 1 : 0,
        leastConfidence,
        keep,
        sure,
        counts,
      );
      return { free: counts[0], known: counts[1], keep, sure };
    },
    countUncovered: (coverage) => native.countUncovered(coverage),
    maskCodes: (codes, mask, out) => native.maskCodes(codes, mask, out),
    contradictions({ width, height, focal }, view, keyframes) {
      const out = new Uint8Array(width * height);
      const transforms = transformsTo(view.pose, keyframes);
      const depths = keyframes.map(({ inverseDepth }) => inverseDepth);
      native.contradictions(width, height, focal, view.inverseDepth, transforms, depths, out);
      return out;
    },
    surfaceSamples({ width, height, focal }, { pose, inverseDepth }, { weight, reach }, out) {
      const { cells, shares, walls } = out;
      const camera = numbersOf(pose);
      return native.surfaceSamples(
        width,
        height,
        focal,
        camera,
        inverseDepth,
        weight,
        reach,
        cells,
        shares,
        walls,
      );
    },
    measureCoverage({ width, height, focal }, camera, keyframes, { quality, surface, nearest }) {
      native.measureCoverage(
        width,
        height,
        focal,
        numbersOf(camera),
        eyesOf(keyframes),
        transformsTo(camera, keyframes),
        keyframes.map(({ samples }) => samples.values),
        keyframes.map(({ inverseDepth }) => inverseDepth),
        quality,
        surface,
        nearest,
      );
    },
    openSky({ width, height }, codes, mask) {
      const range = new Int32Array(4);
      native.openSky(width, height, codes, lastSkyCode, mask, range);
      const [left, right, top, bottom] = range;
      return { left, right, top, bottom };
    },
    fillSky({ width, height, focal }, { rotation, part, mask, rgb }, plateCodes, plateRgb) {
      const { left, right, top, bottom } = part;
      const range = Int32Array.of(left, right, top, bottom);
      return native.fillSky(width, height, focal, rotation, range, mask, rgb, plateCodes, plateRgb);
    },
  };
}

/** Position, then the axes. */
function numbersOf(pose: Pose): Float64Array {
  const numbers = new Float64Array(12);
  numbers[0] = pose.x;
  numbers[1] = pose.y;
  numbers[2] = pose.z;
  numbers.set(cameraAxes(pose), 3);
  return numbers;
}

/** [K, 3] */
function eyesOf(keyframes: readonly SeenDepth[]): Float64Array {
  const eyes = new Float64Array(3 * keyframes.length);
  for (const [i, { pose }] of keyframes.entries()) {
    eyes[3 * i] = pose.x;
    eyes[3 * i + 1] = pose.y;
    eyes[3 * i + 2] = pose.z;
  }
  return eyes;
}

/** [K, 3, 4], from the view's camera space to each keyframe's. */
function transformsTo(view: Pose, keyframes: readonly SeenDepth[]): Float32Array {
  const transforms = new Float32Array(12 * keyframes.length);
  for (const [i, { pose }] of keyframes.entries()) writeTransform(view, pose, transforms, 12 * i);
  return transforms;
}
