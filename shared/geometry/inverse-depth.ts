/**
 * Inverse depth (1 / metres) as 16-bit codes, the format of frames, keyframes and graphs.
 * Planes are affine in inverse depth, so it interpolates and compresses well, and the sky is simply
 * a value near zero. Code 0 means unknown, or an entity, which memory must not keep.
 */
export const maximumInverseDepth = 5;
export const inverseDepthScale = maximumInverseDepth / 65535;
/** Code of the sky: about 13 km. */
export const skyCode = 1;

/** The code (1 to 65535) of a depth in metres; depths under 0.2 m saturate, infinity is the sky. */
export function encodeDepth(depth: number): number {
  const code = Math.round(1 / (depth * inverseDepthScale));
  return Math.max(skyCode, Math.min(65535, code));
}

/** Depth in metres of a code in 1 to 65535. */
export function decodeDepth(code: number): number {
  return 1 / (code * inverseDepthScale);
}
