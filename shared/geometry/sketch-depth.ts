import { type DepthSketch, isWithin, type PlanSketch, type Sketch, sketchSky } from '../sketch.ts';
import { cameraAxes, type Intrinsics, type Pose } from './camera.ts';
import { inverseDepthScale, maximumInverseDepth, skyCode } from './inverse-depth.ts';

/** The greatest root inverse depth. */
const nearestRoot = Math.sqrt(maximumInverseDepth);
/** Root inverse depth of the sky. */
const skyRoot = Math.sqrt(skyCode * inverseDepthScale);
/** Near plane: rays meet nothing nearer, metres along the view's axis. */
const nearest = 0.05;
/** A depth sketch holds only for cameras this near to its pose, metres and radians. */
const sameEye = 0.05;
const sameLook = 0.02;

/**
 * Ray casts sketches for a camera: root inverse depth [H, W] of 1/m. A negative number -r is an upper bound:
 * the surface is unknown, but its root inverse depth is at most r, since the space up to the border of a plan's
 * area is free. Rays go through the pixels' centres; where sketches overlap, the nearest surface counts.
 */
export function sketchRoots(sketches: readonly Sketch[], camera: Pose, intrinsics: Intrinsics): Float32Array {
  const { width, height, focal } = intrinsics;
  const depths = new Float64Array(width * height).fill(Number.POSITIVE_INFINITY);
  const said = new Uint8Array(width * height);
  const free = new Float64Array(width * height);
  const axes = cameraAxes(camera);
  for (const sketch of sketches) {
    if (sketch.kind === 'depth') {
      readDepths(sketch, camera, intrinsics, depths, said);
      continue;
    }
    const walls = sketch.walls.map((wall) => localWall(wall, camera));
    let i = 0;
    for (let row = 0; row < height; row++) {
      const b = (height / 2 - row - 0.5) / focal;
      for (let column = 0; column < width; column++, i++) {
        const a = (column + 0.5 - width / 2) / focal;
        const dx = axes[0] * a + axes[3] * b + axes[6];
        const dy = axes[1] * a + axes[4] * b + axes[7];
        const dz = axes[2] * a + axes[5] * b + axes[8];
        const depth = planDepth(sketch, walls, camera, dx, dy, dz);
        if (depth === undefined) {
          free[i] = Math.max(free[i], wayOut(sketch, camera, dx, dz));
          continue;
        }
        said[i] = 1;
        if (depth < depths[i]) depths[i] = depth;
      }
    }
  }
  const root = (depth: number) => Math.max(skyRoot, Math.min(nearestRoot, Math.sqrt(1 / depth)));
  return Float32Array.from(depths, (depth, i) => (said[i] === 0 ? -root(free[i]) : root(depth)));
}

/** Depth at which a ray leaves a plan's area; 0 for a ray that begins outside. */
function wayOut({ area }: PlanSketch, camera: Pose, dx: number, dz: number): number {
  if (!isWithin(area, camera.x, camera.z)) return 0;
  const { from, to } = area;
  const x = dx === 0 ? Number.POSITIVE_INFINITY : ((dx > 0 ? to.x : from.x) - camera.x) / dx;
  const z = dz === 0 ? Number.POSITIVE_INFINITY : ((dz > 0 ? to.z : from.z) - camera.z) / dz;
  return Math.min(x, z);
}

/** Whether a camera could see a part of a sketch. */
export function concerns(sketch: Sketch, camera: Pose, reach: number): boolean {
  if (sketch.kind === 'depth') return isSameLook(sketch.pose, camera);
  const { from, to } = sketch.area;
  const dx = Math.max(from.x - camera.x, 0, camera.x - to.x);
  const dz = Math.max(from.z - camera.z, 0, camera.z - to.z);
  return Math.hypot(dx, dz) <= reach;
}

/**
 * Depth along the view's axis at which a ray of a camera meets a plan, infinity for the sky, undefined
 * where the plan says nothing. The direction is scaled so that its part along the axis is 1.
 */
