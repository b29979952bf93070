import type { LookLimits } from '../../shared/geometry/look.ts';

/**
 * Eye height and turning of players in the reference world. Packs that were trained on it have the same
 * values in their manifests.
 */

/** Metres from the feet to the eye. */
export const eyeHeight = 1.6;
export const lookLimits: Readonly<LookLimits> = {
  turnRate: Math.PI,
  lookRate: Math.PI / 2,
  pitchLimit: Math.PI / 6,
};
