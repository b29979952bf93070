/** Converts planar RGB, uint8 [3, H, W] (drawn views), to [H, W, 3] (picture files). */
export function interleaved(rgb: Uint8Array): Buffer {
  const pixels = rgb.length / 3;
  const out = Buffer.allocUnsafe(rgb.length);
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) out[3 * i + channel] = rgb[channel * pixels + i];
  }
  return out;
}
