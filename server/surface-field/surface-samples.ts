import { planCellSize } from '../../shared/plan.ts';
import type { PlannedGround } from '../contracts/planned-ground.ts';
import { GroundCells } from './ground-cells.ts';
import { faces, met, SurfaceRays } from './surface-rays.ts';

/** Numbers of a point's place on its surface: along it, up it, and metres that a pixel covers. */
export const placeNumbers = 3;
/**
 * Numbers that light depends on: face along x, along z or up; cosine between face and sun over the ground; how high
 * walls rise towards the sun, 0 to 1; height in metres / 4; whether the sun is known; and of points on the ground the
 * distances to walls of the four cells beside theirs (-x, +x, -z, +z) and of the nearest corner, at most 1 m.
 */
export const lightNumbers = 12;
/** Numbers that fog depends on: metres from the eye, and the cosine over the ground between the ray and the sun. */
export const airNumbers = 2;

/** Metres over which the pattern of the sky repeats, where its plane is as high above the eye as the eye looks ahead. */
const skyScale = 0.3;
/** Added to how far up a ray goes, so that the sky's plane is not infinitely far at the horizon. */
const skyCurve = 0.16;
/** Metres after which textures of surfaces repeat, the sky's among them. */
export const texturePeriod = 2;
/** Clouds of a sky that nobody has seen: cover, 0 to 1, and how far their pattern is moved, as a share of its period. */
export const usualClouds = { cover: 0.5, shift: 0 } as const;

/**
 * Points on surfaces as surface.onnx reads them: N rows of numbers. A point of the sky has its place on a plane above;
 * its light numbers are how far up it is (sine of the elevation), the cosine over the ground between it and the sun, and
 * cover of clouds, then zeros but for whether the sun is known.
 */
export interface SurfaceSamples {
  /**
   * Tokens of the pack's M materials; M + the token for the tops of walls; 2 M for the sky. [N]
   */
  surfaces: Int32Array;
  /** [N, placeNumbers] */
  places: Float32Array;
  /** [N, lightNumbers] */
  lights: Float32Array;
  /** [N, airNumbers] */
  air: Float32Array;
}

/** Numbers of planes repeat: those of a map lie nearer to each other. */
const planeMask = 0xfff;
const faceCount = Object.keys(faces).length;

export function surfaceSamples(count: number): SurfaceSamples {
  return {
    surfaces: new Int32Array(count),
    places: new Float32Array(count * placeNumbers),
    lights: new Float32Array(count * lightNumbers),
    air: new Float32Array(count * airNumbers),
  };
}

/** What is around a camera: casts its rays and describes the points that they meet. */
export class SurfaceView {
  readonly #cells: GroundCells;
  readonly #rays: SurfaceRays;
  readonly #materials: number;
  readonly #eye: Readonly<Record<'x' | 'y' | 'z', number>>;
  readonly #pixelAngle: number;
  /** Unit direction over the ground towards the sun; zeros if it is unknown. */
  readonly #sunX: number;
  readonly #sunZ: number;
  /** Parameter of the last ray where it met a surface, or the unknown. */
  distance = 0;
  /** Whether the last surface is of a cell that memory had seen. */
  isGiven = false;
  /** Number of the last surface; the same for points of one material that lie in one plane. At least 1. */
  surface = 0;
  /** Which face of its cell the last surface is, one of {@link faces}. */
  face = 0;

  /**
   * @param materials Number of the pack's materials.
   * @param focal Focal length of the picture whose pixels the rays are of, in pixels.
   */
  constructor(
    ground: PlannedGround,
    eye: Readonly<Record<'x' | 'y' | 'z', number>>,
    { materials, focal }: { materials: number; focal: number },
  ) {
    this.#cells = new GroundCells(ground);
    this.#rays = new SurfaceRays(this.#cells);
    this.#materials = materials;
    this.#eye = eye;
    this.#pixelAngle = 1 / focal;
    this.#sunX = ground.sun === undefined ? 0 : Math.sin(ground.sun);
    this.#sunZ = ground.sun === undefined ? 0 : Math.cos(ground.sun);
  }