function planDepth(
  { area }: PlanSketch,
  walls: readonly LocalWall[],
  camera: Pose,
  dx: number,
  dy: number,
  dz: number,
): number | undefined {
  let depth = Number.POSITIVE_INFINITY;
  for (const wall of walls) depth = Math.min(depth, wallDepth(wall, camera.y, dx, dy, dz));
  if (dy < 0) {
    const ground = -camera.y / dy;
    const inside = isWithin(area, camera.x + ground * dx, camera.z + ground * dz);
    if (inside && ground < depth) depth = ground;
  }
  if (depth < Number.POSITIVE_INFINITY) return depth;
  // A ray that leaves the area steeply upwards meets the sky; any other leaves into unsketched ground.
  return dy > steep * Math.hypot(dx, dz) && isWithin(area, camera.x, camera.z) ? depth : undefined;
}

/** Slope from which a ray that leaves the area counts as meeting the sky. */
const steep = 0.6;

/** A wall in its own frame (along and across, around its middle), with the eye and the ray in that frame. */
interface LocalWall {
  alongX: number;
  alongZ: number;
  /** The eye, along and across. */
  eyeAlong: number;
  eyeAcross: number;
  halfLength: number;
  halfThickness: number;
  height: number;
}

function localWall({ from, to, thickness, height }: PlanSketch['walls'][number], camera: Pose): LocalWall {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const alongX = length > 0 ? (to.x - from.x) / length : 1;
  const alongZ = length > 0 ? (to.z - from.z) / length : 0;
  const x = camera.x - (from.x + to.x) / 2;
  const z = camera.z - (from.z + to.z) / 2;
  return {
    alongX,
    alongZ,
    eyeAlong: x * alongX + z * alongZ,
    eyeAcross: z * alongX - x * alongZ,
    halfLength: Math.max(length, thickness) / 2,
    halfThickness: thickness / 2,
    height,
  };
}

/** Where the ray enters the wall's box (slabs, Kay and Kajiya, 1986); infinity when it does not. */
function wallDepth(wall: LocalWall, eyeHeight: number, dx: number, dy: number, dz: number): number {
  let enter = Number.NEGATIVE_INFINITY;
  let leave = Number.POSITIVE_INFINITY;
  const slab = (eye: number, direction: number, from: number, to: number) => {
    if (direction === 0) {
      if (eye < from || eye > to) leave = Number.NEGATIVE_INFINITY;
      return;
    }
    const a = (from - eye) / direction;
    const b = (to - eye) / direction;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  };
  const along = dx * wall.alongX + dz * wall.alongZ;
  slab(wall.eyeAlong, along, -wall.halfLength, wall.halfLength);
  if (enter > leave) return Number.POSITIVE_INFINITY;
  slab(wall.eyeAcross, dz * wall.alongX - dx * wall.alongZ, -wall.halfThickness, wall.halfThickness);
  if (enter > leave) return Number.POSITIVE_INFINITY;
  slab(eyeHeight, dy, 0, wall.height);
  return enter <= leave && enter >= nearest ? enter : Number.POSITIVE_INFINITY;
}

function readDepths(
  { pose, columns, rows, depths }: DepthSketch,
  camera: Pose,
  { width, height }: Intrinsics,
  out: Float64Array,
  said: Uint8Array,
): void {
  if (!isSameLook(pose, camera)) return;
  for (let i = 0; i < out.length; i++) {
    const column = Math.floor((((i % width) + 0.5) * columns) / width);
    const row = Math.floor(((Math.floor(i / width) + 0.5) * rows) / height);
    const depth = depths[row * columns + column];
    if (depth === 0) continue;
    said[i] = 1;
    out[i] = Math.min(out[i], depth >= sketchSky ? Number.POSITIVE_INFINITY : Math.max(nearest, depth));
  }
}

function isSameLook(a: Pose, b: Pose): boolean {
  return (
    Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) <= sameEye &&
    Math.hypot(Math.atan2(Math.sin(a.yaw - b.yaw), Math.cos(a.yaw - b.yaw)), a.pitch - b.pitch) <= sameLook
  );
}
