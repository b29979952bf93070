import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { usualWalking, type Walking } from '../../../shared/walking.ts';
import { blurredFrame } from './blurred-frame.ts';
import { FrameMatch, stride } from './frame-match.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** Metres that an eye rises in a tick from which it has jumped, and above the ground from which a body is in the air. */
const jumped = 0.2;
const airborne = 0.02;
/** Share of an axis that counts as not touched: errors of codes that stand for a few millimetres. */
const untouched = 0.02;
/** How much better, as a share, what the code says must explain the frames than an action of whole keys, and any than the last one. */
const margin = { code: 0.97, change: 0.98 } as const;

/** Metres between the ways that are tried where the code is wrong, the farthest that a body goes in a tick, and the last step. */
const coarseStep = 0.026;
const farthest = 0.26;
const finest = 0.002;
/** How many of them are looked at closely. */
const finalists = 4;

/** A velocity, or a way, by the present heading: metres a second, or metres. */
interface Level {
  right: number;
  ahead: number;
}

/** One way to explain a pair of frames. */
interface Explanation {
  action: Action;
  /** Velocity after the tick, and height and climb, metres and metres a second. */
  velocity: Level;
  height: number;
  climb: number;
  pose: Pose;
}

const coarse: readonly Level[] = Array.from({ length: 21 ** 2 }, (_, i) => {
  return { right: ((i % 21) - 10) * coarseStep, ahead: (Math.floor(i / 21) - 10) * coarseStep };
}).filter(({ right, ahead }) => Math.hypot(right, ahead) <= farthest);

/**
 * Labels the frames of play with actions. The code of two consecutive frames (latent-encoder.ts) says how the eye moved; the rule
 * by which players turn and walk (shared/walking.ts) is solved for what the player wanted. Codes are wrong where a wall looks the
 * same everywhere, or nearly nothing is in view. So the label is whichever explains both frames best: the code, whole keys of
 * each axis by the same rule, or the action that went before, which wins ties. `use`, `place` and `remove` move no eye, and are
 * never read.
 */
export class CodeLabels {
  readonly #timeStep: number;
  readonly #walking: Walking;
  readonly #gravity: number;
  readonly #turning: { turn: number; look: number; pitchLimit: number };
  readonly #match: FrameMatch;
  readonly #view: Manifest['view'];
  #last: Explanation;

  constructor({ view, actions, motion }: Pick<Manifest, 'view' | 'actions' | 'motion'>) {
    this.#timeStep = 1 / view.rate;
    this.#walking = motion.walking ?? usualWalking;
    this.#gravity = motion.physics.gravity;
    const { turnRate, lookRate, pitchLimit } = actions;
    this.#turning = { turn: turnRate / view.rate, look: lookRate / view.rate, pitchLimit };
    this.#match = new FrameMatch(view);
    this.#view = view;
    const pose = { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 };
    const velocity = { right: 0, ahead: 0 };
    this.#last = { action: neutralAction, velocity, height: 0, climb: 0, pose };
  }

