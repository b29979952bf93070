import { zstdCompressSync } from 'node:zlib';
import { chunkCells, type HeightChunk } from '../memory/height-chunk.ts';
import { decompressed } from './picture-blob.ts';

const cells = chunkCells * chunkCells;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * A chunk of a height grid as a blob: kinds (uint8), then the sums of the seed's walls and ground and of drawn walls and
 * ground (float32, little-endian, the first bytes of all numbers before the second ones and so on), compressed by Zstandard.
 */
export function encodeHeights({
  kind,
  sums: { seed, drawn },
}: Pick<HeightChunk, 'kind' | 'sums'>): Uint8Array {
  const planes = [seed.wall, seed.ground, drawn.wall, drawn.ground].map(
    ({ buffer, byteOffset, byteLength }) =>
      shuffled(littleEndian(Buffer.from(buffer, byteOffset, byteLength))),
  );
  return zstdCompressSync(Buffer.concat([kind, ...planes]));
}

/** @throws StoreError if the blob `part` is no chunk */
export function decodeHeights(blob: Uint8Array, part: string): Pick<HeightChunk, 'kind' | 'sums'> {
  const bytes = decompressed(blob, 17 * cells, part);
  const plane = (i: number) => {
    const from = cells * (1 + 4 * i);
    return new Float32Array(littleEndian(unshuffled(bytes.subarray(from, from + 4 * cells))).buffer);
  };
  return {
    kind: bytes.slice(0, cells),
    sums: { seed: { wall: plane(0), ground: plane(1) }, drawn: { wall: plane(2), ground: plane(3) } },
  };
}

function shuffled(numbers: Uint8Array): Buffer {
  const out = Buffer.alloc(numbers.length);
  for (let i = 0; i < numbers.length; i++) out[(i % 4) * cells + (i >> 2)] = numbers[i];
  return out;
}

function unshuffled(planes: Uint8Array): Buffer {
  const out = Buffer.alloc(planes.length);
  for (let i = 0; i < planes.length; i++) out[i] = planes[(i % 4) * cells + (i >> 2)];
  return out;
}

/** Numbers of 4 bytes in the other order on a machine that has them so. */
function littleEndian(numbers: Buffer): Buffer<ArrayBuffer> {
  const copy = Buffer.from(new ArrayBuffer(numbers.length));
  numbers.copy(copy);
  return isLittleEndian ? copy : copy.swap32();
}
