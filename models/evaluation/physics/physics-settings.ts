import type { Physics } from '../../../shared/motion-features.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { trainedPhysics } from '../../reference/trained-physics.ts';

/** One parameter moved away from the default physics. */
export interface PhysicsSetting {
  parameter: keyof Physics;
  /** Whether the value lies in the range that was trained on. */
  inside: boolean;
  physics: Physics;
}

export const physicsParameters = ['gravity', 'friction', 'bounce'] as const satisfies (keyof Physics)[];

/** What a value may be at all; gravity has no upper end. */
const allowed = {
  gravity: [0, Number.POSITIVE_INFINITY],
  friction: [0, 4],
  bounce: [0, 1],
} as const satisfies Record<keyof Physics, readonly [number, number]>;
/** Where in the trained range its values lie, as shares of its width; a quick run leaves the middle out. */
const within = { full: [0.1, 0.5, 0.9], quick: [0.1, 0.9] } as const;
/** How far beyond the range the others lie, as a share of its width; nearer where nothing else is allowed. */
const beyond = 0.25;

/** Settings inside and outside of the trained range of each parameter. */
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
