import { maximumInverseDepth } from './geometry/inverse-depth.ts';

/**
 * The depth map of one frame, as rooms send it to pages over an unreliable data channel: every message stands for
 * itself, because any other one may be lost. Layout, little-endian: version (1 byte), columns, rows, coarseness (1 byte
 * each), RTP timestamp of the frame (4 bytes), then the residuals, compressed with DEFLATE (RFC 1951).
 *
 * A map has square cells, one code for each: the inverse depth in units of `maximumInverseDepth / 4096`, shifted right by
 * the coarseness. Inverse depth is affine over the image of a plane, so each code is predicted from its neighbours by the
 * gradient predictor of LOCO-I (Weinberger, Seroussi and Sapiro, 2000), and the residuals are small.
 */
export const depthMapVersion = 1;
/** Most cells along a row of a map. */
export const mostDepthColumns = 64;
/** Most rows: of a picture twice as high as wide. */
export const mostDepthRows = 128;
/** Largest message, bytes: below 40 kB a second at 12 frames a second. */
export const mostDepthBytes = 3_300;
/** Largest coarseness. */
export const mostCoarseness = 6;

const headerBytes = 8;
/** Bits of a 16-bit code of inverse-depth.ts that a map leaves out at coarseness 0. */
const droppedBits = 4;

export interface DepthMapSize {
  columns: number;
  rows: number;
}

/** Which frame a map is of, and how it is coded. */
export interface DepthMapHeader extends DepthMapSize {
  /** 32 bits. */
  rtpTimestamp: number;
  /** Bits by which codes were shifted right. */
  coarseness: number;
}

/** The depth map of a frame. */
export interface DepthMap extends DepthMapSize {
  rtpTimestamp: number;
  /** 1 / metres, [rows, columns]; 0 is infinitely far. */
  inverseDepth: Float32Array;
}

/** A message of a map. `compressed` is the output of DEFLATE for {@link residualsOf}. */
export function writeDepthMap(header: DepthMapHeader, compressed: Uint8Array): Uint8Array<ArrayBuffer> {
  const { columns, rows, coarseness, rtpTimestamp } = header;
  const message = new Uint8Array(headerBytes + compressed.length);
  message.set([depthMapVersion, columns, rows, coarseness]);
  new DataView(message.buffer).setUint32(4, rtpTimestamp, true);
  message.set(compressed, headerBytes);
  return message;
}

/** The inverse of {@link writeDepthMap}; undefined for anything else than a message of this version. */
export function readDepthMap(
  message: Uint8Array,
): { header: DepthMapHeader; compressed: Uint8Array } | undefined {
  if (message.length <= headerBytes || message.length > mostDepthBytes) return undefined;
  const [version, columns, rows, coarseness] = message;
  if (version !== depthMapVersion || coarseness > mostCoarseness) return undefined;
  if (columns < 1 || columns > mostDepthColumns || rows < 1 || rows > mostDepthRows) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const rtpTimestamp = view.getUint32(4, true);
  return { header: { columns, rows, coarseness, rtpTimestamp }, compressed: message.subarray(headerBytes) };
}

/** Most bytes of residuals: two for each cell. */
export function residualLimit({ columns, rows }: DepthMapSize): number {
  return 2 * columns * rows;
}

/**
 * Residuals of 16-bit codes (inverse-depth.ts, row-major) at a coarseness: zigzag numbers in one byte below 128, else in two,
 * of which the first has the lower seven bits and the highest bit set.
 */
export function residualsOf(codes: Uint16Array, columns: number, coarseness: number): Uint8Array {
  const shift = droppedBits + coarseness;
  const out = new Uint8Array(2 * codes.length);
  let length = 0;
  for (let cell = 0; cell < codes.length; cell++) {
    const residual = (codes[cell] >> shift) - predicted((at) => codes[at] >> shift, cell, columns);
    const zigzag = residual < 0 ? -2 * residual - 1 : 2 * residual;
    if (zigzag < 128) out[length++] = zigzag;
    else {
      out[length++] = (zigzag & 127) | 128;
      out[length++] = zigzag >> 7;
    }
  }
  return out.subarray(0, length);
}

/** The inverse of {@link residualsOf}, as a map; undefined if these are not the residuals of one. */
export function depthMapOf(header: DepthMapHeader, residuals: Uint8Array): DepthMap | undefined {
  const { columns, rows, coarseness, rtpTimestamp } = header;
  const shift = droppedBits + coarseness;
  const highest = 0xffff >> shift;
  const codes = new Uint16Array(columns * rows);
  let at = 0;
  for (let cell = 0; cell < codes.length; cell++) {
    if (at >= residuals.length) return undefined;
    let zigzag = residuals[at++];
    if (zigzag >= 128) {
      if (at >= residuals.length) return undefined;
      zigzag = (zigzag & 127) | (residuals[at++] << 7);
    }
    const residual = zigzag & 1 ? -(zigzag + 1) / 2 : zigzag / 2;
    const code = predicted((before) => codes[before], cell, columns) + residual;
    if (code < 0 || code > highest) return undefined;
    codes[cell] = code;
  }
  if (at !== residuals.length) return undefined;
  const unit = (maximumInverseDepth / 65535) * 2 ** shift;
  // The middle of what a code stands for, but 0 is the sky.
  const inverseDepth = Float32Array.from(codes, (code) => (code === 0 ? 0 : (code + 0.5) * unit));
  return { columns, rows, rtpTimestamp, inverseDepth };
}

/** What the cells above and to the left let expect of a cell; always between 0 and the highest code. */
function predicted(code: (cell: number) => number, cell: number, columns: number): number {
  const first = cell % columns === 0;
  if (cell < columns) return first ? 0 : code(cell - 1);
  const above = code(cell - columns);
  if (first) return above;
  const left = code(cell - 1);
  const corner = code(cell - columns - 1);
  if (corner >= Math.max(left, above)) return Math.min(left, above);
  if (corner <= Math.min(left, above)) return Math.max(left, above);
  return left + above - corner;
}
