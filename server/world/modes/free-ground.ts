import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { isClear } from '../../../shared/geometry/solids.ts';
import { bodyRadius } from '../../../shared/motion-features.ts';
import { type Ball, obstaclesFor, type WorldState } from '../world-state.ts';
import type { MatchTurn } from './match-turn.ts';

/** Free ground around a spot, metres. */
const clearance = 0.6;

type Ground = { readonly state: WorldState } & Pick<MatchTurn, 'grid'>;

/** Whether a ball has room at a position. Ignores where the ball is now. */
export function isFreeFor({ state, grid }: Ground, ball: Ball['body'], { x, z }: GroundPoint): boolean {
  return isClear({ grid, obstacles: obstaclesFor(state, ball) }, x, z, bodyRadius('ball'));
}

/**
 * A random spot with free ground around it, at least `metres` away from all of `from`. If there is none, the
 * farthest free one.
 *
 * @param lot Random number in [0, 1).
 */
export function freeSpot(
  ground: Ground & Pick<MatchTurn, 'spots'>,
  from: readonly GroundPoint[],
  metres: number,
  lot: number,
): GroundPoint | undefined {
  const around = { grid: ground.grid, obstacles: obstaclesFor(ground.state, undefined) };
  const free = ground.spots
    .filter(({ x, z }) => isClear(around, x, z, clearance))
    .map(({ x, z }) => ({ x, z, away: Math.min(...from.map((one) => Math.hypot(one.x - x, one.z - z))) }));
  const far = free.filter(({ away }) => away >= metres);
  const farthest = free.reduce<(typeof free)[number] | undefined>(
    (best, spot) => (best === undefined || spot.away > best.away ? spot : best),
    undefined,
  );
  const chosen = far.length > 0 ? far[Math.floor(lot * far.length)] : farthest;
  return chosen && { x: chosen.x, z: chosen.z };
}
