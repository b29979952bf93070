import type { CaptureFrame } from './frames/capture-frame.ts';
import type { TransformMatrix } from './transforms.ts';

/** The up direction of a capture: an axis of its file, the mean of its cameras, or detected. */
export const upChoices = ['auto', 'cameras', 'x', 'y', 'z', '-x', '-y', '-z'] as const;
export type Up = (typeof upChoices)[number];

export interface UprightOptions {
  up: Up;
  /** Metres in one unit of the capture. */
  scale: number;
  /** Height of the first camera above the ground, metres. */
  eyeHeight: number;
}

type Triple = [number, number, number];

/** Cosine of the lean of the cameras (20 degrees) from which the file's z axis is not assumed to be up. */
const leaning = 0.94;
const fileUp: Triple = [0, 0, 1];

/**
 * The capture's matrices in metres with z up. The first camera is over the origin, and the ground is level at
 * height 0. With 'auto', z is up, as in nerfstudio, unless the cameras contradict it.
 */
export function upright(
  frames: readonly Pick<CaptureFrame, 'matrix'>[],
  { up, scale, eyeHeight }: UprightOptions,
): TransformMatrix[] {
  const turn = turnUp(
    upOf(
      frames.map(({ matrix }) => matrix),
      up,
    ),
  );
  const turned = frames.map(({ matrix: [x, y, z] }) => {
    const rows = turn.map((row) => [0, 1, 2, 3].map((i) => row[0] * x[i] + row[1] * y[i] + row[2] * z[i]));
    return rows;
  });
  const [firstX, firstY, firstZ] = turned[0].map((row) => row[3]);
  return turned.map(([x, y, z]) => [
    [x[0], x[1], x[2], scale * (x[3] - firstX)],
    [y[0], y[1], y[2], scale * (y[3] - firstY)],
    [z[0], z[1], z[2], scale * (z[3] - firstZ) + eyeHeight],
    [0, 0, 0, 1],
  ]);
}

function upOf(matrices: readonly TransformMatrix[], up: Up): Triple {
  const sign = up.startsWith('-') ? -1 : 1;
  switch (up) {
    case 'x':
    case '-x':
      return [sign, 0, 0];
    case 'y':
    case '-y':
      return [0, sign, 0];
    case 'z':
    case '-z':
      return [0, 0, sign];
    case 'cameras':
      return camerasUp(matrices);
    case 'auto': {
      const meant = camerasUp(matrices);
      return meant[2] >= leaning ? fileUp : meant;
    }
  }
}

/** The mean of the cameras' up vectors. People usually hold cameras level. */
function camerasUp(matrices: readonly TransformMatrix[]): Triple {
  const sum = [0, 1, 2].map((axis) => matrices.reduce((total, matrix) => total + matrix[axis][1], 0));
  const length = Math.hypot(...sum);
  return length < 1e-6 ? fileUp : [sum[0] / length, sum[1] / length, sum[2] / length];
}

/** Rows of the shortest rotation from the unit vector `up` to z (Rodrigues). */
function turnUp([x, y, z]: Triple): [Triple, Triple, Triple] {
  if (z < -0.999999)
    return [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
    ];
  const k = 1 / (1 + z);
  return [
    [1 - k * x * x, -k * x * y, -x],
    [-k * x * y, 1 - k * y * y, -y],
    [x, y, z],
  ];
}
