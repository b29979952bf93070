import { type Limit, limits, Statistics } from '../../../server/world/statistics.ts';
import { neutralAction } from '../../../shared/action.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { type BodyState, bodyRadius, type Physics } from '../../../shared/motion-features.ts';
import { stepBody } from '../../reference/physics.ts';
import { type ContactFigures, ContactJudge } from '../judges/contact-judge.ts';
import { insideSolid, wallTolerance } from '../judges/motion-judge.ts';
import { clearance } from '../rollout/clear-place.ts';
import type { BodyStep } from '../rollout/rollout.ts';
import type { BallTrial } from './ball-trial.ts';

type Kind = BodyState['kind'];

export interface LawFigures extends ContactFigures {
  /** Mean distance of a single step's end from the reference's step from the same state, metres. */
  step: { metres: number };
  /** The same for moving bodies in the open, as a share of their step length. */
  open: Record<Kind, number>;
  /** Mean distance at the end of a play from where the reference alone has moved the body, metres. */
  far: Record<Kind, number>;
  /** Share of steps that end inside something that is solid in the reference. */
  violations: number;
  /** Share of steps in which a limit had to act. */
  limited: Record<Limit, number>;
  ball: {
    /** Mean error of the height of a bounce, and of the length of a roll, as a share of the reference's. */
    bounce: number;
    roll: number;
    /** Mean energy that a ball gained, as a share of its initial energy, and the reference's. */
    gained: number;
    referenceGained: number;
    bounces: number;
    rolls: number;
  };
}

/** Metres of free space around a body in the open, and the step length from which it counts as moving. */
const openRoom = 0.5;
const moving = 0.01;

/** Accumulates plays and ball trials under one or several settings. */
export class PhysicsJudge {
  readonly #contacts = new ContactJudge();
  readonly #statistics = new Statistics();
  readonly #step = new Mean();
  readonly #violations = new Mean();
  readonly #openError = { player: new Mean(), ball: new Mean() };
  readonly #openLength = { player: new Mean(), ball: new Mean() };
  readonly #far = { player: new Mean(), ball: new Mean() };
  readonly #bounce = new Mean();
  readonly #roll = new Mean();
  readonly #gained = new Mean();
  readonly #referenceGained = new Mean();

  /** Statistics in which a play counts how often limits acted. */
  get statistics(): Statistics {
    return this.#statistics;
  }

  /** `grid` is the reference's own. */
  step(step: BodyStep, grid: SolidGrid, physics: Physics, timeStep: number): void {
    const { before, after, obstacles } = step;
    const expected = stepBody(grid, obstacles, before, step.action ?? neutralAction, physics, timeStep);
    const error = Math.hypot(
      after.x - before.x - expected.dx,
      after.y - before.y - expected.dy,
      after.z - before.z - expected.dz,
    );
    this.#step.add(error);
    const length = Math.hypot(expected.dx, expected.dy, expected.dz);
    const room = bodyRadius(before.kind) + openRoom;
    if (length > moving && clearance(grid, obstacles, before.x, before.z) >= room) {
      this.#openError[before.kind].add(error);
      this.#openLength[before.kind].add(length);
    }
    const inside = insideSolid(grid, after.x, after.z, bodyRadius(after.kind) - wallTolerance);
    this.#violations.add(inside ? 1 : 0);
    this.#contacts.judge(step, expected, grid, physics, timeStep);
  }

  /** Adds a body's distance from the reference's at the end of a play, metres. */
  far(kind: Kind, metres: number): void {
    this.#far[kind].add(metres);
  }

  ball({ bounces, roll, gained }: BallTrial): void {
    for (const { judged, reference } of bounces) this.#bounce.add(Math.abs(judged / reference - 1));
    if (roll !== undefined) this.#roll.add(Math.abs(roll.judged / roll.reference - 1));
    this.#gained.add(gained.judged);
    this.#referenceGained.add(gained.reference);
  }

  get figures(): LawFigures {
    const { limited } = this.#statistics;
    const shares = limits.map((limit) => [limit, limited[limit] / this.#step.count] as const);
    const open = (kind: Kind) => this.#openError[kind].value / this.#openLength[kind].value;
    return {
      step: { metres: this.#step.value },
      open: { player: open('player'), ball: open('ball') },
      far: { player: this.#far.player.value, ball: this.#far.ball.value },
      ...this.#contacts.figures,
      violations: this.#violations.value,
      limited: { ...limited, ...Object.fromEntries(shares) },
      ball: {
        bounce: this.#bounce.value,
        roll: this.#roll.value,
        gained: this.#gained.value,
        referenceGained: this.#referenceGained.value,
        bounces: this.#bounce.count,
        rolls: this.#roll.count,
      },
    };
  }
}

class Mean {
  count = 0;
  #sum = 0;

  add(value: number): void {
    this.#sum += value;
    this.count++;
  }

  /** NaN before the first value. */
  get value(): number {
    return this.#sum / this.count;
  }
}
