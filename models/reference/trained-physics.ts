import type { Physics } from '../../shared/motion-features.ts';

/**
 * Physics that the motion network is trained on: lowest and highest value of each parameter in the units of
 * Physics. motion-rows.ts samples between them; evaluation also measures beyond.
 */
export const trainedPhysics = {
  gravity: [6, 14],
  friction: [0.2, 2],
  bounce: [0.2, 0.9],
} as const satisfies Record<keyof Physics, readonly [number, number]>;
