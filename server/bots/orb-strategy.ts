import { distanceBetween } from './steering.ts';
import type { Intention, Situation } from './strategy.ts';

/** Goes to the nearest orb that it knows of, or to what the mode points out; else nowhere. */
export function fetchOrbs(situation: Situation): Intention | undefined {
  const mark = situation.match.marks.find(({ follows }) => follows === '');
  return nearestOrb(situation) ?? (mark && { goal: { x: mark.x, z: mark.z }, around: [], straight: false });
}

export function nearestOrb({ self, sight }: Situation): Intention | undefined {
  const [orb] = sight.all('orb').sort((a, b) => distanceBetween(self, a) - distanceBetween(self, b));
  return orb && { goal: { x: orb.x, z: orb.z }, around: [], straight: false };
}
