import { fits } from '../../../shared/geometry/reach.ts';
import { type Ball, drawnEntity, obstaclesFor, type WorldEntity } from '../world-state.ts';
import { isFreeFor } from './free-ground.ts';
import type { MatchTurn } from './match-turn.ts';

/**
 * Restores a world to its beginning, except where a body is in the way. Balls and blocks return, added blocks
 * vanish, and doors start to move back. Orbs that were taken return at once by their own rules. Players were
 * already moved by the countdown (gathering.ts).
 */
export function restoreWorld(turn: Pick<MatchTurn, 'state' | 'grid' | 'initial'>): void {
  const { state, initial } = turn;
  for (const [id, entity] of state.entities) {
    if (entity.kind === 'block' && initial.get(id)?.kind !== 'block') state.entities.delete(id);
    else if (entity.kind === 'orb' && entity.returns !== undefined) entity.returns = state.tick;
  }
  for (const [id, first] of initial) {
    const now = state.entities.get(id);
    if (first.kind === 'door' && now?.kind === 'door') now.opening = first.opening;
    else if (first.kind === 'ball' && now?.kind === 'ball') {
      if (isFreeFor(turn, now.body, first.body)) rest(now, first.body);
    } else if (first.kind === 'block' && now === undefined) putBack(turn, id, first);
  }
}

/** Moves a ball to a position, at rest. */
export function rest(ball: Ball, { x, z }: { x: number; z: number }): void {
  Object.assign(ball.body, { x, z, vx: 0, vy: 0, vz: 0 });
}

function putBack({ state }: Pick<MatchTurn, 'state'>, id: string, block: WorldEntity): void {
  const drawn = drawnEntity(block);
  if (drawn === undefined) return;
  const orbs = [...state.entities.values()].flatMap((entity) =>
    entity.kind === 'orb' ? (drawnEntity(entity) ?? []) : [],
  );
  if (fits(drawn, [...obstaclesFor(state, undefined), ...orbs])) state.entities.set(id, block);
}
