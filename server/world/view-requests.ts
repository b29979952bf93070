import type { Pose } from '../../shared/camera.ts';
import { type Entity, visibleEntities } from '../../shared/entity.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView, ViewRequest } from '../generation/view.ts';
import type { Lighting } from './lighting.ts';
import type { SharedMemory } from './world-model.ts';
import { drawnEntity, type Player, playerEntity, type WorldState } from './world-state.ts';

/** Metres from a body's middle within which a camera is in it. */
const within = 0.5;

/** Where a player looks from. */
export function cameraOf(player: Player, manifest: Manifest): Pose {
  const { x, y, z, heading } = player.body;
  return { x, y: y + manifest.motion.eyeHeight, z, yaw: heading, pitch: player.pitch };
}

/**
 * One request for every connected player, then for every camera that is nobody's eyes, all of the same tick:
 * cameras come last, so that what they see is never made up for players.
 */
export function viewRequests(
  state: WorldState,
  lighting: Lighting,
  memory: SharedMemory,
  previous: ReadonlyMap<string, GeneratedView>,
  manifest: Manifest,
  room: string,
  roomSeed: number,
  cameras: ReadonlyMap<string, Pose> = new Map(),
): ViewRequest[] {
  const look = lighting.look(state);
  const things: Entity[] = [];
  for (const entity of state.entities.values()) {
    const drawn = drawnEntity(entity);
    if (drawn !== undefined) things.push(drawn);
  }
  const request = (view: string, camera: Pose, others: readonly Player[]): ViewRequest => ({
    room,
    view,
    roomSeed,
    tick: state.tick,
    camera,
    previous: previous.get(view),
    keyframes: memory.retrieve(camera),
    entities: visibleEntities(
      camera,
      manifest.view,
      [...others.map(playerEntity), ...things],
      manifest.entities.perView,
    ),
    controls: lighting.drawn,
    ...(look && { look }),
  });
  const players = [...state.players.values()];
  const requests = players
    .filter(({ connected }) => connected)
    .map((player) =>
      request(
        player.id,
        cameraOf(player, manifest),
        players.filter((other) => other !== player),
      ),
    );
  for (const [view, camera] of cameras) {
    // A camera in somebody's head sees past it, as its owner does.
    const others = players.filter(({ body }) => Math.hypot(body.x - camera.x, body.z - camera.z) > within);
    requests.push(request(view, camera, others));
  }
  return requests;
}
