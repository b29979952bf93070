import { halfExtents } from '../../../shared/entity.ts';
import { meetsDisc, solidUnder } from '../../../shared/geometry/footprint.ts';
import { entityNumber } from '../../../shared/geometry/reach.ts';
import { chance } from '../random.ts';
import { byNumber, type Orb, obstaclesFor, type Player, type WorldEntity } from '../world-state.ts';
import type { Rules, Turn } from './rules.ts';

/** Seconds until a collected orb returns. */
export const orbSeconds = 10;
/** Free ground that an orb needs around its centre, metres. */
const orbClearance = 0.5;
/** Metres within which an orb returns. Where there are fewer than two spots, as on generated ground, it returns where it was. */
const returnsWithin = 40;
/** Most spots that are tried in one tick. The search continues in the next. */
const tries = 8;

/**
 * Touching an orb collects it. If several players touch it in one tick, the first in turn order gets it. Ten
 * seconds later it returns at another free spot of the seed that is not far away. If two orbs return in one tick, the one with the
 * lower number chooses first.
 */
export const orbRules: Rules = {
  apply(turn) {
    const { state } = turn;
    // Few of the many orbs of generated ground are touched, or gone.
    const isConcerned = (entity: WorldEntity) =>
      entity.kind === 'orb' &&
      (entity.returns !== undefined || turn.acts.some(({ player }) => touches(player, entity)));
    for (const [id, entity] of byNumber(state, isConcerned)) {
      if (entity.kind !== 'orb') continue;
      if (entity.returns === undefined) {
        const collector = turn.acts.find(({ player }) => touches(player, entity))?.player;
        if (collector === undefined) continue;
        turn.happened({ type: 'orbTaken', player: collector.id, orb: id });
        entity.returns = state.tick + orbSeconds * turn.manifest.view.rate;
      } else if (state.tick >= entity.returns) {
        bringBack(turn, id, entity);
      }
    }
  },
};

function touches(player: Player, orb: Orb): boolean {
  const [radius, halfHeight] = halfExtents.player;
  const apart = Math.hypot(player.body.x - orb.x, player.body.z - orb.z);
  const above = Math.abs(player.body.y + halfHeight - orb.y);
  return apart <= radius + halfExtents.orb[0] && above <= halfHeight + halfExtents.orb[1];
}

function bringBack(turn: Turn, id: string, orb: Orb): void {
  const { state, roomSeed } = turn;
  const near = turn.spots.filter(({ x, z }) => Math.hypot(x - orb.x, z - orb.z) <= returnsWithin);
  const spots = near.length < 2 ? [{ x: orb.x, z: orb.z }] : near;
  const obstacles = obstaclesFor(state, undefined);
  const number = entityNumber(id);
  for (let attempt = 0; attempt < tries; attempt++) {
    const index = Math.floor(chance(roomSeed, state.tick, number, attempt) * spots.length);
    const { x, z } = spots[index];
    if (x === orb.x && z === orb.z && spots.length > 1) continue;
    if (solidUnder(turn.grid, x, z, orbClearance)) continue;
    if (obstacles.some((obstacle) => meetsDisc(obstacle, x, z, orbClearance))) continue;
    const taken = [...state.entities.values()].some(
      (other) =>
        other.kind === 'orb' &&
        other !== orb &&
        other.returns === undefined &&
        other.x === x &&
        other.z === z,
    );
    if (taken) continue;
    orb.x = x;
    orb.z = z;
    orb.returns = undefined;
    return;
  }
}
