import { neutralAction } from '../../../shared/action.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { BodyState, MotionChange, Physics } from '../../../shared/motion-features.ts';
import { stepBody } from '../../reference/physics.ts';
import type { BodyStep } from '../rollout/rollout.ts';

/** Kinds of contact: walls; the ground under a landing body; doors, blocks, players and balls. */
export const contactKinds = ['wall', 'ground', 'body'] as const;
export type ContactKind = (typeof contactKinds)[number];

export interface ContactFigures {
  /** Steps in which the reference's body had contact, and those in which the judged body did too. */
  contacts: Record<ContactKind, { met: number; found: number }>;
  /**
   * Steps in which the reference's body had no contact, and those in which the judged body was deflected
   * nevertheless.
   */
  free: { steps: number; turned: number };
}

/** Metres a second; smaller changes of velocity do not count as contact. */
const noticeable = 0.5;
/** Share of a contact's change of velocity that must be present for it to count as found. */
const half = 0.5;
/** Metres above which a body is in the air. */
const airborne = 1e-3;

const open: SolidGrid = { cellSize: 1, solidAt: () => false };

/**
 * Counts contacts by their effect on a body's velocity: the difference of the reference's steps with and
 * without each kind of obstacle.
 */
export class ContactJudge {
  readonly #contacts: ContactFigures['contacts'] = {
    wall: { met: 0, found: 0 },
    ground: { met: 0, found: 0 },
    body: { met: 0, found: 0 },
  };
  readonly #free = { steps: 0, turned: 0 };

  /** `expected` is the reference's change from the same state with all obstacles. */
  judge(step: BodyStep, expected: MotionChange, grid: SolidGrid, physics: Physics, timeStep: number): void {
    const { before, after, obstacles } = step;
    const intent = step.action ?? neutralAction;
    const landed = before.y > airborne && this.#land(before, after, expected, physics, timeStep);
    if (expected.contact > 0) {
      const wallless = stepBody(open, obstacles, before, intent, physics, timeStep);
      this.#push('wall', after, expected, wallless);
      const alone = stepBody(grid, [], before, intent, physics, timeStep);
      this.#push('body', after, expected, alone);
    } else if (!landed) {
      this.#free.steps++;
      const turned = Math.hypot(after.vx - expected.vx, after.vy - expected.vy, after.vz - expected.vz);
      if (turned > noticeable) this.#free.turned++;
    }
  }

  get figures(): ContactFigures {
    return structuredClone({ contacts: this.#contacts, free: this.#free });
  }

  #land(
    before: BodyState,
    after: BodyState,
    expected: MotionChange,
    physics: Physics,
    timeStep: number,
  ): boolean {
    const falling = before.vy - physics.gravity * timeStep;
    const push = expected.vy - falling;
    if (push < noticeable) return false;
    this.#count('ground', (after.vy - falling) / push);
    return true;
  }

  #push(kind: ContactKind, after: BodyState, expected: MotionChange, without: MotionChange): void {
    const x = expected.vx - without.vx;
    const z = expected.vz - without.vz;
    const square = x * x + z * z;
    if (square < noticeable * noticeable) return;
    this.#count(kind, ((after.vx - without.vx) * x + (after.vz - without.vz) * z) / square);
  }

  #count(kind: ContactKind, share: number): void {
    this.#contacts[kind].met++;
    if (share >= half) this.#contacts[kind].found++;
  }
}
