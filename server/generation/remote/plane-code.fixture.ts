import { deflateSync } from 'node:zlib';
import type { CodedPlanes, FurtherPictures } from './plane-code.ts';

/** Writes what plane_code.py does. */
export function encodePlanes(
  { rgb, inverseDepth, entity, confidence, coverage }: CodedPlanes,
  width: number,
  { shown, fine, fineShown }: FurtherPictures = {},
): Uint8Array {
  const folded = slopes(inverseDepth, width).map((left) => {
    const signed = (left << 16) >> 16;
    return ((signed << 1) ^ (signed >> 15)) & 0xffff;
  });
  return deflateSync(
    Buffer.concat([
      colours(rgb, width),
      Uint8Array.from(folded, (value) => value >> 8),
      Uint8Array.from(folded, (value) => value & 0xff),
      ...[entity, confidence, coverage].map((mask) =>
        mask.map((value, at) => value - (mask[at - width] ?? 0)),
      ),
      ...(shown ? [colours(shown, width)] : []),
      ...[fine, fineShown].flatMap((larger) => (larger ? [colours(larger.rgb, larger.width)] : [])),
    ]),
  );
}

function colours(rgb: Uint8Array, width: number): Uint8Array {
  const pixels = rgb.length / 3;
  const plane = (channel: number) => rgb.subarray(channel * pixels, (channel + 1) * pixels);
  const green = plane(1);
  const beyondGreen = (other: Uint8Array) => other.map((value, at) => value - green[at]);
  const planes = [green, beyondGreen(plane(0)), beyondGreen(plane(2))];
  return Buffer.concat(planes.map((each) => Uint8Array.from(slopes(each, width))));
}

/** The difference of each pixel to left + above - above left, of any sign. */
function slopes(plane: ArrayLike<number>, width: number): number[] {
  return Array.from(plane, (value, at) => {
    const left = at % width === 0 ? 0 : plane[at - 1];
    const above = at < width ? 0 : plane[at - width];
    const aboveLeft = at % width === 0 || at < width ? 0 : plane[at - width - 1];
    return value - left - above + aboveLeft;
  });
}
