/** The part of EBML (RFC 8794) that repairing a WebM file (Matroska, RFC 9559) needs. */

/**
 * An element's header. `start` is the position of the header, `data` to `end` that of its data. `end` is
 * undefined if the size is unknown.
 */
export interface Element {
  id: number;
  start: number;
  data: number;
  end: number | undefined;
}

/**
 * Reads the element whose header is at `at` in a buffer that starts at `offset` of the file. Returns
 * undefined if the header is cut off.
 */
export function readElement(buffer: Uint8Array, at: number, offset = 0): Element | undefined {
  const id = readNumber(buffer, at, 4, false);
  if (id === undefined) return undefined;
  const size = readNumber(buffer, at + id.length, 8, true);
  if (size === undefined) return undefined;
  const data = at + id.length + size.length;
  const isUnknown = size.value === 2 ** (7 * size.length) - 1;
  return {
    id: id.value,
    start: offset + at,
    data: offset + data,
    end: isUnknown ? undefined : offset + data + size.value,
  };
}

/** Consecutive elements in a part of a buffer, up to the first incomplete one. */
export function* elementsIn(
  buffer: Uint8Array,
  from: number,
  to: number,
): Generator<Element & { end: number }> {
  for (let at = from; at < to; ) {
    const element = readElement(buffer, at);
    if (element?.end === undefined || element.end > to) return;
    yield { ...element, end: element.end };
    at = element.end;
  }
}

/** Reads the data of an element as an unsigned integer. */
export function readUnsigned(buffer: Uint8Array, { data, end }: { data: number; end: number }): number {
  let value = 0;
  for (let at = data; at < end; at++) value = value * 256 + buffer[at];
  return value;
}

/** Encodes an element. Its size takes `sizeLength` bytes. */
export function element(id: number, data: Uint8Array, sizeLength = 8): Buffer {
  const size = Buffer.alloc(sizeLength);
  for (let i = sizeLength - 1, rest = data.length; i >= 0; i--, rest = Math.floor(rest / 256))
    size[i] = rest % 256;
  size[0] |= 0x80 >> (sizeLength - 1);
  return Buffer.concat([idBytes(id), size, data]);
}

/** Encodes an unsigned integer in 8 bytes. */
export function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes.subarray(bytes.findIndex((byte) => byte > 0));
}

/**
 * Reads a variable-length number (RFC 8794, section 4). Its length in bytes is one more than the number of
 * leading zero bits.
 */
function readNumber(
  buffer: Uint8Array,
  at: number,
  most: number,
  isSize: boolean,
): { value: number; length: number } | undefined {
  const first = buffer[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (length > most || at + length > buffer.length) return undefined;
  let value = isSize ? first & (0xff >> length) : first;
  for (let i = 1; i < length; i++) value = value * 256 + buffer[at + i];
  return { value, length };
}
