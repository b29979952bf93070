import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostSketchWalls, planSketchSchema } from '../../shared/sketch.ts';
import { SketchPlan, snap } from './sketch-plan.ts';

const wall = (x: number, z: number, toX = x + 1) => ({
  from: { x, z },
  to: { x: toX, z },
  height: 2.5,
  thickness: 0.5,
});

describe('SketchPlan', () => {
  it('makes sketches that the room accepts, whatever is drawn within its limits', () => {
    const place = fc.integer({ min: -30, max: 30 }).map((half) => half / 2);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place, place), { minLength: 1, maxLength: 70 }), (places) => {
        const plan = new SketchPlan();
        for (const [x, z, toX] of places) plan.add(wall(x, z, toX));
        expect(plan.walls.length).toBeLessThanOrEqual(mostSketchWalls);
        expect(planSketchSchema.safeParse(plan.sketch).success).toBe(plan.fits);
      }),
    );
  });

  it('is undefined without walls', () => {
    const plan = new SketchPlan();
    plan.add(wall(1, 2));
    plan.remove(0);
    expect(plan.sketch).toBeUndefined();
    expect(plan.fits).toBe(true);
  });

  it('does not fit if walls lie too far apart', () => {
    const plan = new SketchPlan();
    plan.add(wall(0, 0));
    plan.add(wall(60, 0));
    expect(plan.fits).toBe(false);
  });
});

describe('snap', () => {
  it('rounds to half metres', () => {
    expect([0.24, 0.26, -0.76].map(snap)).toEqual([0, 0.5, -1]);
  });
});
