import type { Entity } from '../../../shared/entity.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { Random } from '../../reference/random.ts';
import { firstLandmark } from '../../reference/rendering/materials.ts';
import { createFrame, type Frame, Renderer } from '../../reference/rendering/renderer.ts';
import { SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { generateWorld, type ReferenceWorld } from '../../reference/world.ts';

/** A reference view in the plain look with the material that each pixel shows. */
export interface LabelledView extends Frame {
  camera: Pose;
  /** Codes of surface-map.ts; [H * W]. */
  materials: Uint8Array;
}

/** Share of views that look towards a landmark where there is one: these are rare. */
const towardsLandmark = 0.5;
/** Share of views in the light that rooms start with. */
const usualLight = 0.5;
/** Metres between an eye and the middle of anything that can move: no body gets nearer. */
const elbowRoom = 0.7;
const tries = 200;

/** Views of a world, half of them towards its landmarks, half in the light that rooms start with. */
export function makeLabelledViews(seed: number, count: number, intrinsics: Intrinsics): LabelledView[] {
  const random = Random.keyed(seed, 41);
  const world = generateWorld(seed);
  const renderer = new Renderer(world, intrinsics);
  const surfaces = new SurfaceMap(world, intrinsics);
  return Array.from({ length: count }, () => {
    const camera = viewpoint(world, random);
    const isUsual = random.next() < usualLight;
    const controls = isUsual
      ? { timeOfDay: 0.4, fog: 0.15 }
      : { timeOfDay: random.next(), fog: random.next() ** 2 };
    const frame = createFrame(intrinsics);
    renderer.render(camera, thingsOf(world), controls, frame);
    return { ...frame, camera, materials: surfaces.view(camera).materials };
  });
}

function thingsOf({ doors, blocks, orbs, ball }: ReferenceWorld): Entity[] {
  return [...doors, ...blocks, ...orbs, ball];
}

/** Somewhere in the open at eye height, looking about or towards a landmark nearby. */
function viewpoint(world: ReferenceWorld, random: Random): Pose {
  const landmarks = [...world.heights.keys()].filter(
    (cell) => world.heights[cell] > 0 && world.wallMaterial[cell] >= firstLandmark,
  );
  const things = thingsOf(world);
  const pitch = random.normal() * 0.15;
  const y = random.range(1.3, 1.9);
  for (let attempt = 0; attempt < tries; attempt++) {
    const [x, z] = [random.range(1, world.size - 1), random.range(1, world.size - 1)];
    if (world.solidAt(Math.floor(x), Math.floor(z))) continue;
    if (things.some((thing) => Math.hypot(thing.x - x, thing.z - z) < elbowRoom)) continue;
    if (landmarks.length === 0 || random.next() >= towardsLandmark)
      return { x, y, z, yaw: random.range(-Math.PI, Math.PI), pitch };
    const cell = random.pick(landmarks);
    const [dx, dz] = [(cell % world.size) + 0.5 - x, Math.floor(cell / world.size) + 0.5 - z];
    if (Math.hypot(dx, dz) > 12) continue;
    return { x, y, z, yaw: Math.atan2(dx, dz) + random.range(-0.6, 0.6), pitch };
  }
  throw new Error(`world ${world.seed} has hardly any open ground`);
}
