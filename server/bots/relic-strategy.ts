import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { nearestOrb } from './orb-strategy.ts';
import { directionTo, distanceBetween } from './steering.ts';
import type { Intention, Situation } from './strategy.ts';

/** Metres behind the relic from which it is pushed. */
const behind = 0.8;
/** Angle to the way of the relic, radians, within which a push sends it the right way. */
const aligned = 0.5;
/** Metres from the relic within which a push begins. */
const pushing = 1.3;
/** Metres to an orb that is worth the way while the relic is farther. */
const worthwhile = 4;
/** Directions in which a push is thought through, and metres that the relic goes by one. */
const directions = 16;
const pushed = 1;
/** Metres of ways that are searched. */
const searched = 40;
/** Metres of the relic's way that a metre of one's own way is worth. */
const ownWay = 0.35;

/** Pushes the relic towards the shrine from behind, and takes orbs that lie nearer. */
export function rushForRelic(situation: Situation): Intention | undefined {
  const { self, sight, match, lead, ground } = situation;
  const mark = match.marks.find(({ key }) => key === 'relic');
  const shrine = match.marks.find(({ key }) => key === 'shrine');
  const relic = mark && sight.of(mark.follows);
  const orb = nearestOrb(situation);
  if (relic === undefined || shrine === undefined) return orb;
  const ahead = { x: relic.x + lead * relic.vx, z: relic.z + lead * relic.vz };
  const away = distanceBetween(self, ahead);
  if (orb && distanceBetween(self, orb.goal) < Math.min(worthwhile, away)) return orb;
  const toShrine = ground.distancesFrom(shrine, searched);
  const fromSelf = ground.distancesFrom(self, searched);
  let best: { direction: number; worth: number } | undefined;
  for (let i = 0; i < directions; i++) {
    const direction = (2 * Math.PI * i) / directions;
    const stand = beyond(ahead, direction, -behind);
    const gained = toShrine(ahead) - toShrine(beyond(ahead, direction, pushed));
    const worth = gained - ownWay * fromSelf(stand);
    if (Number.isFinite(worth) && (best === undefined || worth > best.worth)) best = { direction, worth };
  }
  if (best === undefined) return orb ?? { goal: ahead, around: [], straight: false };
  const { direction } = best;
  const off = Math.abs(wrapAngle(directionTo(self, ahead) - direction));
  if (away < pushing && off < aligned)
    return { goal: beyond(ahead, direction, 1), around: [], straight: true };
  return { goal: beyond(ahead, direction, -behind), around: [relic.id], straight: false };
}

function beyond({ x, z }: GroundPoint, direction: number, metres: number): GroundPoint {
  return { x: x + metres * Math.sin(direction), z: z + metres * Math.cos(direction) };
}
