import { describe, expect, it } from 'vitest';
import { sketchRequestSchema, sketchSchema } from './sketch.ts';

const plan = {
  kind: 'plan',
  area: { from: { x: 0, z: 0 }, to: { x: 10, z: 8 } },
  walls: [{ from: { x: 1, z: 1 }, to: { x: 5, z: 1 } }],
};
const depth = {
  kind: 'depth',
  pose: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 },
  columns: 2,
  rows: 2,
  depths: [1, 2, 0, 5],
};

/** Paths of the invalid fields. */
function faults(sketch: unknown): string[] {
  return sketchSchema.safeParse(sketch).error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('sketchSchema', () => {
  it('accepts plans, with optional heights and thicknesses, and depths', () => {
    expect(sketchSchema.parse(plan)).toMatchObject({ walls: [{ height: 2.5, thickness: 0.5 }] });
    expect(sketchSchema.parse(depth)).toMatchObject({ columns: 2 });
    expect(sketchRequestSchema.parse({ ask: 'paint', sketch: plan })).toMatchObject({ ask: 'paint' });
  });

  it.each([
    ['walls.0.to', { ...plan, walls: [{ from: { x: 1, z: 1 }, to: { x: 11, z: 1 } }] }],
    ['walls.0.height', { ...plan, walls: [{ ...plan.walls[0], height: 40 }] }],
    ['walls.0.from.x', { ...plan, walls: [{ ...plan.walls[0], from: { x: Number.NaN, z: 1 } }] }],
    ['area.to.x', { ...plan, walls: [], area: { from: { x: 0, z: 0 }, to: { x: 90, z: 8 } } }],
    ['area.to.z', { ...plan, walls: [], area: { from: { x: 0, z: 0 }, to: { x: 9, z: 1 } } }],
    ['walls', { ...plan, walls: Array.from({ length: 65 }, () => plan.walls[0]) }],
    ['depths', { ...depth, depths: [1, 2, 3] }],
    ['pose.y', { ...depth, pose: { ...depth.pose, y: -1 } }],
    ['columns', { ...depth, columns: 65 }],
    ['kind', { kind: 'poem' }],
  ])('says that %s is wrong', (path, sketch) => {
    expect(faults(sketch)).toContain(path);
  });
});
