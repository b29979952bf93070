/** EBML (RFC 8794), as far as a WebM file (Matroska, RFC 9559) is mended with it. */

/** An element's header: where it begins, where its data begin and end; `end` is undefined when unknown. */
export interface Element {
  id: number;
  start: number;
  data: number;
  end: number | undefined;
}

/** The element whose header is at `at` in a buffer that begins at `offset` of the file; undefined when cut off. */
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

/** The elements one after the other in a part of a buffer, as far as they are whole. */
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

/** An unsigned integer of an element's data. */
export function readUnsigned(buffer: Uint8Array, { data, end }: { data: number; end: number }): number {
  let value = 0;
  for (let at = data; at < end; at++) value = value * 256 + buffer[at];
  return value;
}

/** An element with its data; the size takes `sizeLength` bytes. */
export function element(id: number, data: Uint8Array, sizeLength = 8): Buffer {
  const size = Buffer.alloc(sizeLength);
  for (let i = sizeLength - 1, rest = data.length; i >= 0; i--, rest = Math.floor(rest / 256))
    size[i] = rest % 256;
  size[0] |= 0x80 >> (sizeLength - 1);
  return Buffer.concat([idBytes(id), size, data]);
}

/** An unsigned integer in 8 bytes. */
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

/** A variable-length number: as many bytes as its first has leading zeros and one more. */
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
