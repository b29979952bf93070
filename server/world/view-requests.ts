import type { Pose } from '../../shared/camera.ts';
import { type Entity, visibleEntities } from '../../shared/entity.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Sketch } from '../../shared/sketch.ts';
import { concerns } from '../generation/sketch-depth.ts';
import type { GeneratedView, ViewRequest } from '../generation/view.ts';
import type { SharedMemory } from './world-model.ts';
import { drawnEntity, type Player, playerEntity, type WorldState } from './world-state.ts';

/** Where a player looks from. */
export function cameraOf(player: Player, manifest: Manifest): Pose {
  const { x, y, z, heading } = player.body;
  return { x, y: y + manifest.motion.eyeHeight, z, yaw: heading, pitch: player.pitch };
}

/** Metres from its area within which a sketch is heard. */
const sketchReach = 12;

/** One request for every connected player, all of the same tick. */
export function viewRequests(
  state: WorldState,
  memory: SharedMemory,
  previous: ReadonlyMap<string, GeneratedView>,
  manifest: Manifest,
  room: string,
  roomSeed: number,
  sketches: readonly Sketch[] = [],
): ViewRequest[] {
  const controls = scaledControls(state.controls, manifest);
  const things: Entity[] = [];
  for (const entity of state.entities.values()) {
    const drawn = drawnEntity(entity);
    if (drawn !== undefined) things.push(drawn);
  }
  const requests: ViewRequest[] = [];
  for (const player of state.players.values()) {
    if (!player.connected) continue;
    const others = [...state.players.values()].filter((other) => other !== player).map(playerEntity);
    const camera = cameraOf(player, manifest);
    requests.push({
      room,
      view: player.id,
      roomSeed,
      tick: state.tick,
      camera,
      previous: previous.get(player.id),
      keyframes: memory.retrieve(camera),
      entities: visibleEntities(camera, manifest.view, [...others, ...things], manifest.entities.perView),
      controls,
      sketches: sketches.filter((sketch) => concerns(sketch, camera, sketchReach)),
    });
  }
  return requests;
}

/** Each control between 0 (its minimum) and 1 (its maximum), in the manifest's order. */
export function scaledControls(values: ReadonlyMap<string, number>, manifest: Manifest): number[] {
  return manifest.controls.map((control) => {
    const value = values.get(control.name) ?? control.default;
    const span = control.maximum - control.minimum;
    return span === 0 ? 0 : Math.max(0, Math.min(1, (value - control.minimum) / span));
  });
}
