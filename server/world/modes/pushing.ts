import { bodyRadius } from '../../../shared/motion-features.ts';
import { driveOf } from '../physics/pushes.ts';
import type { WorldEvent } from '../world-events.ts';
import { byNumber, type Player, type WorldState } from '../world-state.ts';
import type { MatchTurn } from './match-turn.ts';

/** Largest gap in metres at which a player pushes another body. Larger for a ball, because it rolls ahead. */
const reach = { player: 0.2, ball: 0.4 } as const;
/** Share of the walking speed that must point towards the other body. */
const leastShare = 0.3;

/** Players who walk against others or balls, in turn order. */
export function pushEvents({ state, acts }: Pick<MatchTurn, 'state' | 'acts'>): WorldEvent[] {
  const others = othersIn(state);
  return acts.flatMap(({ player, action }) => {
    const drive = driveOf(player.body, action);
    const speed = Math.hypot(drive.x, drive.z);
    if (speed < 1e-6) return [];
    return others
      .filter(({ id, body }) => {
        const dx = body.x - player.body.x;
        const dz = body.z - player.body.z;
        const apart = Math.hypot(dx, dz);
        if (id === player.id || apart > bodyRadius('player') + bodyRadius(body.kind) + reach[body.kind])
          return false;
        return drive.x * dx + drive.z * dz >= leastShare * speed * apart;
      })
      .map(({ id, body }) => ({ type: 'pushed' as const, player: player.id, kind: body.kind, other: id }));
  });
}

function othersIn(state: WorldState): { id: string; body: Player['body'] }[] {
  const balls = byNumber(state).flatMap(([id, entity]) =>
    entity.kind === 'ball' ? [{ id, body: entity.body }] : [],
  );
  const players = [...state.players.values()].sort((a, b) => a.colour - b.colour);
  return [...balls, ...players.map(({ id, body }) => ({ id, body }))];
}
