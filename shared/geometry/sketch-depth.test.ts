import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DepthSketch, PlanSketch } from '../sketch.ts';
import { unproject } from './camera.ts';
import { concerns, sketchRoots } from './sketch-depth.ts';

const view = { width: 32, height: 18, focal: 22 };
const metres = (root: number) => root ** -2;
const area = { from: { x: -20, z: -20 }, to: { x: 20, z: 20 } };

/** One wall across the whole area, `distance` ahead of an eye that looks along +z from (0, 0). */
function wallAhead(distance: number, height: number): PlanSketch {
  const z = distance + 0.25;
  const wall = { from: { x: -20, z }, to: { x: 20, z }, height, thickness: 0.5 };
  return { kind: 'plan', area, walls: [wall] };
}

describe('sketchRoots', () => {
  it('meets a wall ahead at its distance, at every yaw', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 15, noNaN: true }),
        fc.double({ min: -0.6, max: 0.6, noNaN: true }),
        (distance, yaw) => {
          const camera = { x: 0, y: 1.6, z: 0, yaw, pitch: 0 };
          const roots = sketchRoots([wallAhead(distance, 6)], camera, view);
          // Just above the horizon, where there is no ground.
          const row = view.height / 2 - 1;
          for (let column = 0; column < view.width; column++) {
            const root = roots[row * view.width + column];
            const depth = metres(root);
            const point = unproject(view, camera, column + 0.5, row + 0.5, depth);
            if (Math.abs(point.x) < 19) expect(point.z).toBeCloseTo(distance, 2);
          }
        },
      ),
    );
  });

  it('agrees with points that are taken along each ray in small steps', () => {
    const coordinate = fc.double({ min: -6, max: 6, noNaN: true });
    const wall = fc.record({
      from: fc.record({ x: coordinate, z: coordinate }),
      to: fc.record({ x: coordinate, z: coordinate }),
      height: fc.double({ min: 0.3, max: 4, noNaN: true }),
      thickness: fc.double({ min: 0.2, max: 1, noNaN: true }),
    });
    const small = { width: 4, height: 3, focal: 3 };
    fc.assert(
      fc.property(
        fc.array(wall, { maxLength: 4 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (walls, yaw, pitch) => {
          const camera = { x: 0.3, y: 1.6, z: -0.2, yaw, pitch };
          fc.pre(!walls.some((each) => isInside(each, camera.x, 1.6, camera.z, 0.3)));
          const roots = sketchRoots([{ kind: 'plan', area, walls }], camera, small);
          for (const [i, root] of roots.entries()) {
            const at = (depth: number) =>
              unproject(small, camera, (i % 4) + 0.5, Math.floor(i / 4) + 0.5, depth);
            const depth = Math.min(8, metres(Math.abs(root)));
            // Points before the surface are free; a point on it or just behind it is solid.
            const taken: number[] = [];
            for (let d = 0.1; d < depth - 0.1; d += 0.1) {
              const { x, y, z } = at(d);
              if (y < -1e-6 || walls.some((each) => isInside(each, x, y, z, -0.02))) taken.push(d);
            }
            expect(taken).toEqual([]);
            if (root > 0 && depth < 8) {
              const { x, y, z } = at(depth);
              expect(y < 1e-3 || walls.some((each) => isInside(each, x, y, z, 0.01))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sees flat ground within the area and nothing beyond it', () => {
    const near: PlanSketch = {
      kind: 'plan',
      area: { from: { x: -3, z: -3 }, to: { x: 3, z: 3 } },
      walls: [],
    };
    const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: -0.2 };
    const roots = sketchRoots([near], camera, view);
    for (const [i, root] of roots.entries()) {
      if (root < 0) continue;
      const { y, z } = unproject(view, camera, (i % 32) + 0.5, Math.floor(i / 32) + 0.5, metres(root));
      expect(y).toBeCloseTo(0, 4);
      expect(z).toBeLessThanOrEqual(3.001);
    }
    expect(roots.at(-1)).toBeGreaterThan(0);
    expect(roots[0]).toBeLessThan(0);
    // The space up to the border of the area, 3 m ahead, is free.
    const { z } = unproject(view, camera, 16.5, 0.5, metres(-roots[16]));
    expect(z).toBeCloseTo(3, 3);
  });

  it('shows sky over low walls to a camera that looks up within the area', () => {
    const up = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 1.1 };
    const [root] = sketchRoots([wallAhead(5, 1)], up, view);
    expect(metres(root)).toBeGreaterThan(10_000);
  });

  it('takes the nearest of several sketches', () => {
    const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
    const both = sketchRoots([wallAhead(9, 6), wallAhead(4, 6)], camera, view);
    expect(metres(both[view.width * 9 + 16])).toBeCloseTo(4, 3);
  });

  it('reads a depth sketch row by row, from its own place alone', () => {
    const pose = { x: 1, y: 1.6, z: 2, yaw: 0.5, pitch: 0 };
    const sketch: DepthSketch = { kind: 'depth', pose, columns: 2, rows: 2, depths: [4, 0, 2, 5000] };
    const roots = sketchRoots([sketch], pose, view);
    const at = (column: number, row: number) => roots[row * view.width + column];
    expect(metres(at(0, 0))).toBeCloseTo(4, 4);
    expect(at(20, 0)).toBeLessThan(0);
    expect(metres(at(3, 17))).toBeCloseTo(2, 4);
    expect(metres(at(31, 17))).toBeGreaterThan(10_000);
    expect(sketchRoots([sketch], { ...pose, yaw: 0.6 }, view).every((root) => root < 0)).toBe(true);
  });
});

describe('concerns', () => {
  it('holds for cameras within reach of the area', () => {
    const plan = wallAhead(2, 2);
    expect(concerns(plan, { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 }, 5)).toBe(true);
    expect(concerns(plan, { x: 24.9, y: 1.6, z: 0, yaw: 0, pitch: 0 }, 5)).toBe(true);
    expect(concerns(plan, { x: 24, y: 1.6, z: 24, yaw: 0, pitch: 0 }, 5)).toBe(false);
  });
});

function isInside(
  { from, to, height, thickness }: PlanSketch['walls'][number],
  x: number,
  y: number,
  z: number,
  slack: number,
): boolean {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const dx = length > 0 ? (to.x - from.x) / length : 1;
  const dz = length > 0 ? (to.z - from.z) / length : 0;
  const right = x - (from.x + to.x) / 2;
  const ahead = z - (from.z + to.z) / 2;
  return (
    Math.abs(right * dx + ahead * dz) < Math.max(length, thickness) / 2 + slack &&
    Math.abs(ahead * dx - right * dz) < thickness / 2 + slack &&
    y < height + slack &&
    y > -slack
  );
}
