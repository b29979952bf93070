import type { PlannedGround } from '../../../server/contracts/planned-ground.ts';
import { met } from '../../../server/surface-field/surface-rays.ts';
import {
  airNumbers,
  lightNumbers,
  placeNumbers,
  SurfaceView,
  surfaceSamples,
} from '../../../server/surface-field/surface-samples.ts';
import { planHeights, planKind } from '../../../shared/plan.ts';
import { Random } from '../../reference/random.ts';
import { firstLandmark, floorMaterials, wallMaterials } from '../../reference/rendering/materials.ts';
import { lightUnder } from '../../reference/rendering/renderer.ts';
import { SurfaceShader } from '../../reference/rendering/surface-shader.ts';
import { Town, tokensOf } from '../../reference/town/town.ts';
import { townWorld } from '../../reference/town/town-world.ts';

/** Numbers of a row: the surface, its place, light and air, time of day, fog, and the colour that is seen (0 to 1). */
export const surfaceRowNumbers = 1 + placeNumbers + lightNumbers + airNumbers + 2 + 3;

/** Cells along each side of a window of a town, and how far from its border eyes stand. */
const windowSize = 40;
const border = 10;
/** Rays from one eye, under one light. */
const raysOfEye = 250;
const reach = 200_000;
/** Focal lengths of the pictures that rays are pixels of: 256 and 512 pixels wide. The larger show finer texels from farther. */
const focals = [176, 352] as const;
/** Share of eyes that are told where the sun stands. */
const sunTold = 0.9;
/** Share of rays that are kept where they meet a common material: landmarks are rare, and have as many texels. */
const commonShare = 0.25;
/** Most rays until one meets something. */
const tries = 60;

/** What rays from random eyes in a town meet, as surface.onnx reads it, and the colour of the reference there. */
export function makeSurfaceRows(seed: number, count: number): Float32Array {
  const random = Random.keyed(seed, 31);
  const rows = new Float32Array(count * surfaceRowNumbers);
  for (let first = 0; first < count; first += raysOfEye * 8) {
    const last = Math.min(count, first + raysOfEye * 8);
    addWindow(seed, random, rows, first, last);
  }
  return rows;
}

function addWindow(seed: number, random: Random, rows: Float32Array, first: number, last: number): void {
  const { town, area, window } = windowWithStart(seed, random);
  const world = townWorld(town, area);
  const shaders = focals.map((focal) => new SurfaceShader(world, focal));
  const { kinds, materials } = tokensOf(window);
  for (let row = first; row < last; row += raysOfEye) {
    const { x, z } = openPlace(kinds, random);
    const eye = { x, y: random.range(0.4, 2.4), z };
    const controls = { timeOfDay: random.next(), fog: random.next() ** 1.5 };
    const which = random.integer(focals.length);
    const shader = shaders[which];
    shader.begin(eye.x, eye.y, eye.z, lightUnder(world.theme, controls));
    const ground: PlannedGround = {
      x: 0,
      z: 0,
      size: windowSize,
      kinds: shared(kinds),
      materials: shared(materials),
      given: shared(new Uint8Array(kinds.length)),
      sun: random.next() < sunTold ? world.theme.sunAzimuth : undefined,
    };
    const view = new SurfaceView(ground, eye, {
      materials: floorMaterials.length + wallMaterials.length,
      focal: focals[which],
    });
    const { cloudCover: cover, cloudShift: shift } = world.theme;
    addRays(
      view,
      shader,
      random,
      { ...controls, clouds: { cover, shift } },
      rows,
      row,
      Math.min(last, row + raysOfEye),
    );
  }
}

/** A window of a town at a random place, in which somebody may start. */
function windowWithStart(seed: number, random: Random) {
  for (;;) {
    const corner = () => random.integer(2 * reach) - reach;
    const area = { x0: corner(), z0: corner(), width: windowSize };
    const town = new Town(seed);
    const window = town.window({ ...area, depth: windowSize });
    if (window.starts.length > 0) return { town, area, window };
  }
}

function addRays(
  view: SurfaceView,
  shader: SurfaceShader,
  random: Random,
  { timeOfDay, fog, clouds }: { timeOfDay: number; fog: number; clouds: { cover: number; shift: number } },
  rows: Float32Array,
  first: number,
  last: number,
): void {
  const sample = surfaceSamples(1);
  for (let row = first; row < last; row++) {
    let what: number = met.unknown;
    for (let attempt = 0; attempt < tries && what === met.unknown; attempt++) {
      const yaw = random.range(-Math.PI, Math.PI);
      // More rays go down, where most of a view is.
      const dy = random.range(-1.2, 1.0) * random.next();
      const [dx, dz] = [Math.sin(yaw), Math.cos(yaw)];
      what = view.sample(dx, dy, dz, sample, 0);
      const isCommon = what === met.sky || (what === met.surface && !isLandmark(sample.surfaces[0]));
      if (isCommon && attempt < tries / 2 && random.next() > commonShare) what = met.unknown;
      if (what === met.sky) view.sampleSky([dx, dy, dz], clouds, sample, 0);
      if (what !== met.unknown) shader.trace(dx, dy, dz);
    }
    if (what === met.unknown) throw new Error('an eye sees nothing at all');
    const seen = [shader.out[0] / 255, shader.out[1] / 255, shader.out[2] / 255];
    rows.set(
      [sample.surfaces[0], ...sample.places, ...sample.lights, ...sample.air, timeOfDay, fog, ...seen],
      row * surfaceRowNumbers,
    );
  }
}

function isLandmark(surface: number): boolean {
  const first = floorMaterials.length + firstLandmark;
  return surface >= first && surface < floorMaterials.length + wallMaterials.length;
}

function openPlace(kinds: Uint8Array, random: Random): { x: number; z: number } {
  for (;;) {
    const x = border + random.integer(windowSize - 2 * border);
    const z = border + random.integer(windowSize - 2 * border);
    const kind = kinds[z * windowSize + x];
    if (planHeights[kind] === 0 && kind !== planKind.door) {
      return { x: x + random.range(0.05, 0.95), z: z + random.range(0.05, 0.95) };
    }
  }
}

function shared(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
