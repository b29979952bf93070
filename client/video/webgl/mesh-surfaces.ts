import type { DepthMap } from '../../../shared/depth-map.ts';
import { gridMesh, vertexDepths } from './depth-mesh.ts';

/** A mesh over a frame, with the triangles between a near surface and one behind it told apart. */
export interface MeshSurfaces {
  /**
   * [vertices, 4]: inverse depth, 1 / metres; and inverse depth and place (shares of the frame) of what lies behind the vertex:
   * of the farthest corner of its torn triangles if it is on the nearer side of these, and its own otherwise.
   */
  vertices: Float32Array;
  /** Three vertices of each triangle: those within one surface first. */
  indices: Uint16Array;
  /** Number of indices of triangles within one surface. */
  whole: number;
}

/** Least deviation from a plane that is a gap between two surfaces, 1 / metres, and its share of the nearer inverse depth. */
const leastGap = 0.03;
const gapShare = 0.03;

/**
 * Finds the triangles that lie across a gap between two surfaces. Inverse depth is affine over the image of a plane, so an edge
 * of the grid crosses a gap if its difference is neither that of the edge before it nor that of the one after.
 */
export function surfacesOf(map: DepthMap): MeshSurfaces {
  const inverse = vertexDepths(map);
  const { at, indices } = gridMesh(map);
  const across = map.columns + 2;
  const down = map.rows + 2;
  const crosses = (a: number, b: number, along: number, first: boolean, last: boolean) => {
    const step = inverse[b] - inverse[a];
    const before = first ? step + 1 : inverse[a] - inverse[a - along];
    const after = last ? step + 1 : inverse[b + along] - inverse[b];
    const gap = leastGap + gapShare * Math.max(inverse[a], inverse[b]);
    return Math.min(Math.abs(step - before), Math.abs(step - after)) > gap;
  };
  const right = new Uint8Array(inverse.length);
  const below = new Uint8Array(inverse.length);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const vertex = row * across + column;
      // Beyond the frame, the border's depth goes on: there is no gap to it.
      if (column > 0 && column + 2 < across)
        right[vertex] = crosses(vertex, vertex + 1, 1, column === 1, column + 3 === across) ? 1 : 0;
      if (row > 0 && row + 2 < down)
        below[vertex] = crosses(vertex, vertex + across, across, row === 1, row + 3 === down) ? 1 : 0;
    }
  }
  const behind = Uint16Array.from(inverse.keys());
  const ordered = new Uint16Array(indices.length);
  let whole = 0;
  let torn = indices.length;
  for (let i = 0; i < indices.length; i += 3) {
    // gridMesh makes two triangles of a square: of its upper and left edges, and of its lower and right ones.
    const upper = i % 6 === 0;
    const [a, b, c] = indices.subarray(i, i + 3);
    const isTorn = upper ? right[a] || below[a] : right[c] || below[a];
    if (!isTorn) {
      ordered.set([a, b, c], whole);
      whole += 3;
      continue;
    }
    torn -= 3;
    ordered.set([a, b, c], torn);
    const [farthest, , nearest] = [a, b, c].toSorted((one, other) => inverse[one] - inverse[other]);
    const between = (inverse[farthest] + inverse[nearest]) / 2;
    for (const vertex of [a, b, c]) {
      if (inverse[vertex] > between && inverse[farthest] < inverse[behind[vertex]]) behind[vertex] = farthest;
    }
  }
  const vertices = new Float32Array(4 * inverse.length);
  for (const [vertex, far] of behind.entries()) {
    vertices.set([inverse[vertex], inverse[far], at[2 * far], at[2 * far + 1]], 4 * vertex);
  }
  return { vertices, indices: ordered, whole };
}
