import type { DepthMap, DepthMapSize } from '../../../shared/depth-map.ts';
import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';

/** A grid over a frame and beyond its edges, in triangles. */
export interface GridMesh {
  /** [vertices, 2]: places in the frame, as shares of its width and height from its upper left. */
  at: Float32Array;
  /** Three vertices of each triangle. */
  indices: Uint16Array;
}

/** How far a mesh goes on beyond the frame, in shares of its sides: half the frame stays in the picture at most. */
const beyond = 1;

/**
 * A grid with a vertex in the middle of each cell of a depth map, and a ring of further ones beyond the frame, so that border
 * surfaces go on there.
 */
export function gridMesh({ columns, rows }: DepthMapSize): GridMesh {
  const [across, down] = [columns + 2, rows + 2];
  const at = new Float32Array(2 * across * down);
  const share = (index: number, count: number) =>
    index === 0 ? -beyond : index === count + 1 ? 1 + beyond : (index - 0.5) / count;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      at.set([share(column, columns), share(row, rows)], 2 * (row * across + column));
    }
  }
  const indices = new Uint16Array(6 * (across - 1) * (down - 1));
  let next = 0;
  for (let row = 0; row + 1 < down; row++) {
    for (let column = 0; column + 1 < across; column++) {
      const first = row * across + column;
      indices.set([first, first + 1, first + across, first + 1, first + across + 1, first + across], next);
      next += 6;
    }
  }
  return { at, indices };
}

/** Inverse depth, 1 / metres, of each vertex of a map's grid: the ring has that of the nearest cell. */
export function vertexDepths({ columns, rows, inverseDepth }: DepthMap): Float32Array {
  const [across, down] = [columns + 2, rows + 2];
  const out = new Float32Array(across * down);
  for (let row = 0; row < down; row++) {
    const cells = Math.max(0, Math.min(rows - 1, row - 1)) * columns;
    for (let column = 0; column < across; column++) {
      out[row * across + column] = inverseDepth[cells + Math.max(0, Math.min(columns - 1, column - 1))];
    }
  }
  return out;
}

/**
 * The map from a frame's surfaces to a picture from another place: (x, y, w) = linear (u, v, 1) + inverseDepth * offset in clip
 * space, for shares (u, v) of the frame. It is that of a point in the frame's camera space, divided by its depth: so it stays
 * finite for the sky, and inverse depth, which is affine over the image of a plane, makes planes exact between vertices.
 */
export interface MeshView {
  /** 3 x 3, row-major. */
  linear: Float64Array;
  /** Metres, in clip space. */
  offset: readonly [number, number, number];
}

/** @param intrinsics Of frame and picture, in any width. */
export function meshView(frame: Pose, view: Pose, { width, height, focal }: Intrinsics): MeshView {
  const f = cameraAxes(frame);
  const v = cameraAxes(view);
  const scales = [(2 * focal) / width, (2 * focal) / height, 1];
  const move = [frame.x - view.x, frame.y - view.y, frame.z - view.z];
  const linear = new Float64Array(9);
  const offset: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < 3; row++) {
    const r = 3 * row;
    const along = (axis: number) =>
      scales[row] * (v[r] * f[3 * axis] + v[r + 1] * f[3 * axis + 1] + v[r + 2] * f[3 * axis + 2]);
    const [right, up, forward] = [along(0), along(1), along(2)];
    linear[r] = (right * width) / focal;
    linear[r + 1] = (-up * height) / focal;
    linear[r + 2] = forward - (right * width) / (2 * focal) + (up * height) / (2 * focal);
    offset[row] = scales[row] * (v[r] * move[0] + v[r + 1] * move[1] + v[r + 2] * move[2]);
  }
  return { linear, offset };
}

/**
 * Where a picture shows a place of a frame: shares of the picture's sides; `w` is the quotient of the depths in picture and frame,
 * 0 or less behind the eye. The vertex shader computes the same.
 */
export function shownAt(
  { linear, offset }: MeshView,
  u: number,
  v: number,
  inverseDepth: number,
): { u: number; v: number; w: number } {
  const row = (at: number) =>
    linear[3 * at] * u + linear[3 * at + 1] * v + linear[3 * at + 2] + inverseDepth * offset[at];
  const w = row(2);
  return { u: 0.5 + row(0) / w / 2, v: 0.5 - row(1) / w / 2, w };
}
