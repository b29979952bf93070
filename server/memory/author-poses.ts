import { isWithin, type Pose } from '../../shared/geometry/camera.ts';
import type { GeneratedView } from '../contracts/view.ts';

/** Ticks between two keyframes of one author, unless the view was imagined. */
const restTicks = 3;
/** A view closer than this to the author's last keyframe adds nothing (metres, radians). */
const samePosition = 0.15;
const sameDirection = 0.08;
/** The same for updating the height grid (metres, radians). */
const surveyDistance = 0.3;
const surveyTurn = 0.2;
/** Ticks for which the author's last keyframe blocks others from the same pose. */
const sameTicks = 120;

/** When and from where an author last wrote a keyframe. */
export interface WrittenAt {
  tick: number;
  pose: Pose;
}

/** The same data in a form that can be sent between threads and saved. */
export interface AuthorPosesSnapshot {
  written: [author: string, at: WrittenAt][];
  surveyed: [author: string, pose: Pose][];
}

/** From where each author last wrote a keyframe and last updated the height grid, so that neither happens too often. */
export class AuthorPoses {
  readonly #written: Map<string, WrittenAt>;
  readonly #surveyed: Map<string, Pose>;

  constructor({ written, surveyed }: AuthorPosesSnapshot = { written: [], surveyed: [] }) {
    this.#written = new Map(written);
    this.#surveyed = new Map(surveyed);
  }

  snapshot(): AuthorPosesSnapshot {
    return { written: [...this.#written], surveyed: [...this.#surveyed] };
  }

  wrote(author: string, { tick, pose }: WrittenAt): void {
    this.#written.set(author, { tick, pose });
  }

  /** Returns the pose as it is remembered: to a millimetre and a milliradian, so that logs of it stay short. */
  surveyed(author: string, pose: Pose): Pose {
    const rounded = {
      ...{ x: thousandths(pose.x), y: thousandths(pose.y), z: thousandths(pose.z) },
      ...{ yaw: thousandths(pose.yaw), pitch: thousandths(pose.pitch) },
    };
    this.#surveyed.set(author, rounded);
    return rounded;
  }

  /** Whether the author's last keyframe is too recent or from the same pose. */
  isRecent(view: GeneratedView, author: string): boolean {
    const last = this.#written.get(author);
    if (!last) return false;
    const ticks = view.tick - last.tick;
    if (ticks < restTicks && !view.imagined) return true;
    return ticks < sameTicks && isWithin(view.camera, last.pose, samePosition, sameDirection);
  }

  /** Whether the author has updated the height grid from about this pose. */
  isSurveyed({ camera }: GeneratedView, author: string): boolean {
    const last = this.#surveyed.get(author);
    return last !== undefined && isWithin(camera, last, surveyDistance, surveyTurn);
  }
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
