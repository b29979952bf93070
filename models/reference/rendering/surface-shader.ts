import { lookAtSurface } from '../looks.ts';
import type { ReferenceWorld } from '../world.ts';
import { faces, RayCaster } from './ray-cast.ts';
import { type Daylight, fogColour, skyColour } from './sky.ts';
import { capColours, floorSlot, mipLevel, sampleTexture } from './texture-atlas.ts';

/**
 * Colours of the static world: textures under the sun's and the sky's light, shadows of walls, darker
 * corners, fog. The result of a ray is in {@link SurfaceShader.out}: [0..2] RGB 0 to 255, [3] t (Infinity for
 * the sky), [4] a number that is equal for points of one flat, evenly lit surface and differs across its
 * borders.
 */
export class SurfaceShader {
  readonly out = new Float64Array(5);
  readonly #caster: RayCaster;
  readonly #wallMaterial: Uint8Array;
  readonly #floorMaterial: Uint8Array;
  /** Bit i is set if neighbour i (W, E, S, N, SW, SE, NW, NE) of an open cell is a wall. */
  readonly #walled: Uint8Array;
  /** Light on each face, RGB: [face * 3] in the sun, [15 + face * 3] in shadow. */
  readonly #light = new Float64Array(30);
  readonly #texel = new Float64Array(3);
  readonly #fog = new Float64Array(3);
  #daylight: Daylight | undefined;
  /** Approximate radians of a pixel. */
  readonly #pixelAngle: number;
  readonly #eye = new Float64Array(3);
  /** Direction over the ground towards the sun, its slope, fog density. */
  readonly #sun = new Float64Array(4);

  constructor(world: ReferenceWorld, focal: number) {
    this.#caster = new RayCaster(world);
    this.#pixelAngle = 1 / focal;
    const { stride, padded } = this.#caster;
    this.#wallMaterial = new Uint8Array(stride * stride);
    this.#floorMaterial = new Uint8Array(stride * stride).fill(1);
    this.#walled = new Uint8Array(stride * stride);
    const around = [-1, 1, -stride, stride, -stride - 1, -stride + 1, stride - 1, stride + 1];
    for (let z = 0; z < world.size; z++) {
      for (let x = 0; x < world.size; x++) {
        const cell = (z + 1) * stride + x + 1;
        this.#wallMaterial[cell] = world.wallMaterial[z * world.size + x];
        this.#floorMaterial[cell] = world.floorMaterial[z * world.size + x];
        if (padded[cell] > 0) continue;
        around.forEach((offset, bit) => {
          if (padded[cell + offset] > 0) this.#walled[cell] |= 1 << bit;
        });
      }
    }
  }

  /** Sets eye and light for the following rays. */
  begin(x: number, y: number, z: number, light: Daylight): void {
    this.#eye[0] = x;
    this.#eye[1] = y;
    this.#eye[2] = z;
    this.#daylight = light;
    const across = Math.hypot(light.sunX, light.sunZ);
    this.#sun[0] = light.sunX / across;
    this.#sun[1] = light.sunZ / across;
    this.#sun[2] = light.sunY / across;
    this.#sun[3] = light.fogDensity;
    const cosines = [light.sunX, -light.sunX, light.sunZ, -light.sunZ, light.sunY];
    for (let face = 0; face < 5; face++) {
      // Faces along x get a little less skylight, so that corners are visible in the shade too.
      const fromSky = face === faces.top ? 1 : face < 2 ? 0.55 : 0.35;
      for (let channel = 0; channel < 3; channel++) {
        const ambient = light.ambientSky[channel] * fromSky + light.ambientGround[channel] * (1 - fromSky);
        const sun = cosines[face] > 0 ? light.sun[channel] * (0.25 + 0.75 * cosines[face]) : 0;
        this.#light[face * 3 + channel] = ambient + sun;
        this.#light[15 + face * 3 + channel] = ambient;
      }
    }
  }

  /** t of what a ray from the eye hits first; Infinity for the sky. */
  distance(dx: number, dy: number, dz: number): number {
    const eye = this.#eye;
    const face = this.#caster.cast(eye[0], eye[1], eye[2], dx, dy, dz);
    return face === faces.sky ? Number.POSITIVE_INFINITY : this.#caster.hit[0];
  }

