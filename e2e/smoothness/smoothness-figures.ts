import type { Vector3 } from '../../shared/geometry/camera.ts';
import { angleBetween } from '../../shared/geometry/look.ts';
import { mean, quantile } from '../soak/figures.ts';
import { changes, type FlowJerk, jerkOf } from './flow-jerk.ts';
import type { Flow } from './optical-flow.ts';
import type { RecordedEvent } from './recording.ts';
import type { ReplayedFrame } from './replayed-frame.ts';
import type { ShownSurfaces, SurfacePicture } from './shown-surfaces.ts';
import type { TruePath } from './true-path.ts';

/** A frame of the virtual screen with its pixels, and the jerk of the flow around it, if there are frames on both sides. */
export interface JudgedFrame extends Omit<ReplayedFrame, 'rgb'> {
  changed: boolean;
  jerk: FlowJerk | undefined;
}

export interface Distances {
  /** Metres. */
  mean: number;
  p95: number;
}

/** How smooth a player's picture was in one mode of compensation. */
export interface SmoothnessFigures {
  /** Frames of the screen that were judged. */
  frames: number;
  /** Between the eye of the picture and the player's, over the time for which each picture stands: as the page expected the latter. */
  expected: Distances;
  /** The same, and the player's eye is where the room decided later that it was. */
  decided: Distances;
  /** Mean angle between the picture's direction and the player's, over that time, degrees. */
  angle: number;
  /** Share of the screen's frames with another picture than the one before. */
  changed: number;
  /** Means of {@link FlowJerk}: of the surfaces that are shown, whatever is painted on them (shown-surfaces.ts). */
  surfaces: FlowJerk;
  /** The same of the optical flow of the pixels. */
  jerk: FlowJerk;
  /** Mean milliseconds of a frame for drawing and reading it. */
  milliseconds: number;
}

/** Milliseconds after a key went down in which the body gains its speed, which are not judged. */
const start = 300;

/** The times in which keys were held at a constant speed. */
export function heldSpans(events: readonly RecordedEvent[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  const held = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'key') continue;
    const last = spans.at(-1);
    if (event.down) {
      held.add(event.code);
      // Keys that go down together count from the last one on.
      if (held.size === 1 || last === undefined) spans.push({ from: event.at + start, to: Infinity });
      else last.from = event.at + start;
    } else {
      held.delete(event.code);
      if (last) last.to = Math.min(last.to, event.at);
    }
  }
  return spans;
}

export function figuresOf(
  frames: readonly JudgedFrame[],
  spans: readonly { from: number; to: number }[],
  path: TruePath,
  surfaces: ShownSurfaces,
): SmoothnessFigures {
  const expected: number[] = [];
  const decided: number[] = [];
  const angles: number[] = [];
  const moved: FlowJerk[] = [];
  const judged: JudgedFrame[] = [];
  const moves = ({ at }: JudgedFrame) => spans.some(({ from, to }) => from <= at && at < to);
  for (const [index, frame] of frames.entries()) {
    const next = frames.at(index + 1);
    if (!moves(frame)) continue;
    judged.push(frame);
    const four = frames
      .slice(Math.max(0, index - 1), index + 3)
      .filter(moves)
      .flatMap(surfacePicture);
    if (four.length === 4 && frame.eyes && frame.looks) {
      const jerk = surfaces.jerk({ ...frame.eyes.player, ...frame.looks.player }, four);
      if (jerk) moved.push(jerk);
    }
    if (!frame.eyes || !next?.eyes || !frame.looks || !next.looks) continue;
    const shown = frame.eyes.displayed;
    expected.push(distance(shown, between(frame.eyes.player, next.eyes.player)));
    const eye = path.at((frame.at + next.at) / 2);
    if (eye) decided.push(distance(shown, eye));
    const [a, b] = [frame.looks.player, next.looks.player];
    const turned = Math.atan2(Math.sin(b.yaw - a.yaw), Math.cos(b.yaw - a.yaw));
    const middle = { yaw: a.yaw + turned / 2, pitch: (a.pitch + b.pitch) / 2 };
    angles.push((angleBetween(frame.looks.displayed, middle) * 180) / Math.PI);
  }
  const jerks = judged.flatMap(({ jerk }) => jerk ?? []);
  return {
    frames: judged.length,
    expected: distancesOf(expected),
    decided: distancesOf(decided),
    angle: mean(angles),
    changed: mean(judged.map(({ changed }) => (changed ? 1 : 0))),
    surfaces: meanJerk(moved),
    jerk: meanJerk(jerks),
    milliseconds: mean(judged.map(({ milliseconds }) => milliseconds)),
  };
}

/** Judges frames as they come, in order. */
export class FrameJudge {
  readonly frames: JudgedFrame[] = [];
  readonly #flowTo: (frame: Pick<ReplayedFrame, 'at'>, rgb: Uint8Array) => Flow | undefined;
  #flows: Flow[] = [];
  #former: Uint8Array | undefined;

  /** @param flowTo The flow from the frame before to this one; undefined where there is none. */
  constructor(flowTo: (frame: Pick<ReplayedFrame, 'at'>, rgb: Uint8Array) => Flow | undefined) {
    this.#flowTo = flowTo;
  }

  take({ rgb: _, ...frame }: ReplayedFrame, rgb: Uint8Array): void {
    const former = this.#former;
    this.#former = rgb;
    this.frames.push({ ...frame, changed: former !== undefined && changes(former, rgb), jerk: undefined });
    const flow = this.#flowTo(frame, rgb);
    if (flow === undefined) {
      this.#flows = [];
      return;
    }
    this.#flows.push(flow);
    if (this.#flows.length > 3) this.#flows.shift();
    const [a, b, c] = this.#flows;
    const middle = this.frames.at(-2);
    if (middle && c) middle.jerk = jerkOf(a, b, c);
  }
}

function surfacePicture({ eyes, looks, layers, walks = false }: JudgedFrame): SurfacePicture[] {
  if (!eyes || !looks || !layers) return [];
  return [{ camera: { ...eyes.displayed, ...looks.displayed }, walks, layers }];
}

export function meanJerk(jerks: readonly FlowJerk[]): FlowJerk {
  return { mean: mean(jerks.map((jerk) => jerk.mean)), pixels: mean(jerks.map((jerk) => jerk.pixels)) };
}

function distancesOf(values: readonly number[]): Distances {
  return { mean: mean(values), p95: quantile(values, 0.95) };
}

function between(a: Vector3, b: Vector3): Vector3 {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}
