import type { Answer } from '../../shared/answers/answer.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';

/** The place that an answer is about, for the map; undefined where it is about none. */
export function markedBy(answer: Answer): GroundPoint | undefined {
  if (!('found' in answer) || answer.found === undefined) return undefined;
  const { x, z } = answer.found;
  return { x, z };
}

/** Pixels from the edge of a map at which an arrow to a place beyond it stands. */
const inset = 22;

/** Where a mark stands on a square map of `side` pixels around its middle: at its place, or at the edge, pointing out. */
export function placeOnMap(
  [x, y]: readonly [number, number],
  side: number,
): { at: [number, number] /** Clockwise from upwards. */; beyond?: number } {
  const half = side / 2;
  const [right, down] = [x - half, y - half];
  const most = Math.max(Math.abs(right), Math.abs(down));
  if (most <= half - inset) return { at: [x, y] };
  const share = (half - inset) / most;
  return { at: [half + right * share, half + down * share], beyond: Math.atan2(right, -down) };
}

/** Draws the mark of an answer: a ring around the place, or an arrow at the edge towards it. */
export function drawMark(
  context: CanvasRenderingContext2D,
  place: readonly [number, number],
  side: number,
  colour: string,
): void {
  const { at, beyond } = placeOnMap(place, side);
  context.save();
  context.translate(...at);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 4;
  context.beginPath();
  if (beyond === undefined) {
    context.arc(0, 0, 15, 0, 2 * Math.PI);
    context.stroke();
  } else {
    context.rotate(beyond);
    context.moveTo(0, -18);
    context.lineTo(12, 10);
    context.lineTo(-12, 10);
    context.closePath();
    context.fill();
  }
  context.restore();
}
