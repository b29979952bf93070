import { blockColours, type Entity, halfExtents } from '../../shared/entity.ts';
import { isEnclosed, roamReach } from './enclosure.ts';
import { meets, solidUnder } from './footprint.ts';
import { bearing, type Rules, type Turn } from './rules.ts';
import { type Block, byNumber, type Door, drawnEntity, obstaclesFor, type Player } from './world-state.ts';

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
 * there and nobody would be shut in by it; `remove` takes the nearest block ahead, of two as near the
 * one with the lower number. Two players that want the same cell or the same block in one tick:
 * whoever acts first has it.
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
  if (shutsIn(turn, drawn)) {
    turn.tell(player.id, 'A block there would shut somebody in.');
    return;
  }
  state.entities.set(`block-${state.nextEntity++}`, block);
}

function remove(turn: Turn, player: Player): void {
  let nearest: string | undefined;
  let nearestDistance = removeRange;
  for (const [id, entity] of byNumber(turn.state)) {
    if (entity.kind !== 'block') continue;
    const { distance, ahead } = bearing(player, entity.x, entity.z);
    if (ahead < inFront || distance > removeRange) continue;
    if (nearest === undefined || distance < nearestDistance) {
      nearest = id;
      nearestDistance = distance;
    }
  }
  if (nearest === undefined) turn.tell(player.id, 'There is no block to remove within 2 m in front of you.');
  else turn.state.entities.delete(nearest);
}

/** Nothing solid, no body, no block, no orb, and no door on its way from closed to open on the block's ground. */
function isFree(turn: Turn, block: Entity): boolean {
  if (solidUnder(turn.grid, block.x, block.z, halfExtents.block[0])) return false;
  if (obstaclesFor(turn.state, undefined).some((obstacle) => meets(obstacle, block))) return false;
  for (const entity of turn.state.entities.values()) {
    const drawn = entity.kind === 'orb' ? drawnEntity(entity) : undefined;
    if (drawn !== undefined && meets(drawn, block)) return false;
    if (entity.kind === 'door' && wayOf(entity).some((door) => meets(door, block))) return false;
  }
  return true;
}

/** A door closed, half open and open: together they cover all the ground that it slides over. */
function wayOf(door: Door): Entity[] {
  return [0, 0.5, 1].map((state) => drawnEntity({ ...door, state })).filter((drawn) => drawn !== undefined);
}

/** Whether anybody who can get away now could not with the block there. */
function shutsIn(turn: Turn, block: Entity): boolean {
  const { state, grid } = turn;
  const before = { grid, obstacles: obstaclesFor(state, undefined) };
  const after = { grid, obstacles: [...before.obstacles, block] };
  return [...state.players.values()].some(
    ({ body: { x, z } }) =>
      Math.hypot(x - block.x, z - block.z) < 2 * roamReach &&
      isEnclosed(after, x, z) &&
      !isEnclosed(before, x, z),
  );
}
