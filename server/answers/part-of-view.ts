import { aheadWithin, type viewParts } from '../../shared/answers/scene.ts';

/** The part of a view that something lies in; `turn` in radians to the right of its middle. */
export function partOf(turn: number): (typeof viewParts)[number] {
  return Math.abs(turn) <= aheadWithin ? 'ahead' : turn < 0 ? 'left' : 'right';
}
