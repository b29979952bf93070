import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { usualWalking, type Walking } from '../../../shared/walking.ts';

/** Metres that an eye rises in a tick from which it has jumped, and above the ground from which a body is in the air. */
const jumped = 0.12;
const airborne = 0.05;
/** Share of an axis that counts as not touched: errors of codes that stand for a few millimetres. */
const untouched = 0.02;

/** A velocity by the present heading, metres a second. */
interface Velocity {
  right: number;
  ahead: number;
}

/**
 * Labels the frames of play with actions, by the codes of consecutive frames (latent-encoder.ts) and the rule by which players
 * turn and walk (shared/walking.ts), solved for what the player wants. It is given the codes one after the other, because how
 * far a body goes in a tick follows from how fast it already was. `use`, `place` and `remove` move no eye, and are never read.
 */
export class CodeLabels {
  readonly #timeStep: number;
  readonly #walking: Walking;
  readonly #radians: { turn: number; look: number };
  #velocity: Velocity = { right: 0, ahead: 0 };
  /** Metres above the ground. */
  #height = 0;

  constructor({ view, actions, motion }: Pick<Manifest, 'view' | 'actions' | 'motion'>) {
    this.#timeStep = 1 / view.rate;
    this.#walking = motion.walking ?? usualWalking;
    this.#radians = { turn: actions.turnRate / view.rate, look: actions.lookRate / view.rate };
  }

  /** The action between two frames, by their code: the motion of static points, radians and metres by the later heading. */
  label(code: readonly number[]): Action {
    const [look, left, , aside, down, back] = code;
    const turn = -left;
    const [right, up, ahead] = [-aside, -down, -back];
    const before = turned(this.#velocity, turn);
    const jump = up > jumped && this.#height < airborne;
    const isInAir = jump || this.#height > airborne;
    this.#height = isInAir ? Math.max(0, this.#height + up) : 0;
    const wanted = this.#wanted(before, { right, ahead }, isInAir);
    return {
      ...neutralAction,
      turn: axis(turn / this.#radians.turn),
      look: axis(look / this.#radians.look),
      move: axis(wanted.ahead),
      strafe: axis(wanted.right),
      jump,
    };
  }

  /** Shares of the walking speed that the body wanted, which went so many metres; remembers how fast it is now. */
  #wanted(before: Velocity, gone: Velocity, isInAir: boolean): Velocity {
    const { speed, groundControl, airControl } = this.#walking;
    const control = isInAir ? airControl : groundControl;
    // v(t) = w + (v0 - w) exp(-c t): in a tick of T it goes w T + (v0 - w) (1 - exp(-c T)) / c.
    const rest = Math.exp(-control * this.#timeStep);
    const lag = (1 - rest) / control;
    const solve = (metres: number, v0: number) => (metres - v0 * lag) / (this.#timeStep - lag);
    const [right, ahead] = [solve(gone.right, before.right), solve(gone.ahead, before.ahead)];
    const most = Math.max(1, Math.hypot(right, ahead) / speed);
    const wanted = { right: right / most, ahead: ahead / most };
    this.#velocity = {
      right: wanted.right + (before.right - wanted.right) * rest,
      ahead: wanted.ahead + (before.ahead - wanted.ahead) * rest,
    };
    return { right: wanted.right / speed, ahead: wanted.ahead / speed };
  }
}

/** The same velocity by a heading that has turned right by so much. */
function turned({ right, ahead }: Velocity, radians: number): Velocity {
  const [s, c] = [Math.sin(radians), Math.cos(radians)];
  return { right: right * c - ahead * s, ahead: ahead * c + right * s };
}

function axis(value: number): number {
  return Math.abs(value) < untouched ? 0 : Math.max(-1, Math.min(1, value));
}
