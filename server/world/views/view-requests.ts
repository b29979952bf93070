import type { Entity } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { concerns } from '../../../shared/geometry/sketch-depth.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { Sketch } from '../../../shared/sketch.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import type { SharedMemory } from '../../contracts/world-model.ts';
import type { RoomMap } from '../ground/room-map.ts';
import { drawnEntity, type Player, playerEntity, type WorldState } from '../world-state.ts';
import { entitiesToDraw } from './entities-to-draw.ts';
import type { Lighting } from './lighting.ts';
import type { PictureSizes } from './picture-sizes.ts';

/** Distance in metres from a body's axis within which a camera is inside the body. */
const within = 0.5;

/** Camera pose of a player's eyes. */
export function cameraOf(player: Player, manifest: Manifest): Pose {
  const { x, y, z, heading } = player.body;
  return { x, y: y + manifest.motion.eyeHeight, z, yaw: heading, pitch: player.pitch };
}

/** Distance in metres from its area within which a sketch affects a view. */
const sketchReach = 12;

/** Camera pose of a player or of another camera. Undefined if there is no such view. */
export function poseOf(
  view: string,
  { state, cameras, manifest }: Pick<ViewParts, 'state' | 'cameras' | 'manifest'>,
): Pose | undefined {
  const player = state.players.get(view);
  return player === undefined ? cameras.get(view) : cameraOf(player, manifest);
}

/** A view that is drawn each tick: of a player, or of a camera that belongs to none. */
export interface DrawnView {
  view: string;
  kind: 'player' | 'camera';
}

/** Views that are drawn now, in the order of {@link viewRequests}. */
export function drawnViews({
  state,
  cameras,
  undrawn,
}: Pick<ViewParts, 'state' | 'cameras' | 'undrawn'>): DrawnView[] {
  const players = [...state.players.values()];
  return [
    ...players.filter(isDrawn(undrawn)).map(({ id }) => ({ view: id, kind: 'player' as const })),
    ...[...cameras.keys()].map((view) => ({ view, kind: 'camera' as const })),
  ];
}

function isDrawn(undrawn: ReadonlySet<string>): (player: Player) => boolean {
  return ({ id, connected }) => connected && !undrawn.has(id);
}

/** The inputs of the view requests of a tick. */
export interface ViewParts {
  readonly state: WorldState;
  readonly lighting: Lighting;
  readonly memory: SharedMemory;
  /** What is known to be solid. */
  readonly ground: SolidGrid;
  /** The newest frame of every view. */
  readonly previous: ReadonlyMap<string, GeneratedView>;
  readonly manifest: Manifest;
  readonly room: string;
  readonly roomSeed: number;
  /** Cameras that belong to no player, by view. */
  readonly cameras: ReadonlyMap<string, Pose>;
  /** Players whose views nobody watches. */
  readonly undrawn: ReadonlySet<string>;
  /** Picture sizes by view, if larger than the view. */
  readonly sizes: Pick<PictureSizes, 'of'>;
  /** Most keyframes that a view is drawn from, by view, where they are fewer than the pack's slots. */
  readonly keyframeLimits: ReadonlyMap<string, number>;
  /** The generated map of the room, if it has one. */
  readonly map?: Pick<RoomMap, 'groundAround'>;
  /** Sketches by hosts, newest last. */
  readonly sketches: readonly Sketch[];
}

/**
 * One request for every connected player whose view somebody watches, then one for every other camera, all of
 * the same tick. Cameras come last, so that what a camera imagines never shapes what a player sees.
 */
export function viewRequests(parts: ViewParts): ViewRequest[] {
  const { state, lighting, memory, previous, manifest, room, roomSeed, cameras, sketches, undrawn } = parts;
  const { sizes, keyframeLimits, map, ground } = parts;
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
    keyframes: memory.retrieve(camera).slice(0, keyframeLimits.get(view)),
    entities: entitiesToDraw(camera, [...others.map(playerEntity), ...things], ground, manifest),
    controls: lighting.drawn,
    ...(look && { look }),
    size: sizes.of(view),
    sketches: sketches.filter((sketch) => concerns(sketch, camera, sketchReach)),
    ...(map && { ground: map.groundAround(camera) }),
  });
  const players = [...state.players.values()];
  const requests = players.filter(isDrawn(undrawn)).map((player) =>
    request(
      player.id,
      cameraOf(player, manifest),
      players.filter((other) => other !== player),
    ),
  );
  for (const [view, camera] of cameras) {
    // Leaves out a player whose head contains the camera, as in that player's own view.
    const others = players.filter(({ body }) => Math.hypot(body.x - camera.x, body.z - camera.z) > within);
    requests.push({ ...request(view, camera, others), priority: 'spectator' });
  }
  return requests;
}
