import type { Vector3 } from '../../shared/geometry/camera.ts';

/** Where the room had a player's eye after an input, and when the page sent that input. */
export interface PathPoint {
  sequence: number;
  eye: Vector3;
}

/**
 * Where a player's eye was at each time, as the room decided later: after an input, half a tick after the page had sent it. An
 * input is a step of a whole tick, and what the player does comes before it as often as after it, which is half a tick on
 * average.
 */
export class TruePath {
  readonly #points: { at: number; eye: Vector3 }[];

  /** @param sentAt Milliseconds, by sequence. @param period Of a tick, milliseconds. */
  constructor(points: readonly PathPoint[], sentAt: ReadonlyMap<number, number>, period: number) {
    this.#points = points
      .flatMap(({ sequence, eye }) => {
        const sent = sentAt.get(sequence);
        return sent === undefined ? [] : [{ at: sent + period / 2, eye }];
      })
      .toSorted((a, b) => a.at - b.at);
  }

  /** The eye at a time, between the two nearest points; undefined outside of the path. */
  at(time: number): Vector3 | undefined {
    const after = this.#points.findIndex(({ at }) => at >= time);
    if (after < 1) return undefined;
    const [a, b] = [this.#points[after - 1], this.#points[after]];
    const share = b.at === a.at ? 1 : (time - a.at) / (b.at - a.at);
    const along = (axis: 'x' | 'y' | 'z') => a.eye[axis] + share * (b.eye[axis] - a.eye[axis]);
    return { x: along('x'), y: along('y'), z: along('z') };
  }
}