  /**
   * The action between two frames, which must follow those before; a player begins standing, with a level look. `code`: the
   * motion of static points, radians and metres by the later heading.
   */
  label(code: readonly number[], before: SeenFrame, after: SeenFrame): Action {
    const [look, left, , aside, down, back] = code;
    const read = { turn: -left, look, gone: { right: -aside, ahead: -back }, up: -down };
    const errorOf = this.#match.errors(before, after, this.#last.pose);
    const held = this.#byKeys(this.#last.action, this.#last.action, false);
    let best = { explanation: held, error: errorOf(held.pose) * margin.change };
    const consider = (explanation: Explanation, share: number) => {
      const error = errorOf(explanation.pose) * share;
      if (error < best.error) best = { explanation, error };
    };
    const turning = this.#axes(read);
    const canJump = this.#last.height < airborne;
    for (const jump of canJump ? [false, true] : [false]) {
      consider(this.#byKeys(turning, this.#last.action, jump), margin.change);
      for (const move of [-1, 0, 1])
        for (const strafe of [-1, 0, 1]) consider(this.#byKeys(turning, { move, strafe }, jump), 1);
    }
    consider(this.#byMotion(turning, read.gone, read.up), 1 / margin.code);
    const up = best.explanation.height - this.#last.height;
    for (const start of this.#starts(before, after, turning, up)) {
      consider(this.#refined(turning, start, up, errorOf), 1 / margin.code);
    }
    this.#last = best.explanation;
    return best.explanation.action;
  }

  #axes({ turn, look }: { turn: number; look: number }): Pick<Action, 'turn' | 'look'> {
    return { turn: axis(turn / this.#turning.turn), look: axis(look / this.#turning.look) };
  }

  /** What pressing these keys would have done by the rule, on free ground. */
  #byKeys(
    { turn, look }: Pick<Action, 'turn' | 'look'>,
    { move, strafe }: Pick<Action, 'move' | 'strafe'>,
    jump: boolean,
  ): Explanation {
    const { speed } = this.#walking;
    const share = speed / Math.max(1, Math.hypot(move, strafe));
    const wanted = { right: share * strafe, ahead: share * move };
    const vertical = this.#vertical(jump);
    const { lag, rest } = this.#response(jump);
    const before = turned(this.#last.velocity, turn * this.#turning.turn);
    const way = (w: number, v: number) => w * this.#timeStep + (v - w) * lag;
    const gone = { right: way(wanted.right, before.right), ahead: way(wanted.ahead, before.ahead) };
    return {
      action: { ...neutralAction, turn, look, move, strafe, jump },
      velocity: mixed(wanted, before, rest),
      ...vertical,
      pose: this.#pose({ turn, look }, gone, vertical.height - this.#last.height),
    };
  }

  /** The ways, of all that a body can go in a tick, that explain blurred frames best. */
  #starts(before: SeenFrame, after: SeenFrame, turning: Pick<Action, 'turn' | 'look'>, up: number): Level[] {
    const frames = [before, after].map((frame) => blurredFrame(frame, this.#view));
    const errorOf = this.#match.errors(frames[0], frames[1], this.#last.pose, 2 * stride);
    const tried = coarse.map((gone) => ({ gone, error: errorOf(this.#pose(turning, gone, up)) }));
    tried.sort((a, b) => a.error - b.error);
    return tried.slice(0, finalists).map(({ gone }) => gone);
  }

  /** Tries ways around one, in steps that get shorter. */
  #refined(
    turning: Pick<Action, 'turn' | 'look'>,
    start: Level,
    up: number,
    errorOf: (to: Pose) => number,
  ): Explanation {
    let best = { gone: start, error: errorOf(this.#pose(turning, start, up)) };
    for (let step = coarseStep / 2; step > finest; step /= 2) {
      const { gone: centre } = best;
      for (const i of [-1, 0, 1]) {
        for (const j of [-1, 0, 1]) {
          const gone = { right: centre.right + i * step, ahead: centre.ahead + j * step };
          const error = errorOf(this.#pose(turning, gone, up));
          if (error < best.error) best = { gone, error };
        }
      }
    }
    return this.#byMotion(turning, best.gone, up);
  }

  /** What a motion says, solved for the axes: v(t) = w + (v0 - w) exp(-c t), so in a tick of T it goes w T + (v0 - w) lag. */
  #byMotion({ turn, look }: Pick<Action, 'turn' | 'look'>, gone: Level, up: number): Explanation {
    const { speed } = this.#walking;
    const jump = up > jumped && this.#last.height < airborne;
    const vertical = this.#vertical(jump);
    const { lag, rest } = this.#response(jump);
    const before = turned(this.#last.velocity, turn * this.#turning.turn);
    const solve = (metres: number, v0: number) => (metres - v0 * lag) / (this.#timeStep - lag);
    const [right, ahead] = [solve(gone.right, before.right), solve(gone.ahead, before.ahead)];
    const most = Math.max(1, Math.hypot(right, ahead) / speed);
    const wanted = { right: right / most, ahead: ahead / most };
    return {
      action: {
        ...{ ...neutralAction, turn, look, jump },
        ...{ move: axis(wanted.ahead / speed), strafe: axis(wanted.right / speed) },
      },
      velocity: mixed(wanted, before, rest),
      ...vertical,
      pose: this.#pose({ turn, look }, gone, up),
    };
  }

  #pose({ turn, look }: Pick<Action, 'turn' | 'look'>, { right, ahead }: Level, up: number): Pose {
    const { pose } = this.#last;
    const yaw = pose.yaw + turn * this.#turning.turn;
    const pitch = pose.pitch + look * this.#turning.look;
    const [s, c] = [Math.sin(yaw), Math.cos(yaw)];
    const { pitchLimit } = this.#turning;
    return {
      x: pose.x + ahead * s + right * c,
      y: pose.y + up,
      z: pose.z + ahead * c - right * s,
      yaw,
      pitch: Math.max(-pitchLimit, Math.min(pitchLimit, pitch)),
    };
  }

  /** Height and climb after the tick. */
  #vertical(jump: boolean): { height: number; climb: number } {
    const climb = jump ? this.#walking.jumpSpeed : this.#last.climb;
    const t = this.#timeStep;
    const height = this.#last.height + climb * t - 0.5 * this.#gravity * t * t;
    return height <= 0 || (climb === 0 && this.#last.height === 0)
      ? { height: 0, climb: 0 }
      : { height, climb: climb - this.#gravity * t };
  }

  /** Seconds by which a body lags behind what is wanted, and the share of its velocity that is left after a tick. */
  #response(jump: boolean): { lag: number; rest: number } {
    const isInAir = jump || this.#last.height > airborne;
    const control = isInAir ? this.#walking.airControl : this.#walking.groundControl;
    const rest = Math.exp(-control * this.#timeStep);
    return { lag: (1 - rest) / control, rest };
  }
}

function mixed(wanted: Level, before: Level, rest: number): Level {
  return {
    right: wanted.right + (before.right - wanted.right) * rest,
    ahead: wanted.ahead + (before.ahead - wanted.ahead) * rest,
  };
}

/** The same velocity by a heading that has turned right by so much. */
function turned({ right, ahead }: Level, radians: number): Level {
  const [s, c] = [Math.sin(radians), Math.cos(radians)];
  return { right: right * c - ahead * s, ahead: ahead * c + right * s };
}

function axis(value: number): number {
  return Math.abs(value) < untouched ? 0 : Math.max(-1, Math.min(1, value));
}
