import { constants, deflateRawSync } from 'node:zlib';
import {
  type DepthMapSize,
  mostCoarseness,
  mostDepthBytes,
  mostDepthColumns,
  mostDepthRows,
  residualsOf,
  writeDepthMap,
} from '../../shared/depth-map.ts';
import type { DepthPlane } from '../contracts/room-media.ts';

/**
 * Within a cell, depths count as one surface up to this ratio of the nearest to the farthest. The floor just before the
 * feet has 1.1.
 */
const oneSurface = 1.3;
/** Codes by which they may differ anyway: far surfaces are not told apart. */
const farCodes = 400;

/** Cells of the map of a plane: as square as can be, and at most {@link mostDepthColumns} in a row. */
export function depthMapSize({ width, height }: Pick<DepthPlane, 'width' | 'height'>): DepthMapSize {
  const columns = Math.min(mostDepthColumns, width);
  const rows = Math.max(1, Math.min(mostDepthRows, Math.round((height * columns) / width)));
  return { columns, rows };
}

/**
 * One code for each cell of a map. Where a cell shows one surface, the mean is its depth in the middle. Where it shows the
 * edge of something, that is the mean of the nearer half of the depths: outlines then move with what they belong to, and what
 * stretches lies beside them.
 *
 * @throws RangeError if the plane does not have the codes of its size
 */
export function reduceDepth({ width, height, inverseDepth }: DepthPlane): Uint16Array {
  if (inverseDepth.length !== width * height) {
    throw new RangeError(`a depth plane of ${width} x ${height} has not ${inverseDepth.length} codes`);
  }
  const { columns, rows } = depthMapSize({ width, height });
  const codes = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const top = Math.floor((row * height) / rows);
    const bottom = Math.floor(((row + 1) * height) / rows);
    for (let column = 0; column < columns; column++) {
      const left = Math.floor((column * width) / columns);
      const right = Math.floor(((column + 1) * width) / columns);
      codes[row * columns + column] = cellCode(inverseDepth, width, left, right, top, bottom);
    }
  }
  return codes;
}

function cellCode(
  codes: Uint16Array,
  width: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  let nearest = 0;
  let farthest = 0xffff;
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let at = y * width + left; at < y * width + right; at++) {
      const code = codes[at];
      if (code > nearest) nearest = code;
      if (code < farthest) farthest = code;
      sum += code;
    }
  }
  const count = (right - left) * (bottom - top);
  if (nearest - farthest <= farCodes || nearest <= oneSurface * farthest) return Math.round(sum / count);
  const between = (nearest + farthest) / 2;
  let near = 0;
  sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let at = y * width + left; at < y * width + right; at++) {
      if (codes[at] < between) continue;
      near++;
      sum += codes[at];
    }
  }
  return Math.round(sum / near);
}

/**
 * The message with a frame's depth map (shared/depth-map.ts), as fine as {@link mostDepthBytes} allow. Undefined if even
 * the coarsest map is larger.
 */
export function encodeDepth(plane: DepthPlane, rtpTimestamp: number): Uint8Array<ArrayBuffer> | undefined {
  const codes = reduceDepth(plane);
  const size = depthMapSize(plane);
  for (let coarseness = 0; coarseness <= mostCoarseness; coarseness++) {
    const residuals = residualsOf(codes, size.columns, coarseness);
    const compressed = deflateRawSync(residuals, { level: 6, strategy: constants.Z_FILTERED });
    const message = writeDepthMap({ ...size, coarseness, rtpTimestamp }, compressed);
    if (message.length <= mostDepthBytes) return message;
  }
  return undefined;
}
