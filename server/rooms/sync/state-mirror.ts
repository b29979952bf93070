import { entityKinds } from '../../../shared/entity.ts';
import { EntityState, PlayerState, type RoomState } from '../../../shared/state.ts';
import { drawnEntity, type WorldState } from '../../world/world-state.ts';

/** Copies a world's state into the schema that Colyseus patches to clients; what did not change costs nothing. */
export function mirror(world: Readonly<WorldState>, state: RoomState): void {
  state.tick = world.tick;
  for (const id of state.players.keys()) if (!world.players.has(id)) state.players.delete(id);
  for (const [id, player] of world.players) {
    let copy = state.players.get(id);
    if (copy === undefined) {
      copy = new PlayerState();
      copy.name = player.name;
      copy.colour = player.colour;
      state.players.set(id, copy);
    }
    copy.x = player.body.x;
    copy.y = player.body.y;
    copy.z = player.body.z;
    copy.yaw = player.body.heading;
    copy.pitch = player.pitch;
    copy.score = player.score;
    copy.connected = player.connected;
    copy.acknowledged = player.acknowledged;
  }

  for (const id of state.entities.keys()) {
    const entity = world.entities.get(id);
    if (entity === undefined || drawnEntity(entity) === undefined) state.entities.delete(id);
  }
  for (const [id, entity] of world.entities) {
    const drawn = drawnEntity(entity);
    if (drawn === undefined) continue;
    let copy = state.entities.get(id);
    if (copy === undefined) {
      copy = new EntityState();
      copy.kind = entityKinds.indexOf(entity.kind);
      copy.colour = entity.kind === 'block' ? entity.colour : 0;
      state.entities.set(id, copy);
    }
    copy.x = drawn.x;
    copy.y = drawn.y;
    copy.z = drawn.z;
    copy.yaw = drawn.yaw;
    copy.state = drawn.state;
  }

  if (state.guidance !== world.guidance) state.guidance = world.guidance;
  for (const [name, value] of world.controls) {
    if (state.controls.get(name) !== value) state.controls.set(name, value);
  }
}
