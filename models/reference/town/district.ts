import type { PlanControl } from '../../../shared/plan.ts';
import { Random } from '../random.ts';

/** What a part of a town is like; each number is 0 to 1, in the sense of planControls. */
export type District = Record<PlanControl, number>;

/** Cells between the places at which districts are drawn; between them they are interpolated. */
const spacing = 40;
const stretch = 1.6;
/** What separates the random numbers of districts from those of lines. */
const key = 4;

/** What the town of `seed` is like at a place: smooth over the ground, and partly the same for all of a town. */
export function districtAt(seed: number, x: number, z: number): District {
  const cellX = Math.floor(x / spacing);
  const cellZ = Math.floor(z / spacing);
  const shareX = x / spacing - cellX;
  const shareZ = z / spacing - cellZ;
  const whole = drawn(seed, key);
  const corners = [0, 1, 2, 3].map((i) => drawn(seed, key, cellX + (i & 1), cellZ + (i >> 1)));
  const blend = (name: PlanControl) => {
    const near = corners.reduce((sum, corner, i) => {
      const weight = (i & 1 ? shareX : 1 - shareX) * (i >> 1 ? shareZ : 1 - shareZ);
      return sum + weight * corner[name];
    }, 0);
    // Means crowd around the middle: stretched, so that extremes occur.
    return Math.min(1, Math.max(0, 0.5 + stretch * ((whole[name] + near) / 2 - 0.5)));
  };
  return {
    openness: blend('openness'),
    tallness: blend('tallness'),
    greenery: blend('greenery'),
    doors: blend('doors'),
  };
}

function drawn(...keys: readonly number[]): District {
  const random = Random.keyed(...keys);
  const [openness, tallness, greenery, doors] = [random.next(), random.next(), random.next(), random.next()];
  return { openness, tallness, greenery, doors };
}
