import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import { sketchRoots } from '../../../shared/geometry/sketch-depth.ts';
import type { Sketch } from '../../../shared/sketch.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';

/** Side in pixels of the blocks that one ray decides. */
const block = 4;
/** Distance from which a surface is sky, metres. */
const skyFrom = 500;
/** Distance up to which two pictures count as taken from the same position, metres. */
const samePosition = 0.05;

/**
 * Keyframes for drawing a sketch. Sky has no position, so a keyframe would show it even where the sketch has
 * a wall in front. Such sky becomes unknown. Sky that a keyframe itself saw through the position of a
 * sketched wall stays, because memory has precedence.
 */
export function behindSketch(
  keyframes: readonly Keyframe[],
  sketch: Sketch,
  camera: Pose,
  view: Intrinsics,
): Keyframe[] {
  const lastSky = Math.floor(1 / (skyFrom * inverseDepthScale));
  const stands = skyFrom ** -0.5;
  const small = { width: view.width / block, height: view.height / block, focal: view.focal / block };
  return keyframes.map((keyframe) => {
    const { pose, inverseDepth } = keyframe;
    if (!inverseDepth.some((code) => code > 0 && code <= lastSky)) return keyframe;
    const here = sketchRoots([sketch], { ...pose, x: camera.x, y: camera.y, z: camera.z }, small);
    if (!here.some((root) => root > stands)) return keyframe;
    const apart = Math.hypot(pose.x - camera.x, pose.y - camera.y, pose.z - camera.z) > samePosition;
    const there = apart ? sketchRoots([sketch], pose, small) : undefined;
    const codes = new Uint16Array(new SharedArrayBuffer(2 * inverseDepth.length));
    for (let i = 0; i < codes.length; i++) {
      const at = blockOf(i, view.width, small.width);
      const hidden = here[at] > stands && !(there && there[at] > stands);
      const sky = inverseDepth[i] <= lastSky;
      codes[i] = sky && hidden ? 0 : inverseDepth[i];
    }
    return { ...keyframe, inverseDepth: codes };
  });
}

/** The block of pixel `i`, where rows have `width` pixels and `blocks` blocks. */
function blockOf(i: number, width: number, blocks: number): number {
  return Math.floor(i / width / block) * blocks + Math.floor((i % width) / block);
}