  /**
   * Casts the ray along (dx, dy, dz) and writes row `row` of `to` where it meets a surface.
   *
   * @returns one of {@link met}
   */
  sample(dx: number, dy: number, dz: number, to: SurfaceSamples, row: number): number {
    const eye = this.#eye;
    const rays = this.#rays;
    const what = rays.cast(eye.x, eye.y, eye.z, dx, dy, dz);
    this.distance = rays.distance;
    if (what !== met.surface) return what;
    const { cell, face, distance } = rays;
    this.face = face;
    const { heights, materials, stride } = this.#cells;
    this.isGiven = this.#cells.given[cell] === 1;
    const x = eye.x + dx * distance;
    const y = Math.max(0, eye.y + dy * distance);
    const z = eye.z + dz * distance;
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const isTop = face === faces.top;
    const alongX = face === faces.east || face === faces.west;
    const isCap = isTop && heights[cell] > 0;
    to.surfaces[row] = materials[cell] + (isCap ? this.#materials : 0);
    const plane = isTop ? 5 * heights[cell] : alongX ? x : z;
    this.surface =
      1 + face + faceCount * ((Math.round(plane) & planeMask) + (planeMask + 1) * to.surfaces[row]);
    const across = isTop ? -dy : Math.abs(alongX ? dx : dz);
    const place = row * placeNumbers;
    to.places[place] = alongX ? z : x;
    to.places[place + 1] = isTop ? z : y;
    to.places[place + 2] = distance * this.#pixelAngle * length * Math.sqrt(length / across);

    const light = row * lightNumbers;
    const { lights } = to;
    const facing = this.#facing(face);
    lights[light] = alongX ? 1 : 0;
    lights[light + 1] = isTop || alongX ? 0 : 1;
    lights[light + 2] = isTop ? 1 : 0;
    lights[light + 3] = facing;
    lights[light + 4] = isTop || facing > 0 ? this.#rise(x, y, z, inFrontOf(cell, face, stride)) : 1;
    lights[light + 5] = y / 4;
    lights[light + 6] = this.#sunX === 0 && this.#sunZ === 0 ? 0 : 1;
    this.#writeWalls(isTop && !isCap, cell, x, z, lights, light + 7);

    to.air[row * airNumbers] = distance * length;
    to.air[row * airNumbers + 1] = (dx * this.#sunX + dz * this.#sunZ) / length;
    return what;
  }

  /**
   * Writes row `row` of `to` for the sky along (dx, dy, dz), or for the haze above the horizon if the direction goes down.
   *
   * @param clouds Cover of clouds, 0 to 1, and how far their pattern is moved along x, as a share of its period.
   */
  sampleSky(
    [dx, dy, dz]: readonly [number, number, number],
    clouds: { cover: number; shift: number },
    to: SurfaceSamples,
    row: number,
  ): void {
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const up = Math.max(0, dy / length);
    const scale = skyScale / ((up + skyCurve) * length);
    to.surfaces[row] = 2 * this.#materials;
    const place = row * placeNumbers;
    to.places[place] = dx * scale + clouds.shift * texturePeriod;
    to.places[place + 1] = dz * scale;
    to.places[place + 2] = this.#pixelAngle;
    const light = row * lightNumbers;
    to.lights.fill(0, light, light + lightNumbers);
    to.lights[light] = up;
    to.lights[light + 1] = (dx * this.#sunX + dz * this.#sunZ) / length;
    to.lights[light + 2] = clouds.cover;
    to.lights[light + 6] = this.#sunX === 0 && this.#sunZ === 0 ? 0 : 1;
    to.air[row * airNumbers] = 0;
    to.air[row * airNumbers + 1] = 0;
  }

  #facing(face: number): number {
    if (face === faces.top) return 0;
    if (face === faces.east) return this.#sunX;
    if (face === faces.west) return -this.#sunX;
    return face === faces.north ? this.#sunZ : -this.#sunZ;
  }

  #rise(x: number, y: number, z: number, cell: number): number {
    if (this.#sunX === 0 && this.#sunZ === 0) return 0;
    const slope = this.#rays.horizon(x, y, z, cell, this.#sunX, this.#sunZ);
    return (2 / Math.PI) * Math.atan(slope);
  }

  #writeWalls(isGround: boolean, cell: number, x: number, z: number, to: Float32Array, at: number): void {
    const { heights, stride } = this.#cells;
    if (!isGround) {
      to.fill(1, at, at + 5);
      return;
    }
    const right = x / planCellSize - Math.floor(x / planCellSize);
    const ahead = z / planCellSize - Math.floor(z / planCellSize);
    const isWall = (offset: number) => heights[cell + offset] > 0;
    to[at] = isWall(-1) ? right : 1;
    to[at + 1] = isWall(1) ? 1 - right : 1;
    to[at + 2] = isWall(-stride) ? ahead : 1;
    to[at + 3] = isWall(stride) ? 1 - ahead : 1;
    let corner = 1;
    if (isWall(-stride - 1)) corner = Math.min(corner, Math.hypot(right, ahead));
    if (isWall(-stride + 1)) corner = Math.min(corner, Math.hypot(1 - right, ahead));
    if (isWall(stride - 1)) corner = Math.min(corner, Math.hypot(right, 1 - ahead));
    if (isWall(stride + 1)) corner = Math.min(corner, Math.hypot(1 - right, 1 - ahead));
    to[at + 4] = corner;
  }
}

/** The open cell before a face; a top is before itself. */
function inFrontOf(cell: number, face: number, stride: number): number {
  if (face === faces.east) return cell + 1;
  if (face === faces.west) return cell - 1;
  if (face === faces.north) return cell + stride;
  return face === faces.south ? cell - stride : cell;
}
