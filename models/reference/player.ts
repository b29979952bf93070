import type { LookLimits } from '../../shared/geometry/look.ts';

/** How players of the reference world see and turn. The manifests of packs that learnt from it say the same. */

/** Metres from the feet to the eye. */
export const eyeHeight = 1.6;
export const lookLimits: Readonly<LookLimits> = {
  turnRate: Math.PI,
  lookRate: Math.PI / 2,
  pitchLimit: Math.PI / 6,
};
