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
