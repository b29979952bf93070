import { halfExtents } from '../../../shared/entity.ts';
import { meetsDisc } from '../../../shared/geometry/footprint.ts';
import { nearestInFront, useRange } from '../../../shared/geometry/reach.ts';
import { touching } from '../../../shared/geometry/solids.ts';
import {
  byNumber,
  type Door,
  drawnEntity,
  movingBodies,
  type Player,
  type WorldState,
} from '../world-state.ts';
import type { Rules, Turn } from './rules.ts';

/** Seconds in which a door slides from closed to open. */
const slideSeconds = 0.5;

/**
 * `use` opens or closes the nearest door ahead; of two equally near ones, that with the lower number. A door
 * reacts once a tick, to the first player in turn order. It slides within half a second, stops before bodies,
 * and continues when they are gone.
 */
export const doorRules: Rules = {
  apply(turn) {
    const used = new Set<Door>();
    for (const { player, action } of turn.acts) {
      if (!action.use) continue;
      const found = nearestDoor(turn, player);
      if (found === undefined) {
        turn.tell(player.id, { code: 'no-door-near', values: { metres: useRange } });
      } else if (!used.has(found.door)) {
        const { id, door } = found;
        used.add(door);
        door.opening = !door.opening;
        const type = door.opening ? 'doorOpened' : 'doorClosed';
        turn.happened({ type, player: player.id, door: id });
      }
    }
    const step = 1 / (slideSeconds * turn.manifest.view.rate);
    for (const entity of turn.state.entities.values())
      if (entity.kind === 'door') slide(entity, step, turn.state);
  },
};

function nearestDoor(turn: Turn, player: Player): { id: string; door: Door } | undefined {
  const doors = byNumber(turn.state, ({ kind }) => kind === 'door').flatMap(([id, entity]) =>
    entity.kind === 'door' ? [{ id, door: entity }] : [],
  );
  return nearestInFront(player.body, doors, ({ door }) => door.closed, useRange);
}

function slide(door: Door, step: number, state: WorldState): void {
  const before = door.state;
  const after = door.opening ? Math.min(1, before + step) : Math.max(0, before - step);
  if (after === before) return;
  door.state = after;
  const drawn = drawnEntity(door);
  const radius = (kind: 'player' | 'ball') => halfExtents[kind][0] - touching;
  const blocked =
    drawn !== undefined &&
    movingBodies(state).some((body) => meetsDisc(drawn, body.x, body.z, radius(body.kind)));
  if (blocked) door.state = before;
}
