import type { ButtonName } from '../../shared/action.ts';
import { blockColours, type Entity, entityKinds, halfExtents, playerColours } from '../../shared/entity.ts';
import { doorway } from '../../shared/geometry/door.ts';
import {
  cellAhead,
  entityNumber,
  fits,
  mostBlocks,
  nearestInFront,
  removeRange,
  useRange,
} from '../../shared/geometry/reach.ts';
import type { RoomState } from '../../shared/state.ts';

/** An interaction that a player can carry out now. */
export interface Offer {
  button: ButtonName;
  does: 'open' | 'close' | 'openOrClose' | 'take' | 'place';
}

/**
 * Interactions that a player can carry out now, by the room's own rules of reach (shared/geometry/reach.ts).
 * The room may still refuse a block for reasons that pages do not know: walls, and blocks that would enclose
 * a player.
 */
export function offersOf(state: RoomState, playerId: string): Offer[] {
  const player = state.players.get(playerId);
  if (!player) return [];
  const stance = { x: player.x, z: player.z, heading: player.yaw };
  const entities = entitiesOf(state);
  const doors = entities.filter(({ kind }) => kind === 'door');
  const blocks = entities.filter(({ kind }) => kind === 'block');
  const offers: Offer[] = [];
  const door = nearestInFront(stance, doors, doorway, useRange);
  // The state of a moving door does not tell its direction.
  if (door?.state === 0) offers.push({ button: 'use', does: 'open' });
  else if (door?.state === 1) offers.push({ button: 'use', does: 'close' });
  else if (door) offers.push({ button: 'use', does: 'openOrClose' });
  if (nearestInFront(stance, blocks, (block) => block, removeRange)) {
    offers.push({ button: 'remove', does: 'take' });
  }
  if (blocks.length < mostBlocks) {
    const placed: Entity = {
      kind: 'block',
      ...cellAhead(stance),
      yaw: 0,
      colour: blockColours[player.colour % blockColours.length],
      state: 0,
    };
    if (fits(placed, [...entities, ...bodiesOf(state)])) offers.push({ button: 'place', does: 'place' });
  }
  return offers;
}

/** The entities of the state in the form that the rules of reach take. */
function entitiesOf(state: RoomState): Entity[] {
  return [...state.entities.entries()]
    .sort(([a], [b]) => entityNumber(a) - entityNumber(b))
    .map(([, { kind, x, y, z, yaw, state: open }]) => ({
      kind: entityKinds[kind],
      x,
      y,
      z,
      yaw,
      colour: blockColours[0],
      state: open,
    }));
}

function bodiesOf(state: RoomState): Entity[] {
  return [...state.players.values()].map(({ x, y, z, yaw, colour }) => ({
    kind: 'player',
    x,
    y: y + halfExtents.player[1],
    z,
    yaw,
    colour: playerColours[colour % playerColours.length],
    state: 0,
  }));
}
