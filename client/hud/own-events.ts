import { entityKinds, halfExtents } from '../../shared/entity.ts';
import type { RoomState } from '../../shared/state.ts';

/** What can happen to the page's own player that a hand should feel. */
export type OwnEvent = 'orb' | 'ball';

/** Metres between body and ball at which they touch; the state is rounded, and a tick apart. */
const reach = 0.1;

/** Notices from one state to the next what happened to the page's own player. */
export class OwnEvents {
  #ownId: string | undefined;
  #score: number | undefined;
  #orbs: string[] = [];
  #touching = false;

  /** What happened since the last call; nothing at the first. */
  update(state: RoomState, ownId: string | undefined): OwnEvent[] {
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    const known = ownId === this.#ownId && this.#score !== undefined;
    const events: OwnEvent[] = [];
    const orbs = orbsIn(state);
    const touching = own !== undefined && touchesBall(state, own);
    if (own && known) {
      // Games give points for other things as well.
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

/** `feet` is where the player stands. */
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
