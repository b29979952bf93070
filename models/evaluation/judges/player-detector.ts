import { type Entity, playerColours } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { type Intrinsics, toCamera, wrapAngle } from '../../../shared/geometry/camera.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import type { Frame } from '../../reference/rendering/renderer.ts';
import { Probe } from './probe.ts';

/** Layout of the probe's output, which models/training/worldroom_training/probes/player.py defines. */
export const playerProbe = { cell: 8, headings: 8 } as const;
const { cell, headings } = playerProbe;
const colours = playerColours.length;
const colourChannel = 3;
const headingChannel = colourChannel + colours;

/** Pixels within which a detection must lie. */
const withinPixels = 8;
/** Largest error of a heading, radians: the right one of four bins centred on the truth. */
const headingTolerance = Math.PI / 4;
/** Metres: closer bodies fill the frame, more distant ones have few pixels. */
const nearest = 0.8;
const farthest = 9;

export interface Detection {
  u: number;
  v: number;
  /** Index into playerColours. */
  colour: number;
  /** Radians relative to the camera; 0 faces away from it. */
  heading: number;
  score: number;
}

/** A visible player according to the state: projection of its centre, colour and heading bin. */
export type Visible = Omit<Detection, 'score'>;

/** A frozen detector, trained on reference frames only, never on generated ones. */
export class PlayerDetector {
  readonly #probe: Probe;
  readonly #intrinsics: Intrinsics;

  private constructor(probe: Probe, intrinsics: Intrinsics) {
    this.#probe = probe;
    this.#intrinsics = intrinsics;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<PlayerDetector> {
    return new PlayerDetector(await Probe.load(file, intrinsics), intrinsics);
  }

  /**
   * Detects players in rgb, uint8 [3, H, W]: cells with a probability above one half that are local maxima.
   */
  async detect(rgb: Uint8Array): Promise<Detection[]> {
    const { width, height } = this.#intrinsics;
    const values = await this.#probe.read(rgb);
    const columns = width / cell;
    const area = columns * (height / cell);
    const found: Detection[] = [];
    for (let i = 0; i < area; i++) {
      if (values[i] < 0 || !isPeak(values, i, columns, area)) continue;
      const at = (channel: number) => values[channel * area + i];
      found.push({
        u: ((i % columns) + 0.5 + at(1)) * cell,
        v: (Math.floor(i / columns) + 0.5 + at(2)) * cell,
        colour: argmax(at, colourChannel, colours),
        heading: circularMean(at, headingChannel, headings),
        score: values[i],
      });
    }
    return found;
  }
}

/** Whether cell `i` has the highest score of its neighbourhood. */
function isPeak(scores: Float32Array, i: number, columns: number, area: number): boolean {
  const column = i % columns;
  for (const down of [-columns, 0, columns]) {
    for (const right of [-1, 0, 1]) {
      const other = i + down + right;
      if (other < 0 || other >= area || column + right < 0 || column + right >= columns) continue;
      if (scores[other] > scores[i]) return false;
    }
  }
  return true;
}

/** Players of `others` whose centre is visible in the reference frame, in front of everything else. */
export function visiblePlayers(
  camera: Pose,
  intrinsics: Intrinsics,
  others: readonly Entity[],
  truth: Frame,
): Visible[] {
  const visible: Visible[] = [];
  for (const other of others) {
    const p = toCamera(camera, other);
    if (p.z < nearest || p.z > farthest) continue;
    const u = intrinsics.width / 2 + (intrinsics.focal * p.x) / p.z;
    const v = intrinsics.height / 2 - (intrinsics.focal * p.y) / p.z;
    if (u < 4 || v < 4 || u >= intrinsics.width - 4 || v >= intrinsics.height - 4) continue;
    const pixel = Math.floor(v) * intrinsics.width + Math.floor(u);
    if (truth.entity[pixel] === 0 || Math.abs(decodeDepth(truth.inverseDepth[pixel]) - p.z) > 0.45) continue;
    visible.push({ u, v, colour: playerColours.indexOf(other.colour), heading: headingSeen(camera, other) });
  }
  return visible;
}

/** A heading relative to the camera, as in the probe's training labels. */
function headingSeen(camera: Pose, other: Entity): number {
  const turn = wrapAngle(other.yaw - camera.yaw);
  return Math.atan2(Math.sin(turn), Math.cos(turn) * Math.cos(camera.pitch));
}

/** True if a detection matches this player in position, colour and heading. */
export function isFound(player: Visible, detections: readonly Detection[]): boolean {
  return detections.some(
    (d) =>
      Math.abs(wrapAngle(d.heading - player.heading)) <= headingTolerance &&
      d.colour === player.colour &&
      Math.hypot(d.u - player.u, d.v - player.v) <= withinPixels,
  );
}

/** Mean angle of bins weighted by their softmax. */
function circularMean(at: (channel: number) => number, first: number, count: number): number {
  const best = at(first + argmax(at, first, count));
  let x = 0;
  let y = 0;
  for (let i = 0; i < count; i++) {
    const weight = Math.exp(at(first + i) - best);
    x += weight * Math.cos((i * 2 * Math.PI) / count);
    y += weight * Math.sin((i * 2 * Math.PI) / count);
  }
  return Math.atan2(y, x);
}

function argmax(at: (channel: number) => number, first: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (at(first + i) > at(first + best)) best = i;
  return best;
}
