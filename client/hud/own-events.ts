import { entityKinds, halfExtents } from '../../shared/entity.ts';
import type { RoomState } from '../../shared/state.ts';

/** Events of the page's own player that trigger haptic feedback. */
export type OwnEvent = 'orb' | 'ball';

/**
 * Metres between body and ball that count as contact. The state is rounded, and contact may happen between
 * two ticks.
 */
const reach = 0.1;

/** Derives the events of the page's own player from two successive states. */
export class OwnEvents {
  #ownId: string | undefined;
  #score: number | undefined;
  #orbs: string[] = [];
  #touching = false;

  /** Events since the last call; none at the first. */
  update(state: RoomState, ownId: string | undefined): OwnEvent[] {
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    const known = ownId === this.#ownId && this.#score !== undefined;
    const events: OwnEvent[] = [];
    const orbs = orbsIn(state);
    const touching = own !== undefined && touchesBall(state, own);
    if (own && known) {
      // Games give points for other reasons as well.
      const taken = this.#orbs.some((id) => !orbs.includes(id));
      if (taken && own.score > (this.#score ?? 0)) events.push('orb');
      if (touching && !this.#touching) events.push('ball');
    }
    this.#ownId = ownId;
    this.#score = own?.score;
    this.#touching = touching;
    this.#orbs = orbs;
    return events;
  }
}

function orbsIn(state: RoomState): string[] {
  return [...state.entities.entries()].flatMap(([id, { kind }]) => (entityKinds[kind] === 'orb' ? [id] : []));
}

/** `feet` is the player's position. */
function touchesBall(state: RoomState, feet: { x: number; y: number; z: number }): boolean {
  const [bodyRadius, bodyHalfHeight] = halfExtents.player;
  const [ballRadius] = halfExtents.ball;
  return [...state.entities.values()].some(
    (entity) =>
      entityKinds[entity.kind] === 'ball' &&
      Math.hypot(entity.x - feet.x, entity.z - feet.z) <= bodyRadius + ballRadius + reach &&
      Math.abs(entity.y - feet.y - bodyHalfHeight) <= bodyHalfHeight + ballRadius,
  );
}
