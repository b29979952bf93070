import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { makeLookSet, makeLookStates } from './look-set.ts';

/** The world whose views are compared, and how many of them: moments of several renders each. */
const seed = seedRanges.judges;
const moments = 3;

/**
 * Views of every kind of light with entities, as states and as the reference renderer's pictures. The trainer
 * compares its own renderer with them on the machine on which it renders. Pictures are in base64: rgb uint8
 * [P,R,3,H,W], inverse depth uint16 [P,H,W], entity uint8 [P,H,W].
 */
export function rendererReference(intrinsics: Intrinsics) {
  const options = { intrinsics, looks: moments, settings: true };
  const set = makeLookSet(seed, options).moments;
  return {
    ...intrinsics,
    states: makeLookStates(seed, options),
    rgb: base64(set.flatMap(({ renders }) => renders.map(({ rgb }) => rgb))),
    inverseDepth: base64(set.map(({ inverseDepth }) => inverseDepth)),
    entity: base64(set.map(({ entity }) => entity)),
  };
}

function base64(parts: readonly (Uint8Array | Uint16Array)[]): string {
  const buffers = parts.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return Buffer.concat(buffers).toString('base64');
}
