import { type Entity, halfExtents, playerColours } from '../../../shared/entity.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import { relightCameraFeatures, writeRelightCamera } from '../../../shared/geometry/relight-camera.ts';
import { type LookName, lookNames } from '../../reference/looks.ts';
import { eyeHeight } from '../../reference/player.ts';
import { Random } from '../../reference/random.ts';
import {
  createFrame,
  lightUnder,
  type RenderControls,
  Renderer,
} from '../../reference/rendering/renderer.ts';
import { generateWorld, type ReferenceWorld } from '../../reference/world.ts';
import type { LookMoment, LookSet } from './look-files.ts';
import { type FrameState, frameState, lightState, type WorldState, worldState } from './view-states.ts';

export interface LookSetOptions {
  intrinsics: Intrinsics;
  /** Moments of a world. */
  looks: number;
  /**
   * Whether all moments are rendered under the same controls, one setting of each look, like a room seen from
   * several places.
   */
  settings: boolean;
}

/** Renders of a moment, and how many of them are plain, because relighting starts from the plain look. */
export const renders = 4;
export const plainRenders = 2;
/** Metres between a body's centre and the nearest wall, at least. */
const margin = 0.27;

/** What the renders of a {@link LookSet} show, instead of the pictures. */
export interface LookStates {
  world: WorldState;
  moments: {
    frame: FrameState;
    renders: { light: ReturnType<typeof lightState>; timeOfDay: number; fog: number; look: number }[];
  }[];
}

/** A camera with what it sees and the controls that are asked for. */
interface Moment {
  pose: Pose;
  entities: Entity[];
  asked: Required<RenderControls>[];
}

/**
 * Deterministic for a seed. The first render of each moment has the controls of a captured world seed; the
 * first {@link plainRenders} are in the plain look.
 */
export function makeLookSet(seed: number, options: LookSetOptions): LookSet {
  const { world, moments } = makeMoments(seed, options);
  const renderer = new Renderer(world, options.intrinsics);
  return { moments: moments.map((moment) => renderMoment(world, renderer, moment, options.intrinsics)) };
}

/** The same set without its pictures. */
export function makeLookStates(seed: number, options: LookSetOptions): LookStates {
  const { world, moments } = makeMoments(seed, options);
  return {
    world: worldState(world),
    moments: moments.map(({ pose, entities, asked }) => ({
      frame: frameState(pose, entities),
      renders: asked.map((controls) => ({
        light: lightState(lightUnder(world.theme, controls)),
        timeOfDay: controls.timeOfDay,
        fog: controls.fog,
        look: lookNames.indexOf(controls.look),
      })),
    })),
  };
}

function makeMoments(
  seed: number,
  { looks, settings }: LookSetOptions,
): { world: ReferenceWorld; moments: Moment[] } {
  const random = new Random(seed * 6151 + 29);
  const world = generateWorld(seed);
  const same = settings ? lookNames.map((look) => roomControls(random, look)) : undefined;
  const moments = Array.from({ length: looks }, () => {
    const pose = randomCamera(world, random);
    const entities = randomEntities(world, pose, random);
    return { pose, entities, asked: same ?? momentControls(random) };
  });
  return { world, moments };
}

function renderMoment(
  world: ReferenceWorld,
  renderer: Renderer,
  { pose, entities, asked }: Moment,
  intrinsics: Intrinsics,
): LookMoment {
  const camera = new Float32Array(relightCameraFeatures);
  writeRelightCamera(pose, world.theme.sunAzimuth, camera, 0);
  const frames = asked.map((controls) => {
    const frame = createFrame(intrinsics);
    renderer.render(pose, entities, controls, frame);
    return frame;
  });
  return {
    camera: [...camera],
    inverseDepth: frames[0].inverseDepth,
    entity: frames[0].entity,
    renders: frames.map(({ rgb }, i) => {
      const { timeOfDay, fog, look } = asked[i];
      return { rgb, timeOfDay, fog, look: lookNames.indexOf(look) };
    }),
  };
}

/** Whether a body can stand there. */
function isFree(world: ReferenceWorld, x: number, z: number): boolean {
  return [-margin, margin].every((dx) =>
    [-margin, margin].every((dz) => !world.solidAt(Math.floor(x + dx), Math.floor(z + dz))),
  );
}

function randomCamera(world: ReferenceWorld, random: Random): Pose {
  for (;;) {
    const x = random.range(0.3, world.size - 0.3);
    const z = random.range(0.3, world.size - 0.3);
    if (!isFree(world, x, z)) continue;
    const pitch = random.next() < 0.5 ? 0 : Math.max(-0.52, Math.min(0.52, random.normal() * 0.2));
    const y = eyeHeight + (random.next() < 0.12 ? random.range(0, 0.9) : 0);
    return { x, y, z, yaw: random.range(-Math.PI, Math.PI), pitch };
  }
}

/** The world's entities, doors in any state, and up to three players in front of the camera. */
function randomEntities(world: ReferenceWorld, camera: Pose, random: Random): Entity[] {
  const doors = world.doors.map((door) => openedDoor(door, random.pick([0, 0, random.next(), 1])));
  const players: Entity[] = [];
  for (let wanted = random.integer(4); wanted > 0; wanted--) {
    const angle = camera.yaw + random.range(-0.7, 0.7);
    const distance = random.range(0.8, 8);
    const x = camera.x + Math.sin(angle) * distance;
    const z = camera.z + Math.cos(angle) * distance;
    if (!isFree(world, x, z)) continue;
    const yaw = random.range(-Math.PI, Math.PI);
    const y = halfExtents.player[1];
    players.push({ kind: 'player', x, y, z, yaw, colour: random.pick(playerColours), state: 0 });
  }
  return [...doors, ...world.orbs, world.ball, ...world.blocks, ...players];
}

/** Random time of day and fog. */
function roomControls(random: Random, look: LookName): Required<RenderControls> {
  return { timeOfDay: random.next(), fog: random.next(), look };
}

/** The controls of a moment's renders: those of a captured seed, then anything that a host may choose. */
function momentControls(random: Random): Required<RenderControls>[] {
  return Array.from({ length: renders }, (_, i) =>
    i === 0 ? seedControls(random) : askedControls(random, i < plainRenders),
  );
}

/** Controls of a captured seed: mostly those of the shipped ones. */
function seedControls(random: Random): Required<RenderControls> {
  const own = random.next() < 0.5;
  return {
    timeOfDay: own ? 0.4 : random.range(0.2, 0.7),
    fog: own ? 0.15 : random.range(0, 0.3),
    look: 'plain',
  };
}

/** Anything that a host may choose. */
function askedControls(random: Random, plain: boolean): Required<RenderControls> {
  return {
    timeOfDay: random.next(),
    fog: random.next(),
    look: plain ? 'plain' : random.pick(lookNames.slice(1)),
  };
}
