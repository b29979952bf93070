/** Pictures for the streaming tests, and the error of a decoded picture. */

/** A smooth picture with a bright square whose position depends on `index`. Planar RGB, uint8 [3, H, W]. */
export function testPicture(width: number, height: number, index: number): Uint8Array {
  const pixels = width * height;
  const rgb = new Uint8Array(pixels * 3);
  const left = (index * 8) % (width - 32);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= left && x < left + 32 && y >= 32 && y < 64;
      const pixel = y * width + x;
      rgb[pixel] = inside ? 230 : Math.floor((x * 200) / width);
      rgb[pixels + pixel] = inside ? 210 : Math.floor((y * 200) / height);
      rgb[pixels * 2 + pixel] = inside ? 60 : 120;
    }
  }
  return rgb;
}

/** Peak signal-to-noise ratio of two 8-bit pictures, decibels. */
export function peakSignalToNoise(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / sum);
}
