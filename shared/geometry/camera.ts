/**
 * Camera geometry, the one place where axes and signs are decided.
 *
 * World space is left-handed: x right, y up, z forward; metres. A camera looks along
 * (sin yaw cos pitch, sin pitch, cos yaw cos pitch): yaw 0 looks along +z and grows towards +x,
 * pitch grows upwards; radians. Camera space is x right, y up, z forward, so a point projects to
 * u = cx + fx x / z, v = cy - fy y / z in pixels, where pixel (i, j) has its centre at
 * (i + 0.5, j + 0.5) and v grows downwards. Depth is z in camera space, not distance along the ray.
 */
export interface Pose {
  /** Position of the eye in metres. */
  x: number;
  y: number;
  z: number;
  /** Radians; see the conventions above. */
  yaw: number;
  pitch: number;
}

export interface Intrinsics {
  /** Pixels. */
  width: number;
  height: number;
  /** Focal length in pixels, the same for both axes. */
  focal: number;
}

/** Of the same camera where its picture has another width, in pixels, and the same shape. */
export function intrinsicsAt({ width, height, focal }: Intrinsics, wanted: number): Intrinsics {
  const scale = wanted / width;
  return { width: wanted, height: height * scale, focal: focal * scale };
}

export interface Vector3 {
  x: number;
  y: number;
  z: number;
}

/** Rows right, up, forward of the rotation from world to camera: nine numbers, row-major. */
export function cameraAxes(pose: Pick<Pose, 'yaw' | 'pitch'>): Float64Array {
  const sy = Math.sin(pose.yaw);
  const cy = Math.cos(pose.yaw);
  const sp = Math.sin(pose.pitch);
  const cp = Math.cos(pose.pitch);
  return Float64Array.of(cy, 0, -sy, -sy * sp, cp, -cy * sp, sy * cp, sp, cy * cp);
}

/** Transforms a world point to the camera space of `pose`. */
export function toCamera(pose: Pose, point: Vector3): Vector3 {
  const a = cameraAxes(pose);
  const x = point.x - pose.x;
  const y = point.y - pose.y;
  const z = point.z - pose.z;
  return {
    x: a[0] * x + a[1] * y + a[2] * z,
    y: a[3] * x + a[4] * y + a[5] * z,
    z: a[6] * x + a[7] * y + a[8] * z,
  };
}

/** Transforms a point from the camera space of `pose` to world space. */
export function toWorld(pose: Pose, point: Vector3): Vector3 {
  const a = cameraAxes(pose);
  return {
    x: pose.x + a[0] * point.x + a[3] * point.y + a[6] * point.z,
    y: pose.y + a[1] * point.x + a[4] * point.y + a[7] * point.z,
    z: pose.z + a[2] * point.x + a[5] * point.y + a[8] * point.z,
  };
}

/** Pixel coordinates (u right, v down) and depth of a world point; depth <= 0 lies behind the camera. */
export function project(
  intrinsics: Intrinsics,
  pose: Pose,
  point: Vector3,
): { u: number; v: number; depth: number } {
  const p = toCamera(pose, point);
  return {
    u: intrinsics.width / 2 + (intrinsics.focal * p.x) / p.z,
    v: intrinsics.height / 2 - (intrinsics.focal * p.y) / p.z,
    depth: p.z,
  };
}

/** The world point at pixel (u, v) and depth in metres. */
export function unproject(intrinsics: Intrinsics, pose: Pose, u: number, v: number, depth: number): Vector3 {
  return toWorld(pose, {
    x: ((u - intrinsics.width / 2) / intrinsics.focal) * depth,
    y: ((intrinsics.height / 2 - v) / intrinsics.focal) * depth,
    z: depth,
  });
}

/**
 * The transform [3, 4] (row-major, rotation then translation) that takes camera space of `source`
 * to camera space of `target`, written to `out` at `offset`.
 */
export function writeTransform(source: Pose, target: Pose, out: Float32Array, offset: number): void {
  const s = cameraAxes(source);
  const t = cameraAxes(target);
  const dx = source.x - target.x;
  const dy = source.y - target.y;
  const dz = source.z - target.z;
  for (let row = 0; row < 3; row++) {
    const r = row * 3;
    for (let column = 0; column < 3; column++) {
      const c = column * 3;
      out[offset + row * 4 + column] = t[r] * s[c] + t[r + 1] * s[c + 1] + t[r + 2] * s[c + 2];
    }
    out[offset + row * 4 + 3] = t[r] * dx + t[r + 1] * dy + t[r + 2] * dz;
  }
}

/** Wraps `angle` into (-pi, pi]. */
export function wrapAngle(angle: number): number {
  const wrapped = angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
  return wrapped === -Math.PI ? Math.PI : wrapped;
}

/** Whether two poses are within `distance` (metres) and `turn` (radians) of each other. */
export function isWithin(a: Pose, b: Pose, distance: number, turn: number): boolean {
  return (
    Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) < distance &&
    Math.hypot(wrapAngle(a.yaw - b.yaw), a.pitch - b.pitch) < turn
  );
}

/** Numbers of {@link cameraRow}. */
export const cameraRowNumbers = 12;

/** A camera as graphs take it that place pixels in the world: position, then {@link cameraAxes}. */
export function cameraRow(pose: Pose): number[] {
  return [pose.x, pose.y, pose.z, ...cameraAxes(pose)];
}
