/** Pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** A picture of any size, in shared memory. */
export interface Picture extends PictureSize {
  /** uint8 [3, height, width], row-major. */
  rgb: Uint8Array<SharedArrayBuffer>;
}

/** Whether two pictures have the same size. */
export function isSameSize(a: PictureSize, b: PictureSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** A picture with one pixel for every `scale` x `scale` (a whole number that divides both sides): their mean. */
export function shrunk({ width, height, rgb }: Picture, scale: number): Uint8Array<SharedArrayBuffer> {
  const columns = width / scale;
  const rows = height / scale;
  const out = new Uint8Array(new SharedArrayBuffer(3 * columns * rows));
  const share = 1 / (scale * scale);
  const sums = new Uint32Array(columns);
  for (let row = 0; row < 3 * rows; row++) {
    sums.fill(0);
    // Line by line, because worlds have hundreds of such pictures.
    for (let from = row * scale * width; from < (row + 1) * scale * width; from += width) {
      for (let x = 0; x < scale; x++) {
        for (let column = 0, at = from + x; column < columns; column++, at += scale) sums[column] += rgb[at];
      }
    }
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      out[at] = sums[column] * share + 0.5;
    }
  }
  return out;
}

/** A copy of the bytes in a shared buffer. */
export function sharedCopy(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
