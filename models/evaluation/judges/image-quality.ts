/** Similarity of two pictures. Planes are uint8 [3, H, W], row-major. */

/**
 * Peak signal-to-noise ratio in decibels over all channels; 99 for equal pictures. `mask` [H, W]: pixels that
 * count.
 */
export function psnr(a: Uint8Array, b: Uint8Array, mask?: (pixel: number) => boolean): number {
  const area = a.length / 3;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < area; i++) {
    if (mask && !mask(i)) continue;
    for (let c = 0; c < 3; c++) {
      const d = a[c * area + i] - b[c * area + i];
      sum += d * d;
    }
    count += 3;
  }
  if (count === 0) return Number.NaN;
  return sum === 0 ? 99 : 10 * Math.log10((255 * 255 * count) / sum);
}

const window = 8;
const stride = 4;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/** Structural similarity (Wang et al., 2004) of luminance, mean over 8 x 8 windows every 4 pixels; 1 when equal. */
export function ssim(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  const x = luminance(a, width * height);
  const y = luminance(b, width * height);
  let sum = 0;
  let count = 0;
  for (let row = 0; row + window <= height; row += stride) {
    for (let column = 0; column + window <= width; column += stride) {
      sum += windowSimilarity(x, y, row * width + column, width);
      count++;
    }
  }
  return sum / count;
}

function windowSimilarity(x: Float32Array, y: Float32Array, start: number, width: number): number {
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let j = 0; j < window; j++) {
    for (let i = 0; i < window; i++) {
      const p = x[start + j * width + i];
      const q = y[start + j * width + i];
      sx += p;
      sy += q;
      sxx += p * p;
      syy += q * q;
      sxy += p * q;
    }
  }
  const n = window * window;
  const mx = sx / n;
  const my = sy / n;
  const vx = sxx / n - mx * mx;
  const vy = syy / n - my * my;
  const cov = sxy / n - mx * my;
  return ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2));
}

/** ITU-R BT.601 luma. */
function luminance(rgb: Uint8Array, area: number): Float32Array {
  const out = new Float32Array(area);
  for (let i = 0; i < area; i++) out[i] = 0.299 * rgb[i] + 0.587 * rgb[area + i] + 0.114 * rgb[2 * area + i];
  return out;
}
