import type { Physics } from '../../../shared/motion-features.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { trainedPhysics } from '../../reference/trained-physics.ts';

/** A setting that changes one parameter of the default physics. */
export interface PhysicsSetting {
  parameter: keyof Physics;
  /** Whether the value lies in the trained range. */
  inside: boolean;
  physics: Physics;
}

export const physicsParameters = ['gravity', 'friction', 'bounce'] as const satisfies (keyof Physics)[];

/** Allowed range of each parameter; gravity has no upper limit. */
const allowed = {
  gravity: [0, Number.POSITIVE_INFINITY],
  friction: [0, 4],
  bounce: [0, 1],
} as const satisfies Record<keyof Physics, readonly [number, number]>;
/** Positions of the inside values as shares of the trained range; a quick run omits the middle. */
const within = { full: [0.1, 0.5, 0.9], quick: [0.1, 0.9] } as const;
/**
 * Distance of the outside values from the range, as a share of its width; less if the allowed range ends
 * before.
 */
const beyond = 0.25;

/** Settings inside and outside the trained range of each parameter. */
export function physicsSettings(quick: boolean): PhysicsSetting[] {
  return physicsParameters.flatMap((parameter) => {
    const [low, high] = trainedPhysics[parameter];
    const [lowest, highest] = allowed[parameter];
    const width = high - low;
    const setting = (value: number, inside: boolean): PhysicsSetting => ({
      parameter,
      inside,
      physics: { ...defaultPhysics, [parameter]: value },
    });
    return [
      ...within[quick ? 'quick' : 'full'].map((share) => setting(low + share * width, true)),
      setting(Math.max(lowest, low - beyond * width), false),
      setting(Math.min(highest, high + beyond * width), false),
    ];
  });
}
