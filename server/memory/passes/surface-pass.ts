import { cameraAxes, type Intrinsics } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import type { Evidence, SeenDepth, SurfaceSamples } from './memory-passes.ts';

/** Side of a cell of the height grid, metres. */
export const gridCellSize = 0.125;
/** Heights between which a surface stops a body, metres. */
const lowestWall = 0.3;
const highestWall = 2;
/** Height up to which a surface is ground, metres. */
const groundHeight = 0.12;
/** Picture rows between two samples. */
const rowStride = 3;
/** Most cells between wall samples of neighbouring columns that still count as one wall. */
const widestGap = 6;
/**
 * Distance in metres up to which depth has full weight. Beyond it, the weight falls with the square of the
 * distance, down to a minimum.
 */
const trusted = 4;
const leastTrust = 0.3;
/** A wall seen at a smaller cosine than this is probably the blurred edge of another surface. */
const grazing = 0.08;
/** Relative change of the slope of inverse depth over two pixels. More is the edge of a surface. */
const bend = 0.06;

const ground = 0;
const wall = 1;

/** Samples that one picture has at most. */
export function mostSurfaceSamples({ width, height }: Intrinsics): number {
  return Math.ceil(height / rowStride) * width * widestGap;
}

/** The reference of {@link MemoryPasses.surfaceSamples}; height-grid.ts says what is made of the samples. */
export function surfaceSamples(
  intrinsics: Intrinsics,
  picture: SeenDepth,
  { weight, reach }: Evidence,
  { cells, shares, walls }: SurfaceSamples,
): number {
  const { pose, inverseDepth } = picture;
  const { width, height, focal } = intrinsics;
  const axes = cameraAxes(pose);
  let count = 0;
  const add = (x: number, z: number, surface: number, share: number) => {
    // A level surface has no side to count behind it.
    if (count >= shares.length || !Number.isFinite(x) || !Number.isFinite(z)) return;
    cells[2 * count] = Math.floor(x / gridCellSize);
    cells[2 * count + 1] = Math.floor(z / gridCellSize);
    walls[count] = surface;
    shares[count] = share;
    count++;
  };
  for (let row = 1; row < height - 1; row += rowStride) {
    const rayUp = (height / 2 - row - 0.5) / focal;
    // Wall point of the previous column, to close gaps in walls seen at a grazing angle.
    let beforeX = Number.NaN;
    let beforeZ = Number.NaN;
    for (let column = 1; column < width - 1; column++) {
      const index = row * width + column;
      const code = inverseDepth[index];
      const depth = 1 / (code * inverseDepthScale);
      const rayRight = (column + 0.5 - width / 2) / focal;
      const dy = axes[1] * rayRight + axes[4] * rayUp + axes[7];
      const y = pose.y + depth * dy;
      if (
        code === 0 ||
        depth > reach ||
        y < -groundHeight ||
        y > highestWall ||
        isEdge(inverseDepth, index, 1)
      ) {
        beforeX = Number.NaN;
        continue;
      }
      const dx = axes[0] * rayRight + axes[3] * rayUp + axes[6];
      const dz = axes[2] * rayRight + axes[5] * rayUp + axes[8];
      const level = length(dx, dz);
      const distance = depth * level;
      const near = trusted / distance;
      const trust = weight * Math.max(leastTrust, Math.min(1, near * near));
      // Area across the line of sight that the sample represents, square metres.
      const area = (depth * depth * rowStride) / (focal * focal);
      if (y < lowestWall) {
        beforeX = Number.NaN;
        if (y > groundHeight || !isLevel(inverseDepth, index, width, code, axes[4], dy, focal)) continue;
        const slope = Math.max(0.02, -dy / level);
        const share = Math.min(0.5, area / slope / gridCellSize ** 2);
        // Moved back by half a cell along the ray, so that the ground's last row does not count inside a
        // wall.
        const short = depth - (0.5 * gridCellSize) / level;
        add(pose.x + short * dx, pose.z + short * dz, ground, trust * share);
        continue;
      }
      // Moved by half a cell against the normal, the point lies inside the wall.
      const slopeX = (inverseDepth[index + 1] - inverseDepth[index - 1]) * 0.5 * focal;
      const slopeY = isEdge(inverseDepth, index, width)
        ? 0
        : (inverseDepth[index - width] - inverseDepth[index + width]) * 0.5 * focal;
      const slopeZ = code - rayRight * slopeX - rayUp * slopeY;
      const rayLength = length(rayRight, rayUp, 1);
      if (code < grazing * rayLength * length(slopeX, slopeY, slopeZ)) {
        beforeX = Number.NaN;
        continue;
      }
      const normalX = axes[0] * slopeX + axes[3] * slopeY + axes[6] * slopeZ;
      const normalZ = axes[2] * slopeX + axes[5] * slopeY + axes[8] * slopeZ;
      const push = (0.5 * gridCellSize) / length(normalX, normalZ);
      const x = pose.x + depth * dx + push * normalX;
      const z = pose.z + depth * dz + push * normalZ;
      const share = (trust * area) / (gridCellSize * (highestWall - lowestWall));
      const steps = Math.ceil(length(x - beforeX, z - beforeZ) / gridCellSize);
      if (steps > 1 && steps <= widestGap) {
        for (let i = 1; i < steps; i++) {
          const back = i / steps;
          add(x + (beforeX - x) * back, z + (beforeZ - z) * back, wall, share);
        }
      }
      add(x, z, wall, share);
      beforeX = x;
      beforeZ = z;
    }
  }
  return count;
}

/** Not Math.hypot, whose rounding every engine may choose; these numbers are far from overflow. */
function length(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** Whether a surface is horizontal: the pixel below meets it at the same height. */
function isLevel(
  codes: Uint16Array,
  index: number,
  width: number,
  code: number,
  up: number,
  dy: number,
  focal: number,
): boolean {
  const below = codes[index + width];
  if (below === 0) return false;
  // Heights relative to the eye. One row down changes the ray's slope by up / focal.
  const here = dy / code;
  const there = (dy - up / focal) / below;
  const upright = up / focal / code;
  return Math.abs(here - there) < 0.5 * upright;
}

/** Whether depth jumps at a pixel. Inverse depth is linear along a plane. */
function isEdge(codes: Uint16Array, index: number, step: number): boolean {
  const before = codes[index - step];
  const after = codes[index + step];
  if (before === 0 || after === 0) return true;
  return Math.abs(before + after - 2 * codes[index]) > bend * codes[index] + 2;
}
