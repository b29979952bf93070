import { cameraAxes, type Intrinsics, type Pose, toCamera } from '../../../shared/geometry/camera.ts';
import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';
import { Probe } from './probe.ts';

/**
 * Outputs of the probe of models/training/worldroom_training/probes/action.py: axes with the motion below
 * which a camera counts as still (metres, radians), and the classes of each (back, still, forward).
 */
export const actionAxes = [
  { name: 'move', still: 0.03 },
  { name: 'strafe', still: 0.03 },
  { name: 'turn', still: 0.02 },
  { name: 'look', still: 0.015 },
] as const;
export const actionClasses = 3;
/** Ticks between the pairs of frames that are judged. */
const everyTicks = 6;

export interface ActionFigures {
  /** Balanced accuracy of the probe on generated and on reference frames, 0 to 1. */
  model: number;
  reference: number;
  /** Accuracy on generated frames divided by that on reference frames. */
  ratio: number;
  pairs: number;
}

/**
 * Measures how well a frozen inverse-dynamics probe reads the camera's motion from two consecutive frames
 * (`action_recovered`, after MIRA's action recoverability ratio). The figures are means over axes and over
 * their classes (back, still, forward), so that frequent classes do not count more.
 */
export class ActionJudge implements Judge {
  readonly #probe: Probe;
  /** The last observation, by world and player. */
  readonly #last = new Map<string, Observation>();
  /** By axis and class: number of pairs, and of those that were read correctly. */
  readonly #happened = new Float64Array(actionAxes.length * actionClasses);
  readonly #right = {
    model: new Float64Array(actionAxes.length * actionClasses),
    reference: new Float64Array(actionAxes.length * actionClasses),
  };
  #pairs = 0;

  private constructor(probe: Probe) {
    this.#probe = probe;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<ActionJudge> {
    return new ActionJudge(await Probe.load(file, intrinsics));
  }

  async judge(observation: Observation): Promise<void> {
    const player = `${observation.world}/${observation.player}`;
    const last = this.#last.get(player);
    this.#last.set(player, observation);
    if (last === undefined || observation.tick % everyTicks !== 0) return;
    const truth = motionClasses(last.camera, observation.camera);
    const model = await this.#read(last.view.rgb, observation.view.rgb);
    const reference = await this.#read(last.truth.rgb, observation.truth.rgb);
    for (const [axis, happened] of truth.entries()) {
      const cell = axis * actionClasses + happened;
      this.#happened[cell]++;
      if (model[axis] === happened) this.#right.model[cell]++;
      if (reference[axis] === happened) this.#right.reference[cell]++;
    }
    this.#pairs++;
  }

  get figures(): ActionFigures {
    const model = this.#accuracy(this.#right.model);
    const reference = this.#accuracy(this.#right.reference);
    return { model, reference, ratio: model / reference, pairs: this.#pairs };
  }

  #accuracy(right: Float64Array): number {
    const shares = [...right].map((count, i) => count / this.#happened[i]).filter(Number.isFinite);
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  async #read(earlier: Uint8Array, later: Uint8Array): Promise<number[]> {
    const logits = await this.#probe.read(earlier, later);
    return actionAxes.map((_, axis) => {
      const of = [...logits.subarray(axis * actionClasses, (axis + 1) * actionClasses)];
      return of.indexOf(Math.max(...of));
    });
  }
}

/**
 * Class of each axis in the earlier camera's space: 0 (back, left, down), 1 (still) or 2 (forward, right,
 * up).
 */
export function motionClasses(earlier: Pose, later: Pose): number[] {
  const place = toCamera(earlier, later);
  const [x, y, z] = cameraAxes(later).subarray(6);
  const ahead = toCamera({ ...earlier, x: 0, y: 0, z: 0 }, { x, y, z });
  const look = Math.asin(Math.max(-1, Math.min(1, ahead.y)));
  const motion = [place.z, place.x, Math.atan2(ahead.x, ahead.z), look];
  return motion.map((value, axis) =>
    value > actionAxes[axis].still ? 2 : value < -actionAxes[axis].still ? 0 : 1,
  );
}
