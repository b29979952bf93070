import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Seen } from './bot-sight.ts';
import { distanceBetween } from './steering.ts';
import type { Intention, Situation } from './strategy.ts';

/** Directions and metres of the places that one who runs away chooses among. */
const directions = 12;
const distances = [3, 6] as const;
/** Metres to whoever is it beyond which nobody runs. */
const safe = 9;

/** Metres of the hunter's way that a metre of one's own way is worth. */
const ownWay = 0.3;

/** Runs after the nearest player while it is it, and away from whoever is it otherwise. */
export function playTag(situation: Situation): Intention | undefined {
  const { self, sight, match, ground, lead } = situation;
  const it = match.standings.find(({ role }) => role === 'it')?.id;
  const others = sight.all('player');
  if (it === self.id) {
    const nearest = others.sort((a, b) => distanceBetween(self, a) - distanceBetween(self, b))[0];
    return (
      nearest && { goal: ahead(nearest, lead), around: [], straight: distanceBetween(self, nearest) < 1.5 }
    );
  }
  const hunter = others.find(({ id }) => id === it);
  if (hunter === undefined) return undefined;
  const there = ahead(hunter, lead);
  if (distanceBetween(self, there) > safe) return undefined;
  const ways = ground.distancesFrom(self, 2 * distances[1]);
  const hunted = ground.distancesFrom(there, 3 * safe);
  let best: { goal: GroundPoint; worth: number } | undefined;
  for (const metres of distances) {
    for (let i = 0; i < directions; i++) {
      const angle = (2 * Math.PI * i) / directions;
      const goal = { x: self.x + metres * Math.sin(angle), z: self.z + metres * Math.cos(angle) };
      const way = ways(goal);
      // Who has to go around a wall is caught on the way.
      if (way > 1.6 * metres) continue;
      const worth = Math.min(3 * safe, hunted(goal)) - ownWay * way;
      if (best === undefined || worth > best.worth) best = { goal, worth };
    }
  }
  return best && { goal: best.goal, around: [], straight: false };
}

function ahead({ x, z, vx, vz }: Seen, seconds: number): GroundPoint {
  return { x: x + seconds * vx, z: z + seconds * vz };
}
