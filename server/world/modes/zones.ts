import type { WorldEvent } from '../world-events.ts';
import { byNumber } from '../world-state.ts';
import type { Match } from './match.ts';
import type { MatchTurn } from './match-turn.ts';

/** Balls and players that entered or left zones since the last tick. The centre of a body decides. */
export function zoneEvents({ match, state }: Pick<MatchTurn, 'match' | 'state'>): WorldEvent[] {
  const zones = match.marks.filter(({ radius }) => radius > 0);
  const bodies: { kind: 'player' | 'ball'; id: string; x: number; z: number }[] = [];
  for (const [id, entity] of byNumber(state)) {
    if (entity.kind === 'ball') bodies.push({ kind: 'ball', id, x: entity.body.x, z: entity.body.z });
  }
  const players = [...state.players.values()].sort((a, b) => a.colour - b.colour);
  for (const { id, body } of players) bodies.push({ kind: 'player', id, x: body.x, z: body.z });

  const inside: Match['inside'] = zones.flatMap((zone) =>
    bodies
      .filter(({ x, z }) => Math.hypot(x - zone.x, z - zone.z) <= zone.radius)
      .map(({ kind, id }) => ({ zone: zone.id, kind, id })),
  );
  const before = match.inside;
  match.inside = inside;
  const among = (list: Match['inside'], { zone, id }: Match['inside'][number]) =>
    list.some((other) => other.zone === zone && other.id === id);
  return [
    ...before.filter((one) => !among(inside, one)).map((one) => ({ type: 'zoneLeft' as const, ...one })),
    ...inside.filter((one) => !among(before, one)).map((one) => ({ type: 'zoneEntered' as const, ...one })),
  ];
}