  /** Traces one ray from the eye; the result is in `out`. */
  trace(dx: number, dy: number, dz: number): void {
    const out = this.out;
    const light = this.#daylight as Daylight;
    const caster = this.#caster;
    const eye = this.#eye;
    const face = caster.cast(eye[0], eye[1], eye[2], dx, dy, dz);
    if (face === faces.sky) {
      skyColour(light, dx, dy, dz, out);
      out[3] = Number.POSITIVE_INFINITY;
      out[4] = 0;
      return;
    }
    const t = caster.hit[0];
    const cell = caster.hitCell[0];
    const x = eye[0] + dx * t;
    const y = eye[1] + dy * t;
    const z = eye[2] + dz * t;
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const texel = this.#texel;
    let front = cell;
    let shade = 1;
    let id: number;
    if (face === faces.top) {
      const height = caster.padded[cell];
      if (height > 0) {
        const material = this.#wallMaterial[cell] * 3;
        texel[0] = capColours[material];
        texel[1] = capColours[material + 1];
        texel[2] = capColours[material + 2];
        id = (material << 16) | (((height * 5) | 0) << 4) | faces.top;
      } else {
        const material = this.#floorMaterial[cell];
        const footprint = t * this.#pixelAngle * length * Math.sqrt(length / -dy);
        sampleTexture(floorSlot + material, mipLevel(footprint), x, z, texel);
        const walled = this.#walled[cell];
        if (walled !== 0) shade = cornerShade(walled, x - Math.floor(x), z - Math.floor(z));
        id = (material << 16) | faces.top;
      }
    } else {
      const stride = caster.stride;
      const across = face < 2 ? Math.abs(dx) : Math.abs(dz);
      const footprint = t * this.#pixelAngle * length * Math.sqrt(length / across);
      const material = this.#wallMaterial[cell];
      sampleTexture(material, mipLevel(footprint), face < 2 ? z : x, y, texel);
      front += face === faces.east ? 1 : face === faces.west ? -1 : face === faces.north ? stride : -stride;
      if (y < 0.3) shade = 1 - 1.8 * (0.3 - y) * (0.3 - y) - 0.25 * (0.3 - y);
      const plane = face < 2 ? Math.round(x) : Math.round(z);
      id = (material << 16) | (plane << 4) | face;
    }
    if (light.look !== undefined) lookAtSurface(texel, light.look, face === faces.top);
    const sun = this.#sun;
    let lit = face * 3;
    // A face away from the sun shadows itself, so both rows of the table are equal.
    const facesSun = face === faces.top || this.#light[lit] > this.#light[15 + lit];
    if (facesSun && caster.inShadow(x, y, z, front, sun[0], sun[1], sun[2])) {
      lit += 15;
      id |= 8;
    }
    const far = t * length;
    const clear = Math.exp(-sun[3] * far);
    const fog = this.#fog;
    fogColour(light, dx, dz, length, fog);
    const r = fog[0] + (texel[0] * this.#light[lit] * shade - fog[0]) * clear;
    const g = fog[1] + (texel[1] * this.#light[lit + 1] * shade - fog[1]) * clear;
    const b = fog[2] + (texel[2] * this.#light[lit + 2] * shade - fog[2]) * clear;
    out[0] = Math.min(r, 255);
    out[1] = Math.min(g, 255);
    out[2] = Math.min(b, 255);
    out[3] = t;
    out[4] = id + 1;
  }
}

const reach = 0.4;

/** Darkening of the ground near walls: `walled` as in #walled, (fx, fz) within the cell. */
function cornerShade(walled: number, fx: number, fz: number): number {
  let shade = 1;
  if (walled & 1 && fx < reach) shade *= nearShade(fx);
  if (walled & 2 && fx > 1 - reach) shade *= nearShade(1 - fx);
  if (walled & 4 && fz < reach) shade *= nearShade(fz);
  if (walled & 8 && fz > 1 - reach) shade *= nearShade(1 - fz);
  if (walled & 16 && (walled & 5) === 0) shade *= nearShade(Math.sqrt(fx * fx + fz * fz));
  if (walled & 32 && (walled & 6) === 0) shade *= nearShade(Math.sqrt((1 - fx) * (1 - fx) + fz * fz));
  if (walled & 64 && (walled & 9) === 0) shade *= nearShade(Math.sqrt(fx * fx + (1 - fz) * (1 - fz)));
  if (walled & 128 && (walled & 10) === 0) {
    shade *= nearShade(Math.sqrt((1 - fx) * (1 - fx) + (1 - fz) * (1 - fz)));
  }
  return shade;
}

function nearShade(distance: number): number {
  if (distance > reach) return 1;
  const closeness = 1 - distance / reach;
  return 1 - 0.3 * closeness * closeness;
}
