import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DepthMap } from '../../../shared/depth-map.ts';
import { gridMesh, vertexDepths } from './depth-mesh.ts';
import { surfacesOf } from './mesh-surfaces.ts';

const size = { columns: 16, rows: 9 };
const mapOf = (inverse: (column: number, row: number) => number): DepthMap => ({
  ...size,
  rtpTimestamp: 0,
  inverseDepth: Float32Array.from({ length: size.columns * size.rows }, (_, cell) =>
    inverse(cell % size.columns, Math.floor(cell / size.columns)),
  ),
});

describe('surfaces of a frame', () => {
  test('a plane is whole, however steep it is', () => {
    const steep = fc.double({ min: -0.15, max: 0.15, noNaN: true });
    fc.assert(
      fc.property(steep, steep, (across, down) => {
        const first = -Math.min(0, across * 15) - Math.min(0, down * 8);
        const { indices, whole } = surfacesOf(mapOf((c, r) => first + across * c + down * r));
        expect(whole).toBe(indices.length);
      }),
    );
  });

  test('two walls that meet in a corner are whole', () => {
    const { indices, whole } = surfacesOf(mapOf((c) => 0.1 * Math.abs(c - 8)));
    expect(whole).toBe(indices.length);
  });

  test('triangles at the edges of a near thing are torn, and have the colours of what is behind it', () => {
    const map = mapOf((c, r) => (c >= 5 && c <= 8 && r >= 3 ? 1 : 0.2 + 0.01 * c));
    const { vertices, indices, whole } = surfacesOf(map);
    const depths = vertexDepths(map);
    const { at } = gridMesh(size);
    const near = (vertex: number) => depths[vertex] === 1;
    for (let i = 0; i < indices.length; i += 3) {
      const corners = indices.subarray(i, i + 3);
      expect(corners.some(near) && !corners.every(near)).toBe(i >= whole);
      for (const vertex of i >= whole ? corners : []) {
        const [inverse, behind, u] = vertices.subarray(4 * vertex);
        expect(inverse).toBe(depths[vertex]);
        // Neither the place of a near vertex nor its depth.
        if (near(vertex)) expect(behind).toBeLessThan(0.5);
        else expect([behind, u]).toEqual([depths[vertex], at[2 * vertex]]);
      }
    }
    expect(whole).toBeLessThan(indices.length);
  });

  test('every triangle of the grid is there once', () => {
    const map = mapOf((c, r) => ((c + r) % 3 === 0 ? 1 : 0));
    const key = (indices: Uint16Array) =>
      Array.from({ length: indices.length / 3 }, (_, i) =>
        indices.subarray(3 * i, 3 * i + 3).join(),
      ).toSorted();
    expect(key(surfacesOf(map).indices)).toEqual(key(gridMesh(size).indices));
  });
});
