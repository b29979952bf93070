/**
 * Random numbers that depend only on where they are used: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011), a counter-based generator. The key is the room
 * seed and the view's name. The counter is the tick, the stream and the position. So a recorded input log
 * replays to the same noise in any order and on any worker.
 */
export interface NoiseSource {
  /** The room seed. Only its lower 32 bits are used. */
  roomSeed: number;
  tick: number;
  /** Name of the view: the player's session id. */
  view: string;
}

/**
 * Fills `out` with uniform numbers in (0, 1) that are exact in float32. `stream` separates different uses of
 * one view.
 */
export function fillUniform(out: Float32Array, source: NoiseSource, stream: number): void {
  const key0 = source.roomSeed >>> 0;
  const key1 = hashName(source.view);
  for (let i = 0; i < out.length; i += 4) {
    const block = philox(i >>> 2, stream, source.tick, 0, key0, key1);
    for (let j = 0; j < 4 && i + j < out.length; j++) {
      // 23 bits and half a step: never 0 or 1, even after rounding to float32.
      out[i + j] = ((block[j] >>> 9) + 0.5) / 0x800000;
    }
  }
}

/** One block of Philox 4x32-10: four 32-bit numbers from a counter of four and a key of two. */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  key0: number,
  key1: number,
): [number, number, number, number] {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ key0;
    c1 = low1;
    c2 = high0 ^ c3 ^ key1;
    c3 = low0;
    key0 = (key0 + 0x9e3779b9) | 0;
    key1 = (key1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** 32-bit FNV-1a hash of a name's UTF-16 units. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}
