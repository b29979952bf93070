import { expect, test } from 'vitest';
import type { TransformMatrix } from './transforms.ts';
import { matrixOf, placementOf, poseOf } from './transforms.ts';
import { type Up, upright } from './upright.ts';

const poses = [
  { x: 5, y: 12, z: -3, yaw: 0.3, pitch: -0.2 },
  { x: 6, y: 11.5, z: -1, yaw: 2, pitch: 0.2 },
  { x: 4, y: 12, z: -4, yaw: -1.5, pitch: 0 },
];

/** The poses in a file whose axes x, y, z are these rows. */
function fileWith(rows: readonly (readonly [number, number, number])[]) {
  const turn = (m: TransformMatrix): TransformMatrix => {
    const row = (r: readonly [number, number, number]): [number, number, number, number] => {
      const value = (i: number) => r[0] * m[0][i] + r[1] * m[1][i] + r[2] * m[2][i];
      return [value(0), value(1), value(2), value(3)];
    };
    return [row(rows[0]), row(rows[1]), row(rows[2]), [0, 0, 0, 1]];
  };
  return poses.map((pose) => ({
    image: '',
    depth: '',
    matrix: turn(matrixOf(pose)),
    lens: {
      width: 1,
      height: 1,
      focalX: 1,
      focalY: 1,
      centreX: 0,
      centreY: 0,
      distortion: [0, 0, 0, 0, 0] as const,
    },
  }));
}

const tilt = 0.1;
const [s, c] = [Math.sin(tilt), Math.cos(tilt)];

test.each<[what: string, up: Up, rows: [number, number, number][], exact: boolean]>([
  [
    'z is up, as nerfstudio has it',
    'auto',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    true,
  ],
  [
    'y is up and nobody says so',
    'auto',
    [
      [1, 0, 0],
      [0, 0, 1],
      [0, -1, 0],
    ],
    false,
  ],
  [
    'y is up',
    'y',
    [
      [1, 0, 0],
      [0, 0, 1],
      [0, -1, 0],
    ],
    true,
  ],
  [
    'z is down',
    '-z',
    [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
    ],
    true,
  ],
  [
    'the world leans and its cameras do not',
    'cameras',
    [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ],
    false,
  ],
])('a capture in which %s is put upright', (_what, up, rows, exact) => {
  const out = upright(fileWith(rows), { up, scale: 2, eyeHeight: 1.5 }).map(placementOf).map(poseOf);
  expect(out[0]).toMatchObject({ x: 0, z: 0 });
  expect(out[0].y).toBeCloseTo(1.5);
  for (const [i, { pitch, y, x, z }] of out.entries()) {
    // The mean of the cameras' up vectors is only roughly up.
    expect(Math.abs(pitch - poses[i].pitch)).toBeLessThan(exact ? 1e-9 : 0.1);
    expect(Math.abs(y - (1.5 + 2 * (poses[i].y - poses[0].y)))).toBeLessThan(exact ? 1e-9 : 0.4);
    const apart = Math.hypot(poses[i].x - poses[0].x, poses[i].z - poses[0].z, poses[i].y - poses[0].y);
    expect(Math.hypot(x, z, y - 1.5)).toBeCloseTo(2 * apart);
  }
});
