import { blockColours, type Entity, halfExtents } from '../../../shared/entity.ts';
import { solidUnder } from '../../../shared/geometry/footprint.ts';
import { cellAhead, fits, mostBlocks, nearestInFront, removeRange } from '../../../shared/geometry/reach.ts';
import { isEnclosed, roamReach } from '../physics/enclosure.ts';
import { type Block, byNumber, drawnEntity, obstaclesFor, type Player } from '../world-state.ts';
import type { Rules, Turn } from './rules.ts';

/**
 * `place` puts a block of the player's colour into the centre of the 1 m grid cell ahead, if the cell is free
 * and nobody would be enclosed. `remove` takes the nearest block ahead; of two equally near ones, that with
 * the lower number. If two players want the same cell or block in one tick, the first in turn order gets it.
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
    turn.tell(player.id, { code: 'most-blocks', values: { blocks: mostBlocks } });
    return;
  }
  const block: Block = {
    kind: 'block',
    ...cellAhead(player.body),
    yaw: 0,
    colour: player.colour % blockColours.length,
  };
  const drawn = drawnEntity(block);
  if (drawn === undefined || !isFree(turn, drawn)) {
    turn.tell(player.id, { code: 'no-room-for-block', values: {} });
    return;
  }
  if (shutsIn(turn, drawn)) {
    turn.tell(player.id, { code: 'block-shuts-in', values: {} });
    return;
  }
  const id = `block-${state.nextEntity++}`;
  state.entities.set(id, block);
  turn.happened({ type: 'blockPlaced', player: player.id, block: id });
}

function remove(turn: Turn, player: Player): void {
  const blocks = byNumber(turn.state).flatMap(([id, entity]) =>
    entity.kind === 'block' ? [{ id, x: entity.x, z: entity.z }] : [],
  );
  const nearest = nearestInFront(player.body, blocks, (block) => block, removeRange);
  if (nearest === undefined) {
    turn.tell(player.id, { code: 'no-block-near', values: { metres: removeRange } });
    return;
  }
  turn.state.entities.delete(nearest.id);
  turn.happened({ type: 'blockTaken', player: player.id, block: nearest.id });
}

/** Whether the block's ground is free of solids, bodies, blocks, orbs and the whole path of doors. */
function isFree(turn: Turn, block: Entity): boolean {
  if (solidUnder(turn.grid, block.x, block.z, halfExtents.block[0])) return false;
  const orbs = [...turn.state.entities.values()]
    .map((entity) => (entity.kind === 'orb' ? drawnEntity(entity) : undefined))
    .filter((drawn) => drawn !== undefined);
  return fits(block, [...obstaclesFor(turn.state, undefined), ...orbs]);
}

/** Whether the block would enclose a player who is not enclosed now. */
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
