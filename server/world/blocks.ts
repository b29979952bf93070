import { blockColours, type Entity, halfExtents } from '../../shared/entity.ts';
import { meets, solidUnder } from './footprint.ts';
import { bearing, type Rules, type Turn } from './rules.ts';
import { type Block, drawnEntity, obstaclesFor, type Player } from './world-state.ts';

/** Most blocks in a room. */
export const mostBlocks = 12;
/** Metres in front of the player in whose grid cell a block is placed. */
const placeAhead = 1.5;
/** Metres within which a block can be removed. */
const removeRange = 2;
/** Cosine of the angle off a player's heading within which a block is in front: 60 degrees. */
const inFront = 0.5;

/**
 * `place` puts a block of the player's colour at the centre of the 1 m grid cell ahead, if nothing is
 * there; `remove` takes the nearest block ahead. Two players that want the same cell or the same
 * block in one tick: whoever acts first has it.
 */
export const blockRules: Rules = {
  apply(turn) {
    for (const { player, action } of turn.acts) {
      if (action.place) place(turn, player);
      if (action.remove) remove(turn, player);
    }
  },
};

function place(turn: Turn, player: Player): void {
  const { state } = turn;
  const blocks = [...state.entities.values()].filter((entity) => entity.kind === 'block').length;
  if (blocks >= mostBlocks) {
    turn.tell(player.id, `There are ${mostBlocks} blocks already; remove one to place another.`);
    return;
  }
  const block: Block = {
    kind: 'block',
    x: Math.floor(player.body.x + Math.sin(player.body.heading) * placeAhead) + 0.5,
    y: halfExtents.block[1],
    z: Math.floor(player.body.z + Math.cos(player.body.heading) * placeAhead) + 0.5,
    yaw: 0,
    colour: player.colour % blockColours.length,
  };
  const drawn = drawnEntity(block);
  if (drawn === undefined || !isFree(turn, drawn)) {
    turn.tell(player.id, 'There is no room for a block there.');
    return;
  }
  state.entities.set(`block-${state.nextEntity++}`, block);
}

function remove(turn: Turn, player: Player): void {
  let nearest: string | undefined;
  let nearestDistance = removeRange;
  for (const [id, entity] of turn.state.entities) {
    if (entity.kind !== 'block') continue;
    const { distance, ahead } = bearing(player, entity.x, entity.z);
    if (distance <= nearestDistance && ahead >= inFront) {
      nearest = id;
      nearestDistance = distance;
    }
  }
  if (nearest === undefined) turn.tell(player.id, 'There is no block to remove within 2 m in front of you.');
  else turn.state.entities.delete(nearest);
}

/** Nothing solid, no body, no block, no door and no orb on the block's ground. */
function isFree(turn: Turn, block: Entity): boolean {
  if (solidUnder(turn.grid, block.x, block.z, halfExtents.block[0])) return false;
  if (obstaclesFor(turn.state, undefined).some((obstacle) => meets(obstacle, block))) return false;
  for (const entity of turn.state.entities.values()) {
    const drawn = entity.kind === 'orb' ? drawnEntity(entity) : undefined;
    if (drawn !== undefined && meets(drawn, block)) return false;
  }
  return true;
}
