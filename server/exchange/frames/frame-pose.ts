import { PackError } from '../../pack/pack-error.ts';
import type { TransformMatrix } from '../transforms.ts';

/** Tolerance for lengths and angles of a rotation's columns, and for the last row 0 0 0 1. */
const rigidity = 0.01;

/**
 * Checks that a matrix is a rigid pose.
 *
 * @throws PackError if it is not
 */
export function checkPose(file: string, field: string, matrix: TransformMatrix): void {
  const fail = (problem: string, remedy: string) => {
    throw new PackError({ file, field, problem, remedy });
  };
  if (matrix[3].some((value, i) => Math.abs(value - (i === 3 ? 1 : 0)) > rigidity)) {
    const transposed = [0, 1, 2].every((i) => matrix[i][3] === 0) && matrix[3][3] === 1;
    fail(
      `ends with the row ${matrix[3].join(' ')}`,
      transposed
        ? 'The last row must be 0 0 0 1: the matrix is written column by column, transpose it.'
        : 'The last row must be 0 0 0 1.',
    );
  }
  const column = (i: number) => [matrix[0][i], matrix[1][i], matrix[2][i]];
  const dot = (i: number, j: number) => column(i).reduce((sum, value, k) => sum + value * column(j)[k], 0);
  const lengths = [0, 1, 2].map((i) => Math.sqrt(dot(i, i)));
  if (lengths.some((length) => Math.abs(length - 1) > rigidity)) {
    const found = lengths.map((length) => length.toFixed(3)).join(', ');
    fail(
      `is no rotation: its columns have the lengths ${found}`,
      'Take scale out of the matrices and give it with --scale.',
    );
  }
  if ([dot(0, 1), dot(0, 2), dot(1, 2)].some((product) => Math.abs(product) > rigidity)) {
    fail('is no rotation: its columns are not at right angles', 'Take shear out of the matrix.');
  }
  const [[a, b, c], [d, e, f], [g, h, i]] = matrix;
  if (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0) {
    fail('mirrors the world', 'Write camera-to-world matrices in the convention of OpenGL: x right, y up.');
  }
}
