import type { Box } from '../../shared/answers/answer.ts';
import { type Entity, halfExtents } from '../../shared/entity.ts';
import { cameraAxes, type Intrinsics, type Pose, toCamera, toWorld } from '../../shared/geometry/camera.ts';

/** Metres in front of the camera from which something can show. */
const nearest = 0.05;

/** Pixels that the box around an entity may cover, clipped to the picture; undefined where it is out of sight. */
export function boxOf(camera: Pose, { width, height, focal }: Intrinsics, entity: Entity): Box | undefined {
  const [right, up, forward] = halfExtents[entity.kind];
  let [left, top, last, bottom] = [width, height, -1, -1];
  let behind = 0;
  for (let corner = 0; corner < 8; corner++) {
    const own = {
      x: corner & 1 ? right : -right,
      y: corner & 2 ? up : -up,
      z: corner & 4 ? forward : -forward,
    };
    const p = toCamera(camera, toWorld({ ...entity, pitch: 0 }, own));
    if (p.z < nearest) behind++;
    const z = Math.max(p.z, nearest);
    const u = width / 2 + (focal * p.x) / z;
    const v = height / 2 - (focal * p.y) / z;
    [left, last] = [Math.min(left, u), Math.max(last, u)];
    [top, bottom] = [Math.min(top, v), Math.max(bottom, v)];
  }
  left = Math.max(0, Math.floor(left));
  top = Math.max(0, Math.floor(top));
  last = Math.min(width, Math.ceil(last));
  bottom = Math.min(height, Math.ceil(bottom));
  if (behind === 8 || last <= left || bottom <= top) return undefined;
  return { left, top, width: last - left, height: bottom - top };
}

/**
 * Depth in metres at which the ray through a pixel enters an entity: a sphere for orbs and balls, else its box.
 * Undefined where it misses.
 */
export type RayHit = (u: number, v: number) => number | undefined;

export function rayHit(camera: Pose, { width, height, focal }: Intrinsics, entity: Entity): RayHit {
  const axes = cameraAxes(camera);
  const own = cameraAxes({ yaw: entity.yaw, pitch: 0 });
  const half = halfExtents[entity.kind];
  const isRound = entity.kind === 'orb' || entity.kind === 'ball';
  const from = [camera.x - entity.x, camera.y - entity.y, camera.z - entity.z];
  const inOwn = (vector: readonly number[], axis: number) =>
    own[3 * axis] * vector[0] + own[3 * axis + 1] * vector[1] + own[3 * axis + 2] * vector[2];
  const origin = [0, 1, 2].map((axis) => inOwn(from, axis));
  return (u, v) => {
    const a = (u + 0.5 - width / 2) / focal;
    const b = (height / 2 - v - 0.5) / focal;
    const ray = [0, 1, 2].map((axis) => axes[axis] * a + axes[3 + axis] * b + axes[6 + axis]);
    if (isRound) {
      const square = ray.reduce((sum, value) => sum + value * value, 0);
      const along = -ray.reduce((sum, value, axis) => sum + value * from[axis], 0) / square;
      const apart = from.reduce((sum, value, axis) => sum + (value + along * ray[axis]) ** 2, 0);
      return along > 0 && apart < half[0] ** 2
        ? along - Math.sqrt((half[0] ** 2 - apart) / square)
        : undefined;
    }
    let [enters, leaves] = [0, Number.POSITIVE_INFINITY];
    for (let axis = 0; axis < 3; axis++) {
      const direction = inOwn(ray, axis) || 1e-12;
      const one = (-half[axis] - origin[axis]) / direction;
      const other = (half[axis] - origin[axis]) / direction;
      enters = Math.max(enters, Math.min(one, other));
      leaves = Math.min(leaves, Math.max(one, other));
    }
    return enters < leaves ? enters : undefined;
  };
}
