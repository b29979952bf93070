import { type Intrinsics, writeTransform } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import type { SeenDepth } from './memory-passes.ts';

/** Side in pixels of the blocks that are tested by one pixel. */
const block = 2;
/**
 * A keyframe sees past a point if its own inverse depth is below this share of the point's, minus the slack
 * in codes.
 */
const pastShare = 0.85;
const pastSlack = 0.006 / inverseDepthScale;

/**
 * Free-space carving: a mask [H, W] with 1 for each pixel of `view` whose surface lies where one of
 * `keyframes` sees empty space.
 */
export function contradictions(
  intrinsics: Intrinsics,
  view: SeenDepth,
  keyframes: readonly SeenDepth[],
): Uint8Array {
  const { width, height, focal } = intrinsics;
  const out = new Uint8Array(width * height);
  const t = new Float32Array(12);
  for (const keyframe of keyframes) {
    writeTransform(view.pose, keyframe.pose, t, 0);
    for (let row = 0; row < height; row += block) {
      const rayY = (height / 2 - row - 0.5) / focal;
      for (let column = 0; column < width; column += block) {
        const index = row * width + column;
        const code = view.inverseDepth[index];
        if (code === 0 || out[index] === 1) continue;
        const inverse = code * inverseDepthScale;
        const rayX = (column + 0.5 - width / 2) / focal;
        // The point divided by its depth, so that sky (inverse depth near 0) needs no special case.
        const z = t[8] * rayX + t[9] * rayY + t[10] + t[11] * inverse;
        if (z < 1e-3) continue;
        const shrink = 1 / z;
        const u = width / 2 + focal * (t[0] * rayX + t[1] * rayY + t[2] + t[3] * inverse) * shrink;
        const v = height / 2 - focal * (t[4] * rayX + t[5] * rayY + t[6] + t[7] * inverse) * shrink;
        // Its diagonal neighbours must agree, so that the edge of a surface decides nothing.
        const limit = pastShare * code * shrink - pastSlack;
        const x = Math.floor(u);
        const line = Math.floor(v);
        if (x < 1 || x > width - 2 || line < 1 || line > height - 2) continue;
        const at = line * width + x;
        if (!seesPast(keyframe.inverseDepth, at, limit)) continue;
        if (!seesPast(keyframe.inverseDepth, at - width - 1, limit)) continue;
        if (!seesPast(keyframe.inverseDepth, at - width + 1, limit)) continue;
        if (!seesPast(keyframe.inverseDepth, at + width - 1, limit)) continue;
        if (!seesPast(keyframe.inverseDepth, at + width + 1, limit)) continue;
        for (let y = row; y < Math.min(height, row + block); y++) {
          out.fill(1, y * width + column, y * width + Math.min(width, column + block));
        }
      }
    }
  }
  return out;
}

function seesPast(inverseDepth: Uint16Array, index: number, limit: number): boolean {
  return inverseDepth[index] !== 0 && inverseDepth[index] < limit;
}
