import type { Answer } from '../../../shared/answers/answer.ts';
import { type Side, sides } from '../../../shared/answers/thing.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { Case, Truth } from './cases.ts';

/** Share of a length by which an answer may be off; and metres, for what is small. */
const tolerance = { share: 0.1, metres: 0.15 } as const;
/** Radians by which a direction may be off, and by which a side's border may be missed. */
const angles = { turn: 0.17, border: 0.09 } as const;
/** Metres within which a thing that moves may have gone on between two views. */
const placeMetres = 0.5;

/** Whether an answer is right by the truth. */
export function isRight({ truth, question }: Case, answer: Answer, from: GroundPoint): boolean {
  if (!truth.seen) return answer.answer === 'unseen';
  switch (answer.answer) {
    case 'unseen':
    case 'unknown':
    case 'not-understood':
      return false;
    case 'count':
      return 'count' in truth && answer.count === truth.count;
    case 'where':
      return (
        'at' in truth &&
        answer.found.id === truth.id &&
        isNear(answer.found, truth.at) &&
        hasSide(answer, truth)
      );
    case 'distance':
      return 'at' in truth && answer.found.id === truth.id && isLike(answer.metres, truth.metres);
    case 'direction':
      return 'at' in truth && answer.found.id === truth.id && hasSide(answer, truth);
    case 'size':
      return (
        'size' in truth &&
        [answer.width, answer.height, answer.depth].every((metres, side) => isLike(metres, truth.size[side]))
      );
    case 'place': {
      if (!('place' in truth)) return false;
      return isLike(answer.width, truth.place.width) && isLike(answer.length, truth.place.length);
    }
    case 'nearer':
      return 'at' in truth && answer.found.id === truth.id;
    case 'order':
      return 'order' in truth && answer.order.map(({ id }) => id).join() === truth.order.join();
    case 'route':
      return (
        question.ask === 'route' &&
        'wayMetres' in truth &&
        answer.found.id === truth.id &&
        isLike(answer.metres, truth.wayMetres) &&
        isWalkable([from, ...answer.way], truth)
      );
  }
}

function isLike(metres: number, true_: number): boolean {
  return Math.abs(metres - true_) <= Math.max(tolerance.metres, tolerance.share * true_);
}

function isNear(one: GroundPoint, other: GroundPoint): boolean {
  return Math.hypot(one.x - other.x, one.z - other.z) <= placeMetres;
}

function hasSide(
  { turn, side }: { turn: number; side: Side },
  truth: Extract<Truth, { turn: number }>,
): boolean {
  const off = Math.abs(Math.atan2(Math.sin(turn - truth.turn), Math.cos(turn - truth.turn)));
  const middle = (sides.indexOf(side) * Math.PI) / 4;
  const aside = Math.abs(Math.atan2(Math.sin(truth.turn - middle), Math.cos(truth.turn - middle)));
  return off <= angles.turn && aside <= Math.PI / 8 + angles.border;
}

/** Whether no leg of a way leads through a true wall or block, for a body a little smaller than the true one. */
function isWalkable(way: readonly GroundPoint[], { ground }: Extract<Truth, { wayMetres: number }>): boolean {
  return way.slice(1).every((corner, index) => {
    const before = way[index];
    const steps = Math.ceil(Math.hypot(corner.x - before.x, corner.z - before.z) / 0.1);
    for (let step = 1; step < steps; step++) {
      const share = step / steps;
      const x = before.x + share * (corner.x - before.x);
      const z = before.z + share * (corner.z - before.z);
      if (!ground.hasRoom({ x, z }, 0.15)) return false;
    }
    return true;
  });
}
