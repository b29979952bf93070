import { z } from 'zod';
import { cameraAxes, type Pose, type Vector3 } from '../../shared/geometry/camera.ts';
import { worldSeedSchema } from '../../shared/world-seed.ts';

/**
 * `transforms.json`, nerfstudio's layout of posed pictures: the parts from which worlds are read and to which
 * they are written.
 *
 * Its world is right-handed with z up: (x, y, z) there is (x, z, y) here, a swap that also changes the
 * handedness. Matrices lead from camera space in OpenGL's convention (x right, y up, z back) to the world.
 * Fields that are not named here are ignored.
 */
export const transformsFile = 'transforms.json';

/** Metres of one step of 16-bit depth by default: millimetres. */
export const defaultDepthUnit = 0.001;

/** Camera models other than fisheye. Distortion is OpenCV's. */
const cameraModels = [
  'OPENCV',
  'PINHOLE',
  'SIMPLE_PINHOLE',
  'SIMPLE_RADIAL',
  'RADIAL',
  'PERSPECTIVE',
  'FULL_OPENCV',
] as const;

const path = z.string('must be the path of a file').min(1);
const pixels = z.int('must be a whole number of pixels').min(1).max(65_535);
const focal = z.number('must be a focal length in pixels').positive('must be a focal length in pixels');
const angle = z
  .number('must be an angle in radians')
  .gt(0, 'must be an angle over 0')
  .lt(Math.PI, 'must be an angle in radians, under pi');
const coefficient = z.number('must be a number').optional();
const fisheye = z.literal(0, 'belongs to a fisheye lens; undistort the pictures first').optional();
const rational = z.literal(0, 'belongs to a rational lens model; undistort the pictures first').optional();
const row = z.tuple([z.number(), z.number(), z.number(), z.number()]);
/** Four rows. Some programs leave out the last, which is always 0 0 0 1. */
const matrix = z.preprocess(
  (rows) => (Array.isArray(rows) && rows.length === 3 ? [...rows, [0, 0, 0, 1]] : rows),
  z.tuple([row, row, row, row], 'must be four rows of four numbers'),
);
/** Units of the poses in one step of depth. */
const depthStep = z.number('must be a number').positive('must be over 0').optional();

const lensShape = {
  camera_model: z
    .string(`must be one of ${cameraModels.join(', ')}`)
    .toUpperCase()
    .pipe(
      z.enum(
        cameraModels,
        `must be one of ${cameraModels.join(', ')}; undistort pictures of other lenses first`,
      ),
    )
    .optional(),
  is_fisheye: z.literal(false, 'belongs to a fisheye lens; undistort the pictures first').optional(),
  fl_x: focal.optional(),
  fl_y: focal.optional(),
  /** Horizontal and vertical field of view in radians, as Blender and Instant-NGP write it. */
  camera_angle_x: angle.optional(),
  camera_angle_y: angle.optional(),
  cx: coefficient,
  cy: coefficient,
  w: pixels.optional(),
  h: pixels.optional(),
  k1: coefficient,
  k2: coefficient,
  k3: coefficient,
  k4: fisheye,
  k5: rational,
  k6: rational,
  p1: coefficient,
  p2: coefficient,
};
const lensSchema = z.object(lensShape);
/** Intrinsics of a frame, or of all frames without their own. */
export type LensFields = z.infer<typeof lensSchema>;

/** Other programs' names of the same fields. */
const otherNames: Readonly<Record<string, string>> = {
  fx: 'fl_x',
  fy: 'fl_y',
  width: 'w',
  height: 'h',
  image_path: 'file_path',
  rgb_path: 'file_path',
  depth_path: 'depth_file_path',
  depth_file: 'depth_file_path',
  mask_file_path: 'mask_path',
};

/**
 * The content of a transforms.json under the names that are read here. Fields that are null or empty are
 * removed.
 */
export function commonNames(content: unknown): unknown {
  const named = withCommonNames(content);
  if (!isRecord(named) || !Array.isArray(named.frames)) return named;
  return { ...named, frames: named.frames.map(withCommonNames) };
}

function withCommonNames(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null && field !== '');
  const own = new Set(given.map(([name]) => name));
  return Object.fromEntries(
    given.map(([name, field]) => {
      const meant = Object.hasOwn(otherNames, name) ? otherNames[name] : name;
      return [own.has(meant) ? name : meant, field];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const frameSchema = z.object({
  file_path: path,
  transform_matrix: matrix,
  depth_file_path: path.optional(),
  /** Greyscale picture, 0 where a pixel is ignored. */
  mask_path: path.optional(),
  /** Not nerfstudio's: greyscale picture, above 0 where a pixel shows the sky. */
  sky_mask_path: path.optional(),
  /** Not nerfstudio's: true if networks drew the picture, so that its depths have less weight. */
  drawn: z.boolean('must be true or false').optional(),
  ...lensShape,
});

/** Schema of a file's content after commonNames(). */
export const transformsSchema = z.object({
  ...lensShape,
  frames: z.array(frameSchema).min(1, 'must list at least one frame').max(4096, 'must list at most 4096'),
  /** Ignored. */
  ply_file_path: z.unknown().optional(),
  /** Not nerfstudio's, which has an option for it: units of the poses in one step of depth. */
  depth_unit_scale_factor: depthStep,
  /** Instant-NGP's name of the same field. */
  integer_depth_scale: depthStep,
  /** Not nerfstudio's: the rest of a world seed, in this engine's axes. If present, the poses are final. */
  worldroom: worldSeedSchema
    .pick({
      ...{ title: true, source: true, spawns: true, entities: true },
      ...{ controls: true, asked: true, sun: true, map: true },
    })
    .optional(),
});
export type TransformsFile = z.infer<typeof transformsSchema>;
export type FrameFields = TransformsFile['frames'][number];
/** Four rows of four numbers, camera to world. */
export type TransformMatrix = z.infer<typeof matrix>;

/** A camera with any orientation, in this engine's axes. */
export interface Placement extends Vector3 {
  /** Rows right, up, forward: the rotation from world to camera, as cameraAxes() returns it. */
  axes: Float64Array;
}

/** The matrix of a pose, in the file's axes. */
export function matrixOf(pose: Pose): TransformMatrix {
  const a = cameraAxes(pose);
  return [
    [a[0], a[3], -a[6], pose.x],
    [a[2], a[5], -a[8], pose.z],
    [a[1], a[4], -a[7], pose.y],
    [0, 0, 0, 1],
  ];
}

/** The camera of a matrix of the file. */
export function placementOf([x, y, z]: TransformMatrix): Placement {
  const axes = Float64Array.of(x[0], z[0], y[0], x[1], z[1], y[1], -x[2], -z[2], -y[2]);
  return { axes, x: x[3], y: z[3], z: y[3] };
}

/** The pose of a camera without its roll. */
export function poseOf({ axes, x, y, z }: Placement): Pose {
  const upright = Math.hypot(axes[6], axes[8]) > 1e-6;
  const yaw = upright ? Math.atan2(axes[6], axes[8]) : Math.atan2(-axes[2], axes[0]);
  return { x, y, z, yaw, pitch: Math.asin(Math.max(-1, Math.min(1, axes[7]))) };
}
