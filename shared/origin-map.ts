/**
 * Where the parts of one frame come from, as rooms send it to pages over an unreliable data channel: every message stands
 * for itself, because any other one may be lost. Layout, little-endian: version, columns, rows (1 byte each), RTP timestamp
 * of the frame (4 bytes), then the cells, compressed with DEFLATE (RFC 1951): four to a byte, the first in the lowest bits,
 * row by row from the top left.
 */
export const originMapVersion = 1;
/** Most cells along a row of a map, and most rows. */
export const mostOriginColumns = 128;
export const mostOriginRows = 128;
/** Largest message, bytes: DEFLATE makes incompressible cells a little longer. */
export const mostOriginBytes = (mostOriginColumns * mostOriginRows) / 4 + 64;

/**
 * Origins by code. `remembered`: somebody has seen the place, or a picture of the world shows it, and it was drawn from that.
 * `dreamt`: nobody has seen it yet; it was painted from the dreamt map of the room, or imagined. `unsure`: it was seen, but
 * the drawing network has little confidence in what it drew. `none`: nothing of that; in pictures, what the room's state
 * says exactly (players, doors, blocks), on maps, what nothing is known of.
 */
export const originKinds = ['none', 'remembered', 'dreamt', 'unsure'] as const;
export type OriginKind = (typeof originKinds)[number];

const headerBytes = 7;

export interface OriginMapSize {
  columns: number;
  rows: number;
}

/** The origins of a frame. */
export interface OriginMap extends OriginMapSize {
  /** 32 bits. */
  rtpTimestamp: number;
  /** Indices into {@link originKinds}, [rows, columns]. */
  cells: Uint8Array;
}

/** Bytes of the packed cells. */
export function packedOriginLength({ columns, rows }: OriginMapSize): number {
  return Math.ceil((columns * rows) / 4);
}

/** Cells, four to a byte. */
export function packOrigins(cells: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(cells.length / 4));
  for (const [cell, code] of cells.entries()) packed[cell >> 2] |= (code & 3) << (2 * (cell & 3));
  return packed;
}

/** The inverse of {@link packOrigins}, for so many cells. */
export function unpackOrigins(packed: Uint8Array, count: number): Uint8Array {
  const cells = new Uint8Array(count);
  for (let cell = 0; cell < count; cell++) cells[cell] = (packed[cell >> 2] >> (2 * (cell & 3))) & 3;
  return cells;
}

/** A message of a map. `compressed` is the output of DEFLATE for {@link packOrigins}. */
export function writeOriginMap(
  { columns, rows, rtpTimestamp }: Omit<OriginMap, 'cells'>,
  compressed: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(headerBytes + compressed.length);
  message.set([originMapVersion, columns, rows]);
  new DataView(message.buffer).setUint32(3, rtpTimestamp, true);
  message.set(compressed, headerBytes);
  return message;
}

/** The inverse of {@link writeOriginMap}; undefined for anything else than a message of this version. */
export function readOriginMap(
  message: Uint8Array,
): { header: Omit<OriginMap, 'cells'>; compressed: Uint8Array } | undefined {
  if (message.length <= headerBytes || message.length > mostOriginBytes) return undefined;
  const [version, columns, rows] = message;
  if (version !== originMapVersion) return undefined;
  if (columns < 1 || columns > mostOriginColumns || rows < 1 || rows > mostOriginRows) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const rtpTimestamp = view.getUint32(3, true);
  return { header: { columns, rows, rtpTimestamp }, compressed: message.subarray(headerBytes) };
}

/** The map of inflated cells; undefined if these are not those of one. */
export function originMapOf(header: Omit<OriginMap, 'cells'>, packed: Uint8Array): OriginMap | undefined {
  if (packed.length !== packedOriginLength(header)) return undefined;
  return { ...header, cells: unpackOrigins(packed, header.columns * header.rows) };
}
